/**
 * Two peers with packages on npm: Cedar, a policy language for applications, in WebAssembly, and casbin, a library for
 * access control, in JavaScript. Their policies are made of the same rules as ours and mean the same for what is asked:
 * one plain command, or a path without `..`, as text. That is all they see. Neither reads a command line, so that both
 * would allow `git status; rm -rf /` by a rule for `git *`, and neither knows what a path or URL is: nothing else can be
 * compared. Neither has a danger list; ours stays on.
 */

import { createRequire } from "node:module";

const { newEnforcer, newModel, StringAdapter } = createRequire(import.meta.url)("casbin");

/** Cedar with its policies parsed beforehand: a function that decides over what is done (`run`, `read`) and to what. */
export async function cedarOf(policy, id) {
  const { statefulIsAuthorized } = await cedar();
  parse(await cedar(), id, cedarText(policy));
  const principal = { type: "Agent", id: "agent" };
  const resource = { type: "Machine", id: "machine" };
  return (action, text) => {
    const answer = statefulIsAuthorized({
      principal,
      action: { type: "Action", id: action },
      resource,
      context: { text },
      preparsedPolicySetId: id,
      entities: [],
    });
    if (answer.type !== "success") throw new Error(`Cedar gives no answer: ${JSON.stringify(answer)}`);
    return answer.response.decision;
  };
}

/** A function that lets Cedar parse policies. */
export async function cedarParser(id) {
  const module = await cedar();
  return (text) => parse(module, id, text);
}

function cedar() {
  return import("@cedar-policy/cedar-wasm/nodejs");
}

function parse({ preparsePolicySet }, id, text) {
  const parsed = preparsePolicySet(id, { staticPolicies: text });
  if (parsed.type !== "success") throw new Error(`Cedar refuses its policies: ${JSON.stringify(parsed)}`);
}

/** The rules of a policy as Cedar's text. */
export function cedarText(policy) {
  const policies = rulesOf(policy).map(({ effect, action, start }) => {
    const scope = `(principal, action == Action::"${action}", resource)`;
    return `${effect === "allow" ? "permit" : "forbid"}${scope} when { context.text like "${start}*" };`;
  });
  return policies.join("\n");
}

const MODEL = `
[request_definition]
r = act, text
[policy_definition]
p = act, start, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.act == p.act && keyMatch(r.text, p.start)
`;

/** Casbin with its policies loaded: the same function. */
export async function casbinOf(policy) {
  const lines = rulesOf(policy).map(({ effect, action, start }) => `p, ${action}, ${start}*, ${effect}`);
  const enforcer = await newEnforcer(newModel(MODEL), new StringAdapter(lines.join("\n")));
  return (action, text) => (enforcer.enforceSync(action, text) ? "allow" : "deny");
}

/** What both can say of our rules: how the text starts. */
function rulesOf({ allow = [], deny = [] }) {
  return [...allow.map((rule) => startOf("allow", rule)), ...deny.map((rule) => startOf("deny", rule))];
}

function startOf(effect, rule) {
  const command = /^cmd:([a-z0-9:]+):\*$/.exec(rule);
  if (command) return { effect, action: "run", start: `${command[1].replaceAll(":", " ")} ` };
  const file = /^fs:([rw]):([a-z0-9/]+\/)\*\*$/.exec(rule);
  if (file) return { effect, action: file[1] === "r" ? "read" : "write", start: file[2] };
  throw new Error(`no peer can say ${rule}`);
}
