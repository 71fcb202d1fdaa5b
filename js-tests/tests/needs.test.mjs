/**
 * Needs, wanted tiers and profiles: the shared corpus `tests/needs/*.json`, which the Rust tests run as well, and what
 * the JavaScript side adds: errors, options, results.
 */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { load, root } from "../support/installed.mjs";

const { DeclarationError, MlldSecurityError, PolicyEngine } = load();
const folder = path.join(root, "tests", "needs");
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .sort();
// The order of profiles matters, and is that of the text: `JSON.parse` keeps it for names that are no whole numbers.
const casesOf = (file) => JSON.parse(readFileSync(path.join(folder, file), "utf8"));

/** What the engine says, in the fields that cases use; for a declaration that is refused, its problems. */
function said(engine, { needs, wants, profiles, order }) {
  try {
    if (wants !== undefined) {
      const choice = engine.selectTier(wants, { needs });
      const { columns, rows, text, ...explained } = engine.explainTier(wants, { needs });
      assert.deepEqual(explained, choice, "the explanation chooses otherwise");
      assertTable({ columns, rows, text }, choice);
      return { ...choice, permitted: namesOf(choice, "tier") };
    }
    if (profiles !== undefined) {
      const choice = engine.selectProfile(profiles, { needs, order });
      return { ...choice, granted: namesOf(choice, "profile") };
    }
    const decision = engine.checkNeeds(needs);
    const denied = decision.needs.filter((need) => need.decision === "deny");
    return {
      ...decision,
      denied: denied.map(({ need }) => need),
      rules: Object.fromEntries(denied.map(({ need, rule }) => [need, rule])),
    };
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error;
    assert.equal(error.code, error.problems[0].code);
    return { problems: error.problems.map(({ code, path }) => ({ code, path })) };
  }
}

const namesOf = ({ considered }, key) => considered.filter(({ permitted }) => permitted).map((each) => each[key]);

function assertTable({ columns, rows, text }, { tier, considered }) {
  const tiers = columns.filter((column) => column.tier !== null);
  assert.deepEqual(
    tiers.map((column) => [column.tier, column.permitted, column.chosen]),
    considered.map((each) => [each.tier, each.permitted, each.tier === tier]),
  );
  for (const { need, cells } of rows) {
    assert.equal(cells.length, columns.length);
    assert.ok(cells.some((cell) => cell !== null), `${need} is nobody's need`);
    // The module's own needs are denied to every tier.
    const own = columns.length > tiers.length ? cells[0] : null;
    for (const [at, { denials }] of considered.entries()) {
      const cell = cells.at(at - considered.length) ?? own;
      // A package for two languages has two rows, each for the tiers that have it for that one.
      if (cell === null) continue;
      assert.equal(cell.decision === "deny", denials.some((denial) => denial.need === need));
    }
  }
  const denied = (need, at) => rows.some((row) => row.need === need && [row.cells.at(at), row.cells[0]].some((cell) => cell?.decision === "deny"));
  for (const [at, { denials }] of considered.entries()) {
    for (const { need } of denials) assert.ok(denied(need, at - considered.length), `${need} is denied in no row`);
  }
  assert.ok(text.split("\n").length >= rows.length + 2);
}

/** The fields of `expect` that differ, as sentences. */
function differences(got, expect) {
  const listed = (entry) => got.stillDangerous?.includes(entry);
  const meets = ([key, expected]) => {
    if (key === "dangerous") return expected.every(listed);
    if (key === "notDangerous") return !expected.some(listed);
    if (key === "rules") return Object.entries(expected).every(([need, rule]) => got.rules?.[need] === rule);
    return JSON.stringify(got[key] ?? null) === JSON.stringify(expected);
  };
  const wrong = Object.entries(expect).filter((entry) => !meets(entry));
  return wrong.map(([key, expected]) => `${key} is ${JSON.stringify(got[key])}, not ${JSON.stringify(expected)}`);
}

for (const file of files) {
  test(`needs: ${file}`, () => {
    const wrong = [];
    for (const { name, layers, options, expect, ...declared } of casesOf(file)) {
      const engine = new PolicyEngine(layers, options);
      const got = said(engine, { needs: declared.wants || declared.profiles ? undefined : {}, ...declared });
      wrong.push(...differences(got, expect).map((difference) => `${name}: ${difference}`));
      engine.free();
    }
    assert.deepEqual(wrong, []);
  });
}

test("there is a corpus", () => {
  const count = files.flatMap(casesOf).length;
  assert.ok(count >= 250, `tests/needs/ holds ${count} cases: restore it from git`);
});

const thrown = (run) => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
};
const engine = new PolicyEngine({ name: "team", deny: { sh: true, network: true } }, { base: "/work", home: "/home/u" });

test("a shell that is denied leaves the tier that needs none", () => {
  const choice = engine.selectTier([{ tier: "full", sh: true }, { tier: "readonly" }]);
  assert.equal(choice.tier, "readonly");
  assert.deepEqual([choice.code, choice.reason, choice.denial, choice.granted], [null, null, null, []]);
  const [full, readonly] = choice.considered;
  assert.deepEqual([full.tier, full.why, full.permitted, full.denials.length], ["full", null, false, 1]);
  assert.deepEqual(readonly, { tier: "readonly", why: null, permitted: true, denials: [] });
  const [{ need, kind, decision, policy, rule }] = full.denials;
  assert.deepEqual([need, kind, decision, policy, rule], ["sh", "capability", "deny", "team", "deny.sh"]);
  assert.deepEqual(engine.requireTier([{ tier: "full", sh: true }, { tier: "readonly" }]), choice);
});

test("where no tier is permitted, requireTier throws `No permitted tier found`", () => {
  const wants = [
    { tier: "full", network: true },
    { tier: "limited", network: true },
  ];
  const options = { needs: { network: true } };
  const choice = engine.selectTier(wants, options);
  assert.deepEqual([choice.tier, choice.code, choice.reason], [null, "NO_PERMITTED_TIER", "No permitted tier found"]);
  const error = thrown(() => engine.requireTier(wants, options));
  assert.ok(error instanceof MlldSecurityError);
  assert.deepEqual([error.code, error.reasonCode], ["SECURITY_VIOLATION", "NO_PERMITTED_TIER"]);
  assert.match(error.message, /^No permitted tier found/);
  assert.deepEqual(error.decision, choice.denial);
  assert.deepEqual([error.decision.policy, error.decision.rule], ["team", "deny.network"]);
});

test("no tiers are no error, but needs that are denied are", () => {
  for (const wants of [[], undefined, null]) {
    for (const choose of ["selectTier", "requireTier", "explainTier"]) {
      const { tier, code, denial, considered } = engine[choose](wants);
      assert.deepEqual([tier, code, denial, considered], [null, "NO_TIERS_DECLARED", null, []]);
    }
    const { code, reason, denial } = engine.selectTier(wants, { needs: { network: true } });
    assert.deepEqual([code, reason], ["NEEDS_DENIED", "Needs denied by policy: network"]);
    assert.equal(denial.code, "NEEDS_DENIED");
    assert.equal(thrown(() => engine.requireTier(wants, { needs: { network: true } })).reasonCode, "NEEDS_DENIED");
  }
  const { profile, fallback, code } = engine.selectProfile({});
  assert.deepEqual([profile, fallback, code], [null, false, "NO_PROFILES_DECLARED"]);
});

test("every need has its decision, and the denial names each that is refused", () => {
  // A rule about one host takes nothing from git, and a part from all of the network.
  const engine = new PolicyEngine({ deny: ["sh", "net:evil.example"] });
  const needs = { cmd: ["git"], sh: true, network: true, keychain: false };
  const decision = engine.checkNeeds(needs);
  assert.deepEqual(
    decision.needs.map(({ need, decision }) => [need, decision]),
    [
      ["cmd:git", "allow"],
      ["sh", "deny"],
      ["network", "deny"],
    ],
  );
  assert.deepEqual([decision.code, decision.reason], ["NEEDS_DENIED", "Needs denied by policy: sh, network"]);
  assert.ok(decision.needs[0].stillDangerous.includes("cmd:git:push:*:--force"));
  assert.ok(decision.stillDangerous.includes("cmd:git:push:*:--force"));
  const error = thrown(() => engine.enforceNeeds(needs));
  assert.ok(error instanceof MlldSecurityError);
  assert.equal(error.message, "Needs denied by policy: sh, network");
  assert.deepEqual(error.decision, decision);

  const granted = engine.enforceNeeds({ cmd: ["git status"] });
  assert.deepEqual(granted, engine.checkNeeds({ cmd: ["git status"] }));
  assert.deepEqual([granted.decision, granted.needs[0].need], ["allow", "cmd:git status"]);
  assert.deepEqual(engine.enforceNeeds({}), { decision: "allow", needs: [], stillDangerous: [] });
});

test("what is granted is in the notation of policies, the module's own needs first", () => {
  const wants = [{ tier: "full", cmd: { git: { subcommands: ["status"] } }, fs: { write: ["dist/**"] } }];
  const { granted } = engine.selectTier(wants, { needs: { node: ["lodash@^4"], cmd: ["make"] } });
  assert.deepEqual(granted, ["node:lodash@^4", "cmd:make", "cmd:git:status:*", "fs:w:dist/**"]);
});

test("profiles: the first granted, the last as a fallback, or the most permissive", () => {
  const engine = new PolicyEngine({ deny: ["sh"] });
  const profiles = { none: {}, git: { requires: { cmd: ["git"] }, description: "with git" } };
  assert.equal(engine.selectProfile(profiles).profile, "none");
  assert.equal(engine.selectProfile(profiles, { order: "declared", needs: undefined }).profile, "none");
  const permissive = engine.selectProfile(profiles, { order: "permissive" });
  assert.deepEqual([permissive.profile, permissive.fallback, permissive.granted], ["git", false, ["cmd:git"]]);
  assert.deepEqual(permissive.considered[1], { profile: "git", why: "with git", permitted: true, denials: [] });
  const denied = { needs: { sh: true } };
  const fallback = engine.selectProfile(profiles, denied);
  assert.deepEqual([fallback.profile, fallback.fallback, fallback.code], ["git", true, null]);
  const none = engine.selectProfile(profiles, { order: "permissive", ...denied });
  assert.deepEqual([none.profile, none.fallback, none.code], [null, false, "NO_PERMITTED_TIER"]);
});

test("the table has a column for each tier, a row for each need, and the rule that decides in each cell", () => {
  const strict = new PolicyEngine([{ name: "a", allow: ["cmd:git:*"] }, { name: "b" }]);
  const table = strict.explainTier([{ tier: "full", cmd: ["git", "make"] }], { needs: { cmd: ["git"] } });
  assert.deepEqual(table.columns, [
    { tier: null, permitted: true, chosen: false },
    { tier: "full", permitted: false, chosen: false },
  ]);
  const allowed = { decision: "allow", by: [{ policy: "a", rule: "allow[0]" }], reason: null };
  const denied = { decision: "deny", by: [{ policy: "a", rule: "allow" }], reason: "Command 'make' denied by policy" };
  assert.deepEqual(table.rows, [
    { need: "cmd:git", kind: "command", cells: [allowed, allowed] },
    { need: "cmd:make", kind: "command", cells: [null, denied] },
  ]);
  assert.equal(
    table.text,
    [
      "need      (in any case)        full",
      "cmd:git   granted by allow[0]  granted by allow[0]",
      "cmd:make  -                    denied by allow",
      "          permitted            not permitted",
      "No permitted tier found",
      "",
    ].join("\n"),
  );
  strict.free();
});

test("a declaration that is refused tells every problem, of wants and needs together", () => {
  const codes = {
    INVALID_NEEDS_KEY: () => engine.checkNeeds({ netwrok: true }),
    INVALID_NEEDS_DECLARATION: () => engine.checkNeeds({ sh: "no" }),
    INVALID_WANTS_TIER: () => engine.selectTier([{ sh: true }]),
    INVALID_WANTS_KEY: () => engine.requireTier([{ tier: "full", netwrok: true }]),
    INVALID_WANTS_DECLARATION: () => engine.explainTier({ tier: "full" }),
  };
  for (const [code, run] of Object.entries(codes)) {
    const error = thrown(run);
    assert.ok(error instanceof DeclarationError && error instanceof Error, code);
    assert.deepEqual([error.name, error.code, error.problems.length], ["DeclarationError", code, 1]);
    assert.ok(Object.isFrozen(error.problems) && Object.isFrozen(error.problems[0]));
    assert.match(error.message, /^invalid declaration: (?:needs|wants)/);
  }
  const error = thrown(() => engine.selectTier([{ tier: "a", why: 5 }, { tier: "a" }], { needs: { sh: 1, x: true } }));
  assert.deepEqual(
    error.problems.map(({ code, path }) => [code, path]),
    [
      ["INVALID_WANTS_DECLARATION", "wants[0].why"],
      ["INVALID_WANTS_TIER", "wants[1].tier"],
      ["INVALID_NEEDS_DECLARATION", "needs.sh"],
      ["INVALID_NEEDS_KEY", "needs.x"],
    ],
  );
  assert.equal(error.code, "INVALID_WANTS_DECLARATION");
  for (const { path, message } of error.problems) assert.ok(error.message.includes(`  - ${path}: ${message}`));
  assert.deepEqual(Object.keys(error.problems[0]).sort(), ["code", "message", "path", "severity"]);
});

test("a registered language is known in declarations too", () => {
  const registered = new PolicyEngine({ allow: ["ruby"] }, { capabilities: ["ruby"] });
  assert.equal(registered.checkNeeds({ ruby: ["rake"] }).decision, "allow");
  assert.equal(registered.checkNeeds({ rust: ["serde"] }).decision, "deny");
  registered.free();
});
