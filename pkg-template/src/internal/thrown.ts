/** What the modules throw: errors that they mean, and the one of a module that failed. */

import { type Denied, ENGINE_FAILED, deepFreeze } from "../decision.js";
import {
  DeclarationError,
  GuardError,
  LabelError,
  type LabelErrorCode,
  MlldSecurityError,
  PolicyError,
  type Problem,
} from "../errors.js";
import type { Manners } from "./wasm-module.js";

/** A policy is in mlld notation, which the engine's module does not read. */
export class InNotation extends Error {}

/**
 * What a module throws on purpose becomes a `PolicyError`, a `DeclarationError`, a `GuardError`, a `LabelError`, a
 * `MlldSecurityError` with its own denial, a `TypeError` or `InNotation`; once it failed, a `MlldSecurityError` with the code
 * `ENGINE_FAILED`, now and ever after.
 */
export function manners(notReady: string): Manners {
  return { notReady, meant, failed: (failure) => new MlldSecurityError(ENGINE_FAILED, failure) };
}

interface Meant {
  kind?: unknown;
  problems?: Problem[];
  message?: string;
  change?: { code: LabelErrorCode; label: string };
  denial?: Denied;
}

/** The error that a module threw on purpose: a plain object that names its kind. */
function meant(thrown: unknown): Error | undefined {
  if (typeof thrown !== "object" || thrown === null || thrown instanceof Error) return undefined;
  const { kind, problems, message, change, denial } = thrown as Meant;
  if (kind === "PolicyError" && problems !== undefined) return new PolicyError(problems);
  if (kind === "DeclarationError" && problems !== undefined) return new DeclarationError(problems);
  if (kind === "LabelError" && change !== undefined) return new LabelError(change.code, change.label, message ?? "");
  if (kind === "GuardError" && problems !== undefined) return new GuardError(problems);
  if (kind === "MlldSecurityError" && denial !== undefined) return new MlldSecurityError(deepFreeze(denial));
  if (kind === "TypeError") return new TypeError(message);
  if (kind === "Notation") return new InNotation(message);
  return undefined;
}
