/** The shapes of what is given to the engine. The engine itself checks every value, whatever the types say. */

import type { CommandInput } from "./labels.js";
import type { ToolDescription } from "./tools.js";

/** A value JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** One entry or several. */
export type OneOrMany = string | readonly string[];

/** Capability rules: everything (`true`), entries such as `"cmd:git:*"`, or a map from capability to patterns. */
export type CapabilityRules = boolean | OneOrMany | { readonly [capability: string]: JsonValue };

/**
 * A policy as data. Every key is optional; a key that is not listed here is refused, unless it starts with `x-`.
 *
 * `mlld-policy/schema.json` describes the same shape for editors, with a description of each key.
 *
 * @example
 * ```ts
 * import type { PolicyDocument } from "mlld-policy";
 *
 * const policy = {
 *   name: "team",
 *   allow: ["cmd:git:*", "fs:r:**", "net:api.github.com"],
 *   deny: { cmd: ["git push --force"] },
 * } satisfies PolicyDocument;
 * ```
 */
export interface PolicyDocument {
  /** Shown in denials and traces. */
  readonly name?: string;
  /** Flow denials of this layer cannot be overridden by a privileged guard. */
  readonly locked?: boolean;
  /** With `"deny"`, a layer without `allow` permits nothing. */
  readonly default?: "allow" | "deny";
  /** What may be done; without it nothing is excluded. */
  readonly allow?: CapabilityRules;
  /** What may not be done. */
  readonly deny?: CapabilityRules;
  /** Command patterns added to `deny`. */
  readonly deny_cmd?: OneOrMany;
  /** Entries of the built-in danger list that this layer opts in to; `"*"` for all of it. */
  readonly danger?: OneOrMany;
  /** `allow`, `deny` and `danger`, nested. */
  readonly capabilities?: {
    readonly allow?: CapabilityRules;
    readonly deny?: CapabilityRules;
    readonly danger?: OneOrMany;
  };
  /** How unlabelled data counts, which built-in flow rules hold, what is signed and verified. */
  readonly defaults?: {
    readonly unlabeled?: "trusted" | "untrusted";
    readonly rules?: OneOrMany;
    readonly trustconflict?: "warn" | "error" | "silent";
    readonly autosign?: OneOrMany | { readonly instructions?: boolean; readonly variables?: OneOrMany };
    readonly autoverify?: boolean | string;
  };
  /** Shorthand for `defaults.autosign: ["instructions"]` and `defaults.autoverify: true`. */
  readonly verify_all_instructions?: boolean;
  /** What values with a label may and may not flow into. */
  readonly labels?: { readonly [label: string]: { readonly allow?: OneOrMany; readonly deny?: OneOrMany } };
  /** Maps a risk to the labels of the operations that carry it. */
  readonly operations?: { readonly [risk: string]: OneOrMany };
  /** Which tools may be called with which arguments: `true`, or a value or clause for each argument. */
  readonly authorizations?: {
    readonly allow: { readonly [tool: string]: true | { readonly args: { readonly [argument: string]: JsonValue } } };
  };
  /** Which credentials may be read: globs over `service/account`. */
  readonly keychain?: { readonly provider?: string; readonly allow?: OneOrMany; readonly deny?: OneOrMany };
  /** Where environment variables get their secrets: the variable's name, or its source and name. */
  readonly auth?: { readonly [name: string]: string | { readonly from: string; readonly as: string } };
  /** Labels that a verified signer gives: identity globs to labels. */
  readonly signers?: { readonly [identity: string]: OneOrMany };
  /** Which files may be changed, and by whom: path globs. */
  readonly filesystem_integrity?: {
    readonly [path: string]: { readonly mutable?: boolean; readonly authorizedIdentities?: OneOrMany };
  };
  /** Limits of execution environments. */
  readonly env?: {
    readonly default?: string;
    readonly providers?: { readonly [reference: string]: { readonly allowed: boolean } };
    readonly tools?: NameRules;
    readonly mcps?: NameRules;
    readonly net?: { readonly allow?: OneOrMany; readonly deny?: OneOrMany };
  };
  /** Limits that the host enforces. */
  readonly limits?: Limits;
  /** Ignored, for notes and extensions. */
  readonly [extension: `x-${string}`]: JsonValue | undefined;
}

/** Names that are permitted and forbidden. */
export interface NameRules {
  /** Permitted names; an empty list permits none. */
  readonly allow?: OneOrMany;
  readonly deny?: OneOrMany;
  /** How `union` joins the lists; decisions never use it. */
  readonly attenuation?: "intersection" | "union";
}

/** The smallest limits of all layers; a limit that no layer sets is absent. */
export interface Limits {
  readonly maxTokens?: number;
  readonly timeout?: number;
}

/**
 * A policy as the engine takes it: a document, or its JSON text, whose problems then carry line and column.
 *
 * A plain JSON object is accepted as well, so that a document read from a file needs no cast.
 */
export type PolicyInput = string | PolicyDocument | { readonly [key: string]: JsonValue };

/** How patterns and targets are read. */
export interface PolicyOptions {
  /** The absolute folder that relative paths start from, and that `@base` and `@root` name. */
  readonly base?: string | undefined;
  /** The absolute home folder, for `~`. */
  readonly home?: string | undefined;
  /** Folders whose programs may be named by path in a permission; the usual system folders where not given. */
  readonly programFolders?: readonly string[] | undefined;
  /** How paths are written; `"posix"` where not given. */
  readonly platform?: "posix" | "windows" | undefined;
  /** Whether paths differ by case; where not given, `true` on posix and `false` on windows. */
  readonly caseSensitive?: boolean | undefined;
  /** Replaces `{projectname}` in keychain patterns. */
  readonly projectName?: string | undefined;
  /** Further capability names that this host knows. */
  readonly capabilities?: readonly string[] | undefined;
  /**
   * The part of `mlld-config.json` that concerns the engine. Its other keys are ignored.
   *
   * With `security.allowGuardBypass: false` skipping guards throws, and nothing lifts denials of flow.
   */
  readonly config?: { readonly security?: { readonly allowGuardBypass?: boolean } } | undefined;
}

/** The options of `lint`. */
export interface LintOptions extends PolicyOptions {
  /** What the tools of the host are: operations have their labels, too. */
  readonly tools?: { readonly [tool: string]: ToolDescription } | undefined;
}

/** The options of an engine. */
export interface EngineOptions extends PolicyOptions {
  /** What the tools of the host are, for authorisations and for calls of them. */
  readonly tools?: { readonly [tool: string]: ToolDescription } | undefined;
  /**
   * Resolves symbolic links: both the given path and the returned one must then pass.
   *
   * Throwing, or returning anything but a string, denies with `REAL_PATH_FAILED`; so a callback that must know new files
   * resolves their folder. It runs within a check and must not use this package.
   */
  readonly realPath?: ((path: string) => string) | undefined;
}

/** How a command text will be run. */
export interface CommandOptions {
  /** The shell that will be given the text; `"bash"` where not given. Any other than bash and sh is understood least. */
  readonly shell?: "bash" | "sh" | (string & {}) | undefined;
}

/** How a command text will be run, and what stands in it. */
export interface CommandCheckOptions extends CommandOptions {
  /** The values that were put into the text. */
  readonly inputs?: readonly CommandInput[] | undefined;
}

/** Who wants to change a file. */
export interface FileIntegrityOptions {
  /** The verified identity, such as `user:alice`; without it nobody is known. */
  readonly identity?: string | undefined;
}

/** Whose credentials are asked for. */
export interface KeychainOptions {
  /** Replaces `{projectname}` in keychain patterns; the engine's own `projectName` where not given. */
  readonly projectName?: string | undefined;
}

/** An entry of the built-in danger list. */
export interface DangerEntry {
  /** The pattern, as a policy names it in `danger`. */
  readonly entry: string;
  readonly kind: "command" | "read" | "write" | "network" | "keychain";
  /** What could go wrong. */
  readonly reason: string;
}
