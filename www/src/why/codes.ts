/** What the codes of denials mean, in a sentence each. */

import type { DenialCode } from "mlld-policy";

const meanings: Record<DenialCode, string> = {
  POLICY_CAPABILITY_DENIED: "A deny rule matches, or an allow list does not hold the operation.",
  POLICY_DANGER_DENIED: "It is on the built-in danger list, and the policy does not opt in.",
  POLICY_UNANALYZABLE: "What it would do is not understood, and the policy restricts something.",
  POLICY_INTEGRITY_DENIED: "The file is protected by the policy.",
  POLICY_PROVIDER_DENIED: "The policy does not permit this execution environment.",
  POLICY_LABEL_FLOW_DENIED: "A label of the data may not flow into the operation.",
  POLICY_AUTHORIZATION_DENIED: "The policies do not authorise this call of the tool.",
  POLICY_TOOL_DENIED: "The policy does not permit the tool or its server.",
  GUARD_DENIED: "A guard of the host denies.",
  GUARD_FAILED: "A guard could not be evaluated.",
  GUARD_NOT_RETRYABLE: "A guard asks for another attempt, and there can be none.",
  GUARD_RETRIES_EXHAUSTED: "A guard asks for another attempt after the last.",
  GUARD_BYPASS_BLOCKED: "Guards were to be skipped where nobody may.",
  PROTECTED_LABEL_REMOVAL: "A guard without privilege takes a protected label away.",
  LABEL_PRIVILEGE_REQUIRED: "A guard without privilege changes labels that only a privileged one may.",
  TRUST_CONFLICT: "A guard calls untrusted data trusted, and a policy makes that an error.",
  REAL_PATH_FAILED: "Where the path really leads could not be found out.",
  NEEDS_DENIED: "The policies do not grant all that is needed.",
  NO_PERMITTED_TIER: "The policies grant none of the tiers that are wanted.",
  ENGINE_FAILED: "The engine failed, and denies everything from then on. Reload the page.",
};

/** What happened, for a code; a code of a later engine is a denial of which no more is known. */
export function meaningOf(code: string): string {
  return Object.hasOwn(meanings, code) ? meanings[code as DenialCode] : "";
}
