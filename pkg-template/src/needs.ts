/** What modules declare, and what policies say of it. The engine checks every declaration, whatever the types say. */

import { type Decision, type Denied, ENGINE_FAILED } from "./decision.js";
import type { OneOrMany } from "./policy.js";

/**
 * What a module requires. Every key is optional; a key that is not listed here is refused, and so is a declaration with
 * more than 500 entries, each text and switch being one.
 *
 * `false` for a switch says that it is not needed, as leaving it out does.
 *
 * @example
 * ```ts
 * import type { Needs } from "mlld-policy";
 *
 * const needs = {
 *   cmd: { git: { subcommands: ["status", "diff"] }, make: "*" },
 *   fs: { read: ["**"], write: ["dist/**"] },
 *   network: { domains: ["api.github.com"] },
 *   node: ["lodash@^4"],
 * } satisfies Needs;
 * ```
 */
export interface Needs {
  /**
   * Commands: `"*"` for every one, patterns as in policies (`"git"` is git with any arguments), or a map from programs to
   * what is needed of each.
   */
  readonly cmd?: OneOrMany | { readonly [program: string]: "*" | readonly string[] | CommandNeeds };
  /** Commands that mlld notation lists by their bare names, as its parser gives them: more of `cmd`. */
  readonly __commands?: OneOrMany;
  /** Shells. */
  readonly sh?: boolean;
  /** The same as `sh`. */
  readonly bash?: boolean;
  /** All hosts, or those that match. */
  readonly network?: boolean | { readonly domains: OneOrMany };
  /** The same as `network`. */
  readonly net?: boolean | { readonly domains: OneOrMany };
  /** All files below the base folder, or those that match. */
  readonly filesystem?: boolean | { readonly read?: OneOrMany; readonly write?: OneOrMany };
  /** The same as `filesystem`. */
  readonly fs?: boolean | { readonly read?: OneOrMany; readonly write?: OneOrMany };
  /** Credentials. */
  readonly keychain?: boolean;
  /** Packages of npm: `name` or `name@range`. */
  readonly node?: readonly string[];
  /** The same as `node`. */
  readonly js?: readonly string[];
  /** Packages of Python: `name`, with the specifiers of PEP 440 or not. */
  readonly python?: readonly string[];
  /** The same as `python`. */
  readonly py?: readonly string[];
  /** Gems. */
  readonly ruby?: readonly string[];
  /** The same as `ruby`. */
  readonly rb?: readonly string[];
  /** Modules of Go. */
  readonly go?: readonly string[];
  /** Crates. */
  readonly rust?: readonly string[];
}

/** What is needed of one program; `{}` is all of it. A list in its place is one of subcommands, `"*"` is all of it. */
export interface CommandNeeds {
  /** Subcommands, each with any arguments. */
  readonly subcommands?: OneOrMany;
  /** More subcommands. */
  readonly methods?: OneOrMany;
  /** The only options that are used; where not given, any. */
  readonly flags?: OneOrMany;
}

/** A tier: a name, and what a module needs to work that way. Without needs it is permitted wherever the module is. */
export interface WantedTier extends Needs {
  /** Its name, which no other tier has. */
  readonly tier: string;
  /** Why it is wanted, for people. It makes no tier stronger. */
  readonly why?: string;
}

/** A profile: the later form of a tier. */
export interface Profile {
  /** What it takes; where not given, nothing. */
  readonly requires?: Needs;
  /** What it is, for people. */
  readonly description?: string;
}

/**
 * Profiles by their names, the preferred first.
 *
 * JavaScript puts names that are whole numbers (`"1"`) before all others, whatever the order in which they are written.
 */
export interface Profiles {
  readonly [name: string]: Profile;
}

/** What a module needs in any case, beside the tier or profile that is chosen. */
export interface TierOptions {
  /** Where these are not granted, no tier is. */
  readonly needs?: Needs | undefined;
}

/** How a profile is chosen. */
export interface ProfileOptions extends TierOptions {
  /**
   * `"declared"`, which holds where not given: the first one that is granted; where none is, the last one declared, as a
   * fallback. `"permissive"`: as tiers are chosen, without a fallback.
   */
  readonly order?: "declared" | "permissive" | undefined;
}

/** What a need is about; `sh` and `keychain` are capabilities. */
export type NeedKind = "command" | "filesystem" | "network" | "capability" | "package";

/** What is said of one need beside the decision. */
export interface NeedDetails {
  /** The need in the notation of policies: `cmd:git:status:*`, `fs:w:dist/**`, `network`; a package as `node:lodash@^4`. */
  readonly need: string;
  readonly kind: NeedKind;
  /**
   * Entries of the built-in danger list about some of it that not every layer opts in to. They take nothing from the
   * need; what they name stays denied when it is tried.
   */
  readonly stillDangerous: readonly string[];
}

/** Whether one need is granted: a decision, and which need it is about. */
export type NeedDecision = Decision & NeedDetails;

/** What is said of all needs beside the decision. */
export interface NeedsDetails {
  /** Every need with its own decision, in the order of the declaration. */
  readonly needs: readonly NeedDecision[];
  /** What is dangerous about any of them, each entry once. */
  readonly stillDangerous: readonly string[];
}

/** Whether all needs are granted; where not, a denial with the code `NEEDS_DENIED` that names each that is not. */
export type NeedsDecision = Decision & NeedsDetails;

/** What was considered for a choice, and whether it is granted. */
export interface ConsideredDetails {
  /** The `why` of a tier or the `description` of a profile. */
  readonly why: string | null;
  /** Whether all of its needs are granted, and those that the module has in any case. */
  readonly permitted: boolean;
  /** The needs that are not, with why. */
  readonly denials: readonly NeedDecision[];
}

/** A tier that was considered. */
export interface ConsideredTier extends ConsideredDetails {
  readonly tier: string;
}

/** A profile that was considered. */
export interface ConsideredProfile extends ConsideredDetails {
  readonly profile: string;
}

/**
 * Why nothing was chosen.
 *
 * - `NO_PERMITTED_TIER`: none of the tiers or profiles is granted.
 * - `NEEDS_DENIED`: there are none, and what the module needs in any case is not granted.
 * - `ENGINE_FAILED`: the WebAssembly module failed; restart the process or reload the page.
 */
export type ChoiceCode = "NO_PERMITTED_TIER" | "NEEDS_DENIED" | "ENGINE_FAILED";

/** How a choice came about. */
export interface ChoiceDetails {
  /** The needs that are granted with what was chosen, in the notation of policies, the module's own first. */
  readonly granted: readonly string[];
  /** What is dangerous about them, as in {@link NeedDetails.stillDangerous}. */
  readonly stillDangerous: readonly string[];
  /** The reason for `code` as a sentence. */
  readonly reason: string | null;
  /** The same as a denial; `null` where something was chosen, and where there was nothing to choose from. */
  readonly denial: Denied | null;
}

/**
 * The tier that was chosen, and what all others came to. Discriminated by `tier`.
 *
 * @example
 * ```ts
 * import { PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({ deny: ["sh"] });
 * const { tier, considered } = engine.selectTier([{ tier: "full", sh: true }, { tier: "readonly" }]);
 * const [full] = considered;
 * console.log(tier, full?.permitted, full?.denials[0]?.need); // readonly false sh
 * ```
 */
export type TierChoice = ChoiceDetails & { readonly considered: readonly ConsideredTier[] } & (
    | { readonly tier: string; readonly code: null }
    | { readonly tier: null; readonly code: ChoiceCode | "NO_TIERS_DECLARED" }
  );

/** The profile that was chosen, and what all others came to. Discriminated by `profile`. */
export type ProfileChoice = ChoiceDetails & {
  /** Whether it is the last one declared because none is granted: nothing that it requires may be counted on. */
  readonly fallback: boolean;
  readonly considered: readonly ConsideredProfile[];
} & (
    | { readonly profile: string; readonly code: null }
    | { readonly profile: null; readonly code: ChoiceCode | "NO_PROFILES_DECLARED" }
  );

/** A choice among tiers as a table: a column for each tier, a row for each need. */
export type TierTable = TierChoice & {
  /** The tiers in the order of the declaration, after one column for the module's own needs where it has any. */
  readonly columns: readonly TierColumn[];
  readonly rows: readonly TierRow[];
  /** The table as lines of text, for a terminal. */
  readonly text: string;
};

/** A column of a table: one tier. */
export interface TierColumn {
  /** The tier's name; `null` for what the module needs in any case. */
  readonly tier: string | null;
  /** Whether all of it is granted, the module's own needs included. */
  readonly permitted: boolean;
  /** Whether it is the one that was chosen. */
  readonly chosen: boolean;
}

/** A row of a table: one need. */
export interface TierRow {
  /** The need in the notation of policies. */
  readonly need: string;
  readonly kind: NeedKind;
  /** A cell for each column; `null` where that tier does not have the need. */
  readonly cells: readonly (TierCell | null)[];
}

/** What policies say of one need. */
export interface TierCell {
  readonly decision: "allow" | "deny";
  /** The rule that denies, or those that permit; none where nothing restricts the need. */
  readonly by: readonly DecidingRule[];
  /** Why it is denied. */
  readonly reason: string | null;
}

/** A rule that decided. */
export interface DecidingRule {
  /** The layer. */
  readonly policy: string;
  /** Where the rule stands in its document. */
  readonly rule: string;
}

const NOTHING = Object.freeze([]);

/** @internal The answer about all needs after the module failed. */
export const FAILED_NEEDS: NeedsDecision = Object.freeze({ ...ENGINE_FAILED, needs: NOTHING, stillDangerous: NOTHING });

const NO_CHOICE = Object.freeze({
  granted: NOTHING,
  stillDangerous: NOTHING,
  code: "ENGINE_FAILED",
  reason: ENGINE_FAILED.reason,
  denial: ENGINE_FAILED,
  considered: NOTHING,
});

/** @internal The choice among tiers after the module failed. */
export const FAILED_TIER: TierChoice = Object.freeze({ tier: null, ...NO_CHOICE });

/** @internal The choice among profiles after the module failed. Not even the last one is a fallback then. */
export const FAILED_PROFILE: ProfileChoice = Object.freeze({ profile: null, fallback: false, ...NO_CHOICE });

/** @internal The explained choice after the module failed. */
export const FAILED_TABLE: TierTable = Object.freeze({
  ...FAILED_TIER,
  columns: NOTHING,
  rows: NOTHING,
  text: `${ENGINE_FAILED.reason}\n`,
});
