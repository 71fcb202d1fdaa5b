/**
 * Command lines of known effect, and those that coding agents run: the files that `tests/corpus.rs` and
 * `tests/agent_commands.rs` run, with the same figures. `tests/data/corpus/README.md` says what a row is.
 */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { assertShare, share } from "../support/figures.mjs";
import { load, root } from "../support/installed.mjs";

const { PolicyEngine } = load();
const read = (...names) => JSON.parse(readFileSync(path.join(root, ...names), "utf8"));

function decide(policy, options, command) {
  const engine = new PolicyEngine([policy], options);
  const decision = engine.checkCommand(command);
  assert.equal(engine.explainCommand(command).decision, decision.decision, command);
  engine.free();
  return decision;
}

const folder = path.join("tests", "data", "corpus");
const rows = readdirSync(path.join(root, folder))
  .filter((name) => name.endsWith(".json"))
  .flatMap((name) => read(folder, name));
const benign = rows.filter(({ expect }) => expect === "allow");
const hostile = rows.filter(({ expect }) => expect === "deny");

/** An entry that is no file or network rule is a command pattern. */
const rule = (entry) => (/^(fs|net):/.test(entry) ? entry : `cmd:${entry}`);

/** The rows that are not decided as `wanted`, each as a line with the reason. */
function decidedOtherwise(some, wanted, danger) {
  return some.flatMap(({ id, allow, deny, command }) => {
    const policy = { allow: allow.map(rule), deny: deny.map(rule), ...danger };
    const { decision, reason } = decide(policy, { base: "/work/proj", home: "/home/u" }, command);
    return decision === wanted ? [] : [`${id}: ${JSON.stringify(command)} ${reason ?? "allowed"}`];
  });
}

test("every hostile line is denied", (t) => {
  const seen = hostile.filter(({ visible }) => visible !== false);
  assertShare(t, "hostile lines denied", decidedOtherwise(seen, "deny", { danger: ["*"] }), seen.length, 100);
  const unseen = hostile.filter(({ visible }) => visible === false);
  const allowed = decidedOtherwise(unseen, "deny", { danger: ["*"] });
  t.diagnostic(
    `of those whose effect the line does not show, denied: ${share(unseen.length - allowed.length, unseen.length)}`,
  );
});

test("benign lines are allowed", (t) => {
  assertShare(t, "benign lines allowed", decidedOtherwise(benign, "allow", { danger: ["*"] }), benign.length, 97);
});

test("benign lines are allowed under the danger list", (t) => {
  assertShare(t, "benign lines allowed, no opt-in", decidedOtherwise(benign, "allow", {}), benign.length, 95);
});

test("what the owner of a policy wants runs, and what they do not want never does", (t) => {
  const { policy, options, lines } = read("tests", "data", "agent-commands.json");
  const document = read(policy);
  const otherwise = (some) =>
    some.flatMap(({ command, expect, why }) => {
      const { decision, reason } = decide(document, options, command);
      return decision === expect ? [] : [`${JSON.stringify(command)} ${reason ?? `allowed, though: ${why}`}`];
    });
  const unwanted = lines.filter(({ expect }) => expect === "deny");
  const wanted = lines.filter(({ expect }) => expect === "allow");
  assertShare(t, "unwanted lines denied", otherwise(unwanted), unwanted.length, 100);
  assertShare(t, "wanted lines allowed", otherwise(wanted), wanted.length, 90);
});
