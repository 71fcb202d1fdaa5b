/**
 * What mlld 2.0.5 returned, beside what `mlld-policy/mlld` returns: every row of `tests/mlld/vectors/`. Data is equal key for
 * key. Decisions are equal, or a rule of `docs/mlld-deviations.md` says where and why they are not.
 */

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import test, { after, before } from "node:test";
import { root } from "../support/installed.mjs";
import { canonical, deepFreeze, loadAdapter, readMlld, shown } from "../support/mlld.mjs";

/** Functions of mlld that the adapter does not have: bookkeeping of the interpreter, and reading of its syntax nodes. */
const SKIPPED = [
  "TaintTracker",
  "applyDefaultTrustLabel",
  "applyOutputPolicyLabels",
  "createCapabilityContext",
  "deriveCodeSourceTaintLabel",
  "deriveCommandTaint",
  "deriveExecutableSourceTaintLabel",
  "deriveImportTaint",
  "descriptorToInputTaint",
  "extractGuardOverride",
  "labelsForPath",
  "mergeTaintSnapshots",
  "normalizeSecurityDescriptor",
  "roundTrip",
];

/** Rows with these tags show accidents of JavaScript, or imitate syntax nodes of the interpreter. */
const SKIPPED_TAGS = ["js-artifact", "ast-node"];

const mlld = loadAdapter();
const files = readdirSync(path.join(root, "tests", "mlld", "vectors"));
const rows = files.flatMap((name) => readMlld(`vectors/${name}`).rows ?? []);
const tested = rows.filter(({ tags = [] }) => !SKIPPED_TAGS.some((tag) => tags.includes(tag)));

// Where the rows were recorded. Nothing of this exists here.
const { cwd } = process;
before(() => {
  process.cwd = () => "/work/cwd";
  mlld.configure({ basePath: "/work/proj", homeDir: "/home/u" });
});
after(() => {
  process.cwd = cwd;
});

/** Data functions, with the names of their arguments in a row. */
const DATA = {
  buildOperationKeys: ["operation"],
  expandOperationLabels: ["targets", "operations"],
  getOperationLabels: ["ctx"],
  getOperationSources: ["ctx"],
  hasLabel: ["descriptor", "label"],
  hasManagedPolicyLabelFlow: ["policy"],
  hasToolWriteAuthorizationPolicy: ["authorizations"],
  isBuiltinPolicyRuleName: ["name"],
  isProtectedLabel: ["label"],
  isTolerantMatch: ["actual", "expected"],
  makeSecurityDescriptor: ["options"],
  matchesFsPattern: ["target", "pattern", "base", "home"],
  mergeNeedsDeclarations: ["base", "incoming"],
  mergePolicyAuthorizations: ["base", "incoming"],
  mergePolicyConfigs: ["base", "incoming"],
  normalizeAuthConfig: ["entry"],
  normalizeGuardOverride: ["raw"],
  normalizeNeedsDeclaration: ["raw", "context"],
  normalizePolicyAuthorizations: ["raw"],
  normalizePolicyConfig: ["policy"],
  normalizeProfilesDeclaration: ["raw"],
  parseCommand: ["command"],
  parseFsPatternEntry: ["entry"],
  resolveInputTaint: ["inputTaint", "policy"],
  shouldAddInfluencedLabel: ["policy", "inputTaint", "exeLabels"],
  validateNormalizedPolicyAuthorizations: ["authorizations", "toolContext", "options"],
  validatePolicyAuthorizations: ["raw", "toolContext", "options"],
};

/** Data functions whose rows have another form, with what they find for one. */
const FOUND = {
  applyGuardDecisionResult({ steps }) {
    let state = mlld.createGuardDecisionState();
    const decisions = steps.map(({ result, ...options }) => {
      state = mlld.applyGuardDecisionResult(deepFreeze(state), result, options);
      return state.decision;
    });
    const { decision } = state;
    const [hookAction, clearAttempts] = [mlld.toHookAction(decision), mlld.shouldClearAttemptState(decision)];
    return { result: { state, decisions, hookAction, clearAttempts } };
  },
  applyGuardLabelModifications({ descriptor, modifications, guard }) {
    return returned(() =>
      mlld.applyGuardLabelModifications(mlld.makeSecurityDescriptor(descriptor), modifications, guard),
    );
  },
  applyGuardOverrideFilter({ guards, override }) {
    const kept = mlld.applyGuardOverrideFilter(guards, mlld.normalizeGuardOverride(override));
    assert.ok(kept.every((guard) => guards.includes(guard)));
    return { result: kept.map(({ id }) => id) };
  },
  matchesCommandPattern({ command, pattern }) {
    const { result, throws } = returned(() => {
      const tokens = mlld.getCommandTokens(command);
      const patternTokens = mlld.parseCommandPatternTokens(pattern);
      return { tokens, patternTokens, matches: mlld.matchesCommandPattern(tokens, pattern) };
    });
    return { ...result, throws };
  },
  mergeDescriptors({ descriptors }) {
    return returned(() => mlld.mergeDescriptors(...descriptors));
  },
};

/** What a call returns or throws, as a row has it. */
function returned(call) {
  try {
    return { result: call() };
  } catch (error) {
    const { name, message, code } = error;
    return { throws: { name, message, code } };
  }
}

/** What a row says was thrown. What code was meant is lost in mlld, and no error has it. */
function thrownBy({ throws }) {
  return throws === undefined ? undefined : { name: throws.name, message: throws.message, code: throws.code };
}

/** Runs something with inputs of which every second is frozen, and of which none may change. */
function untouched(row, index, run) {
  const text = JSON.stringify(row);
  const outcome = run(index % 2 === 0 ? row : deepFreeze(JSON.parse(text)));
  assert.equal(JSON.stringify(row), text, `${row.id}: an argument was changed`);
  return outcome;
}

for (const name of [...Object.keys(DATA), ...Object.keys(FOUND)].sort()) {
  test(`data: ${name}`, () => {
    const own = tested.filter(({ fn }) => fn === name);
    assert.ok(own.length > 0);
    // Keys of a document have an order that counts; those of the reducer's state have none.
    const text = name === "applyGuardDecisionResult" ? (value) => canonical(JSON.parse(shown(value) ?? "null")) : shown;
    const differing = own.filter((row, index) => {
      const found = untouched(row, index, (inputs) =>
        name in DATA ? returned(() => mlld[name](...DATA[name].map((key) => inputs[key]))) : FOUND[name](inputs),
      );
      const keys = ["result", "tokens", "patternTokens", "matches"];
      return (
        keys.some((key) => key in found && text(found[key]) !== text(row[key])) ||
        shown(found.throws) !== shown(thrownBy(row))
      );
    });
    assert.deepEqual(
      differing.slice(0, 3).map((row) => [row, name in DATA ? undefined : FOUND[name](row)]),
      [],
    );
  });
}

test("data: the list of dangers is mlld's", () => {
  assert.deepEqual(mlld.DEFAULT_DANGER_PATTERNS, readMlld("vectors/danger.json").entries);
});

/** Decisions, each with the answer to a row. */
const DECISIONS = {
  checkExplicitLabelFlowRules: (row) => mlld.checkExplicitLabelFlowRules(row.ctx, policyOf(row)),
  checkLabelFlow: (row) => mlld.checkLabelFlow(row.ctx, policyOf(row)),
  enforceFileIntegrity: (row) => mlld.evaluateFileIntegrity(policyOf(row), row.path, row.identity, placesOf(row)),
  enforceFilesystemAccess: (row) => mlld.evaluateFilesystemAccess(policyOf(row), row.mode, row.path, placesOf(row)),
  evaluateCapabilityAccess: (row) => mlld.evaluateCapabilityAccess(policyOf(row), row.capability),
  evaluateCommandAccess: (row) => mlld.evaluateCommandAccess(policyOf(row), row.command),
  evaluatePolicyAuthorizationDecision: (row) => mlld.evaluatePolicyAuthorizationDecision(row),
  findDeniedShellCommand: (row) => mlld.findDeniedShellCommand(policyOf(row), row.shell),
  isDangerAllowedForFilesystem: (row) =>
    mlld.isDangerAllowedForFilesystem(row.entries, row.mode, row.target, row.base, row.home),
  isDangerousFilesystem: (row) => mlld.isDangerousFilesystem(row.mode, row.target, row.base, row.home),
  policyConfigPermitsNeeds: (row) => mlld.policyConfigPermitsNeeds(row.needs, policyOf(row)),
  policySatisfiesNeeds: (row) => mlld.policySatisfiesNeeds(row.needs, row.capabilities),
  selectProfile: (row) => mlld.selectProfile(row.profiles, row.capabilities, row.policyConfig),
};

/** The names that the adapter has for functions that throw in mlld. */
const NAMES = { enforceFileIntegrity: "evaluateFileIntegrity", enforceFilesystemAccess: "evaluateFilesystemAccess" };

function policyOf(row) {
  const policy = row.policy ?? row.policyConfig;
  if (row.normalize !== true || policy === undefined) return policy;
  const normalized = mlld.normalizePolicyConfig(policy);
  return Object.isFrozen(policy) ? deepFreeze(normalized) : normalized;
}

function placesOf({ base, home }) {
  return { basePath: base, homeDir: home };
}

/** Whether an answer lets something through. */
function permits(name, answer) {
  switch (name) {
    case "findDeniedShellCommand":
      return answer === null;
    case "isDangerousFilesystem":
      return answer === false;
    case "selectProfile":
      return answer !== null;
    case "evaluatePolicyAuthorizationDecision":
    case "policyCondition":
      return answer.decision === "allow";
    default:
      return answer === true || answer.allowed === true;
  }
}

/** What an answer says that must be equal where both deny. The adapter's names of denials and mlld's reasons are. */
function difference(name, ours, theirs, row) {
  if (row.throws !== undefined) return permits(name, ours) ? "looser" : undefined;
  const [weDo, theyDo] = [permits(name, ours), permits(name, theirs)];
  if (weDo !== theyDo) return weDo ? "looser" : "stricter";
  return canonical(ours) === canonical(theirs) ? undefined : "differs";
}

/** What mlld said to a row, in the adapter's form. */
function theirsOf({ result }) {
  const { error } = result ?? {};
  return error === undefined ? result : { allowed: false, reason: error.message };
}

/** Every answer that is not mlld's, each with the texts that rules search. */
function differences() {
  const found = [];
  const note = (name, kind, ours, theirs, row) => {
    if (kind === undefined) return;
    const { result, ...inputs } = row;
    const policy = row.policy ?? row.policyConfig ?? null;
    const texts = { command: commandsOf(row), policy, ours, theirs: theirs ?? null, row: inputs };
    const searched = Object.entries(texts).map(([part, value]) => [
      part,
      part === "command" ? value : canonical(value),
    ]);
    found.push({ kind, name, texts: Object.fromEntries(searched) });
  };
  for (const [index, row] of tested.entries()) {
    const decide = DECISIONS[row.fn];
    if (decide !== undefined) {
      const name = NAMES[row.fn] ?? row.fn;
      const [ours, theirs] = [untouched(row, index, decide), theirsOf(row)];
      note(name, difference(name, ours, theirs, row), ours, theirs, row);
    }
    if (row.fn === "generatePolicyGuards") noteGuards(row, index, note);
  }
  return found;
}

/** The guards of a policy, and what each says of operations. */
function noteGuards(row, index, note) {
  const { policy, normalize, policyDisplayName } = row;
  const specs = untouched(row, index, (inputs) => mlld.generatePolicyGuards(policyOf(inputs), policyDisplayName));
  const shape = specs.map(({ block, policyCondition, ...spec }) => {
    assert.deepEqual(block, { type: "GuardBlock", rules: [] });
    assert.equal(typeof policyCondition, "function");
    return spec;
  });
  const isSame = canonical(shape) === canonical(row.guards);
  note("generatePolicyGuards", isSame ? undefined : "differs", shape, row.guards, {
    policy,
    normalize,
    condition: null,
  });
  for (const condition of row.conditions) {
    const spec = specs.find(({ name }) => name === condition.guard);
    const ask = ({ context }) => spec.policyCondition(context);
    // A guard that is not there denies nothing.
    const ours = spec === undefined ? { decision: "allow" } : untouched(condition, index, ask);
    const kind = difference("policyCondition", ours, condition.result, condition);
    note("policyCondition", kind, ours, condition.result, { policy, normalize, condition });
  }
}

/** The commands that a row is about, a line each. */
function commandsOf({ command, shell, condition }) {
  const { metadata, command: own } = condition?.context.operation ?? {};
  const told = [command, shell, metadata?.commandPreview, metadata?.command, own];
  return told.filter((text) => typeof text === "string").join("\n");
}

/** Whether a rule is about a difference. */
function covers({ kinds, functions, where }, found) {
  const matches = ([part, pattern]) => new RegExp(pattern).test(found.texts[part]);
  return kinds.includes(found.kind) && functions.includes(found.name) && Object.entries(where).every(matches);
}

test("decisions are mlld's, or a rule of docs/mlld-deviations.md says why they are not", () => {
  const rules = readMlld("deviations.json");
  const covered = differences().map((found) => ({ found, by: rules.filter((rule) => covers(rule, found)) }));
  const uncovered = covered.filter(({ by }) => by.length === 0);
  // A rule is needed where no other covers a row.
  const unneeded = rules.filter((rule) => !covered.some(({ by }) => by.length === 1 && by[0] === rule));
  const told = {
    differencesWithoutRule: uncovered
      .slice(0, 10)
      .map(({ found: { kind, name, texts } }) => ({ kind, name, ...texts })),
    rulesWithoutDifference: unneeded.map(({ rule, title }) => `${rule}: ${title}`),
  };
  const message = `${uncovered.length} differences without a rule: ${JSON.stringify(told, null, 2)}`;
  assert.ok(uncovered.length === 0 && unneeded.length === 0, message);
});

test("every row is tested, or its function is in the list of those that are skipped", () => {
  const known = new Set([
    ...Object.keys(DATA),
    ...Object.keys(FOUND),
    ...Object.keys(DECISIONS),
    "generatePolicyGuards",
  ]);
  const others = new Set(rows.map(({ fn }) => fn).filter((fn) => !known.has(fn)));
  assert.deepEqual([...others].sort(), SKIPPED);
  for (const name of SKIPPED) assert.equal(mlld[name], undefined);
  assert.ok(tested.length > 9_000, `only ${tested.length} rows were found`);
});
