/** What modules need, and the profiles and tiers in which they run. */

import { compat } from "./errors.js";
import { active, constant } from "./internal/compiled.js";
import { decided, read } from "./internal/module.js";
import { placesOf } from "./internal/places.js";
import { record } from "./internal/parts.js";
import { plain } from "./internal/plain.js";
import type { PolicyInput } from "./policy-config.js";

/** What a program is needed for. */
export interface CommandNeedDetail {
  /** All of it. */
  wildcard?: boolean;
  /** Words that it is called with. */
  list?: string[];
  /** Methods. */
  methods?: string[];
  /** Subcommands. */
  subcommands?: string[];
  /** Options. */
  flags?: string[];
}

/** The commands that are needed. */
export type CommandNeeds =
  { type: "all" } | { type: "list"; commands: string[] } | { type: "map"; entries: Record<string, CommandNeedDetail> };

/** A package that is needed. */
export interface PackageNeed {
  /** Its name. */
  name: string;
  /** Which versions of it. */
  specifier?: string;
  /** As it was written. */
  raw: string;
}

/** What a module needs. */
export interface NeedsDeclaration {
  /** Packages by ecosystem. */
  packages: Record<string, PackageNeed[]>;
  /** Commands. */
  cmd?: CommandNeeds;
  /** A shell. */
  sh?: boolean;
  /** The network. */
  network?: boolean;
  /** Files. */
  filesystem?: boolean;
}

/** A way to run a module. */
export interface ProfileDeclaration {
  /** What it needs then. */
  requires: NeedsDeclaration;
  /** What that is good for. */
  description?: string;
}

/** Profiles by name; the first that is granted is taken. */
export type ProfilesDeclaration = Record<string, ProfileDeclaration>;

/** A tier of an earlier interpreter. */
export interface WantsTier {
  /** Its name. */
  tier: string;
  /** What that is good for. */
  why?: string;
  /** What it needs. */
  needs: NeedsDeclaration;
}

/** The tiers of an earlier interpreter. */
export interface WantsDeclaration {
  /** The tiers, as they were written. */
  tiers: WantsTier[];
}

/** What a host can do: `{ allowAll?, cmd?, sh?, network?, filesystem? }`. */
export interface HostCapabilities {
  /** Everything. */
  readonly allowAll?: boolean | undefined;
  /** Commands. */
  readonly cmd?: object | undefined;
  /** A shell. */
  readonly sh?: boolean | undefined;
  /** The network. */
  readonly network?: boolean | undefined;
  /** Files. */
  readonly filesystem?: boolean | undefined;
}

/** The capabilities of a host that can do everything. */
export const ALLOW_ALL_POLICY: Readonly<{ allowAll: true }> = Object.freeze({ allowAll: true });

/** Needs in mlld's form; `context` is what messages call them. */
export function normalizeNeedsDeclaration(raw: unknown, context?: string): NeedsDeclaration {
  return compat("normalizeNeedsDeclaration", plain(raw), plain(context));
}

/** Profiles in mlld's form. */
export function normalizeProfilesDeclaration(raw?: unknown): ProfilesDeclaration {
  return compat("normalizeProfilesDeclaration", plain(raw));
}

/** Tiers in the form of an earlier interpreter. */
export function normalizeWantsDeclaration(raw: unknown): WantsDeclaration {
  return compat("normalizeWantsDeclaration", plain(raw));
}

/** What either needs. */
export function mergeNeedsDeclarations(base: object | null | undefined, incoming: object): NeedsDeclaration {
  return compat("mergeNeedsDeclarations", plain(base), plain(incoming));
}

/** Whether a host can do all that is needed. */
export function policySatisfiesNeeds(needs: object, capabilities: HostCapabilities): boolean {
  return decided(
    () => {
      const question = { needs: declared(needs), capabilities: capabilitiesText(capabilities), ...placesOf() };
      return constant("{}").ask("policySatisfiesNeeds", record(question));
    },
    () => false,
  );
}

/** Whether a policy grants all that is needed. */
export function policyConfigPermitsNeeds(needs: object, policy?: PolicyInput): boolean {
  return decided(
    () => active(policy).ask("policyConfigPermitsNeeds", record({ needs: declared(needs), ...placesOf() })),
    () => false,
  );
}

/** The first profile that both the host and the policy grant. */
export function selectProfile(
  profiles: object,
  capabilities: HostCapabilities,
  policy?: PolicyInput,
): { name: string; profile: ProfileDeclaration } | null {
  return decided<{ name: string; profile: ProfileDeclaration } | null>(
    () => {
      const given = declared(profiles);
      const question = { profiles: given, capabilities: capabilitiesText(capabilities), ...placesOf() };
      const name = active(policy).ask<string | null>("selectProfile", record(question));
      if (name === null) return null;
      // What was judged, and not what the object may say when it is read again.
      const all = read<Record<string, ProfileDeclaration>>(given);
      return Object.hasOwn(all, name) ? { name, profile: all[name] as ProfileDeclaration } : null;
    },
    () => null,
  );
}

/**
 * Of the tiers that both the host and the policy grant, the most permissive. A policy in second place, which its keys show
 * to be one, is taken as the policy, of a host that can do everything.
 */
export function selectWantsTier(
  wants: WantsDeclaration | readonly WantsTier[],
  capabilities: HostCapabilities | PolicyInput,
  policy?: PolicyInput,
): WantsTier | null {
  return decided<WantsTier | null>(
    () => {
      const given = declared(wants);
      const isPolicy = policy === undefined && isPolicyDocument(capabilities);
      const host = capabilitiesText(isPolicy ? { allowAll: true } : (capabilities as HostCapabilities));
      const question = record({ wants: given, capabilities: host, ...placesOf() });
      const name = active(isPolicy ? capabilities : policy).ask<string | null>("selectWantsTier", question);
      const all = read<WantsDeclaration | WantsTier[]>(given);
      const tiers = (Array.isArray(all) ? all : all.tiers).filter((tier) => tier?.tier === name);
      // Two tiers of one name may need different things, of which only one was granted.
      return tiers.length === 1 ? (tiers[0] as WantsTier) : null;
    },
    () => null,
  );
}

/** Keys of policies that are none of capabilities. */
const POLICY_KEYS = [
  "allow",
  "deny",
  "deny_cmd",
  "danger",
  "capabilities",
  "defaults",
  "default",
  "locked",
  "labels",
  "operations",
  "signers",
  "filesystem_integrity",
  "auth",
  "keychain",
  "env",
  "limits",
  "authorizations",
  "verify_all_instructions",
];
const CAPABILITY_KEYS = ["allowAll", "cmd", "sh", "network", "filesystem"];

function isPolicyDocument(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return POLICY_KEYS.some((key) => key in value) && !CAPABILITY_KEYS.some((key) => key in value);
}

/** A declaration that is there. */
function declared(value: unknown): string {
  if (typeof value !== "object" || value === null) throw new TypeError("a declaration must be an object");
  return plain(value, "policy") as string;
}

/** Where nobody says what a host can do, it can do nothing. */
function capabilitiesText(capabilities: HostCapabilities | null | undefined): string {
  return plain(capabilities ?? {}) ?? "{}";
}
