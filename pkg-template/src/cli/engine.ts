/** Policies of files, as an engine. */

import { homedir } from "node:os";
import process from "node:process";
import { type Denied, PolicyEngine, PolicyError, type PolicyOptions, type Problem, lint, locateRule } from "mlld-policy";
import { type Arguments, UsageError } from "./arguments.js";
import { Failure, type PlacedProblem } from "./failure.js";
import { type PolicyText, folder } from "./input.js";

/** How paths are read on this machine, and where they start. */
export function policyOptions(args: Arguments): PolicyOptions {
  const home = args.value("home");
  const places = { base: folder(args.value("base"), process.cwd()), home: home === undefined ? ownHome() : folder(home, "") };
  if (process.platform === "win32") return { ...places, platform: "windows" };
  // Disks of macOS do not distinguish letter case, unless they were set up to.
  return process.platform === "darwin" ? { ...places, caseSensitive: false } : places;
}

/** The home folder; nobody has to have one, and `~` is not understood then. */
function ownHome(): string | undefined {
  try {
    const home = homedir();
    return home === "" ? undefined : home;
  } catch {
    return undefined;
  }
}

/** The engine of several policies. Where they have problems, all of them are told. */
export function engineOf(policies: readonly PolicyText[], options: PolicyOptions): PolicyEngine {
  refuseBadPages(policies, options);
  try {
    return new PolicyEngine(
      policies.map(({ text }) => text),
      options,
    );
  } catch (error) {
    if (error instanceof PolicyError) throw badPolicies(error.problems, policies);
    throw error;
  }
}

/** Every problem of a policy, and of the page that it stands on. */
export function problemsOf(policy: PolicyText, options: PolicyOptions): readonly Problem[] {
  const found = lint(policy.text, options);
  // What both tell is told once.
  const told = new Set(found.filter(({ severity }) => severity === "error").map(({ line }) => line ?? 0));
  const more = (policy.problems ?? []).filter(({ line }) => line === undefined || !told.has(line));
  if (more.length === 0) return found;
  // That there is no policy is no wonder where it could not be read.
  const certain = found.filter(({ code }) => code !== "NO_POLICY");
  return [...certain, ...more].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

/** Refuses pages of Markdown with mistakes in them, together with every other policy that has some. */
export function refuseBadPages(policies: readonly PolicyText[], options: PolicyOptions): void {
  if (policies.every(({ problems = [] }) => problems.length === 0)) return;
  throw refused(
    policies.flatMap((source) =>
      problemsOf(source, options)
        .filter(({ severity }) => severity === "error")
        .map((problem) => ({ source, problem })),
    ),
  );
}

/**
 * The guards that policies declare, as warnings: policies alone decide here, and whoever wrote a guard believes that it is
 * asked. A rule that has no effect has a path; a guard, which is no part of the policy, has none.
 */
export function guardsOf(policies: readonly PolicyText[], options: PolicyOptions): readonly PlacedProblem[] {
  return policies.flatMap((source) =>
    problemsOf(source, options)
      .filter(({ severity, code, path }) => severity === "warning" && code === "INEFFECTIVE_RULE" && path === "")
      .map((problem) => ({ source, problem })),
  );
}

/** Where the rule of a denial stands: `team.json:2:10`; `undefined` for what stands in no file. */
export type PlaceOfRule = (denied: Denied) => string | undefined;

/** The places of rules in the texts that an engine was made of, each looked up once. */
export function placesOfRules(engine: PolicyEngine, policies: readonly PolicyText[]): PlaceOfRule {
  const layers = engine.layers();
  const known = new Map<string, string | undefined>();
  return ({ policy, rule }) => {
    // A policy that is given twice is one layer: which text is whose is not known then.
    const source = layers.length === policies.length && policy !== null ? policies[layers.indexOf(policy)] : undefined;
    if (source === undefined || rule === null) return undefined;
    const key = `${policy} ${rule}`;
    if (!known.has(key)) {
      const place = locateRule(source.text, rule);
      known.set(key, place === null ? undefined : `${source.name}:${place.line}:${place.column}`);
    }
    return known.get(key);
  };
}

/** The failure that shows what is wrong with policies, each problem in its file. */
export function badPolicies(problems: readonly Problem[], policies: readonly PolicyText[]): Failure {
  const placed: PlacedProblem[] = problems.map((problem) => {
    const index = Number(/^layers\[(\d+)\]$/.exec(problem.layer ?? "")?.[1]);
    const isOnly = policies.length === 1 && problem.code !== "INVALID_OPTION";
    return { source: policies[isOnly ? 0 : index], problem };
  });
  return refused(placed);
}

function refused(placed: readonly PlacedProblem[]): Failure {
  const named = new Set(placed.flatMap(({ source }) => (source === undefined ? [] : [source.name])));
  const [first] = named;
  const what = first === undefined ? "the options are" : named.size === 1 ? `${first} is` : `${named.size} policies are`;
  return new Failure(`${what} refused: mend what is listed below`, "INVALID_POLICY", placed);
}

/** The policies that a command was given, of which there must be one at least. */
export function policyNames(args: Arguments): readonly string[] {
  if (args.names.length === 0) throw new UsageError("no policy was named: name a file, or `-` for standard input");
  return args.names;
}
