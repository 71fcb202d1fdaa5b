/** Policies of mlld as people write them, well and badly: `tests/mlld/policies.json`, through the installed package. */

import assert from "node:assert/strict";
import test from "node:test";
import { loadAdapter, readMlld } from "../support/mlld.mjs";

const mlld = loadAdapter();
const places = { basePath: "/work/proj", homeDir: "/home/u" };
mlld.configure(places);

/** What is asked, by the name of the function, and whether the answer permits. */
const ASK = {
  checkExplicitLabelFlowRules: (policy, { context }) => mlld.checkExplicitLabelFlowRules(context, policy).allowed,
  checkLabelFlow: (policy, { context }) => mlld.checkLabelFlow(context, policy).allowed,
  evaluateCapabilityAccess: (policy, { capability }) => mlld.evaluateCapabilityAccess(policy, capability).allowed,
  evaluateCommandAccess: (policy, { text }) => mlld.evaluateCommandAccess(policy, text).allowed,
  evaluateFilesystemAccess: (policy, { mode, path }) => mlld.evaluateFilesystemAccess(policy, mode, path, places).allowed,
  evaluateKeychainAccess: (policy, { access, requireDanger }) =>
    mlld.evaluateKeychainAccess(policy, access, requireDanger === undefined ? {} : { requireDanger }).allowed,
  evaluatePolicyAuthorizationDecision: (_, call) => mlld.evaluatePolicyAuthorizationDecision(call).decision === "allow",
  findDeniedShellCommand: (policy, { code }) => mlld.findDeniedShellCommand(policy, code) === null,
  isDangerousCommand: (_, { tokens }) => !mlld.isDangerousCommand(tokens),
  policyConfigPermitsNeeds: (policy, { needs }) => mlld.policyConfigPermitsNeeds(needs, policy),
  policySatisfiesNeeds: (_, { needs, capabilities }) => mlld.policySatisfiesNeeds(needs, capabilities),
  policyCondition(policy, { guard, context }) {
    const own = mlld.generatePolicyGuards(policy).find(({ name }) => name === guard);
    return own.policyCondition(context).decision === "allow";
  },
};

test("every policy decides as expected", () => {
  const wrong = [];
  for (const { policy, normalize, call, question, expect } of readMlld("policies.json")) {
    const asked = normalize ? mlld.normalizePolicyConfig(policy) : policy;
    const permits = ASK[call](asked, question);
    if (permits !== (expect === "allow")) wrong.push({ policy, normalize, call, question, expect });
  }
  assert.deepEqual(wrong, []);
});
