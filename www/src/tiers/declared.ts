/** What a module declares, read from its text, and what the policies say of it. */

import { computed } from "@preact/signals";
import { DeclarationError, type Problem, type TierOptions, type TierTable, type WantedTier } from "mlld-policy";
import { engine } from "../engine/engine.js";
import { declared } from "../state/state.js";

/** Something wrong in one of the two texts. */
export type Mistake = Pick<Problem, "path" | "message" | "suggestion">;

export interface Read {
  /** `null` where there are mistakes, or no engine yet. */
  readonly table: TierTable | null;
  readonly wants: readonly Mistake[];
  readonly needs: readonly Mistake[];
}

function parse(text: string, empty: unknown): { readonly value: unknown; readonly mistakes: readonly Mistake[] } {
  if (text.trim() === "") return { value: empty, mistakes: [] };
  try {
    return { value: JSON.parse(text), mistakes: [] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { value: empty, mistakes: [{ path: "", message: `this is not JSON: ${message}` }] };
  }
}

/** The table, or what keeps it from being made. */
export const read = computed<Read>(() => {
  const deciding = engine.value;
  const wants = parse(declared.value.wants, []);
  const needs = parse(declared.value.needs, {});
  const unread = { table: null, wants: wants.mistakes, needs: needs.mistakes };
  if (deciding === null) return unread;
  const isRead = wants.mistakes.length === 0 && needs.mistakes.length === 0;
  try {
    // The engine checks both, whatever they are; one that is not JSON does not keep the mistakes of the other back.
    const table = deciding.explainTier(wants.value as readonly WantedTier[], { needs: needs.value as TierOptions["needs"] });
    return isRead ? { table, wants: [], needs: [] } : unread;
  } catch (error) {
    const problems: readonly Mistake[] =
      error instanceof DeclarationError ? error.problems : [{ path: "", message: error instanceof Error ? error.message : String(error) }];
    const isOfNeeds = ({ path }: Mistake) => path === "needs" || path.startsWith("needs.") || path.startsWith("needs[");
    return {
      table: null,
      wants: [...wants.mistakes, ...problems.filter((problem) => !isOfNeeds(problem))],
      needs: [...needs.mistakes, ...problems.filter(isOfNeeds)],
    };
  }
});
