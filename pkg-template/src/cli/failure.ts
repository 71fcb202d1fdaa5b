/** Why a command could not do its work. */

import type { Problem } from "mlld-policy";
import type { PolicyText } from "./input.js";

/** A problem of a policy, with the text it stands in. */
export interface PlacedProblem {
  readonly source: PolicyText | undefined;
  readonly problem: Problem;
}

/** Nothing was decided, or not everything. The message is a sentence that says what to do; `2` is the exit code. */
export class Failure extends Error {
  constructor(
    message: string,
    /** For programs. */
    readonly code: string,
    readonly problems: readonly PlacedProblem[] = [],
  ) {
    super(message);
  }
}
