/** The engine of what is written in the page: built anew with every change of a policy. */

import { computed, effect, signal } from "@preact/signals";
import { type EngineOptions, PolicyEngine, PolicyError, type PolicyOptions, type Problem } from "mlld-policy";
import { type Layer, guarding, layers, places, tools } from "../state/state.js";
import { canAuthor, canDecide, loadAuthoring } from "./modules.js";

/** What was made of the policies. */
export interface Built {
  /** `null` where they, or what they are read with, have errors. */
  readonly engine: PolicyEngine | null;
  /** Every error, with `layer` (`layers[0]`) where it is one of a policy. */
  readonly problems: readonly Problem[];
}

/** The tools of the host, as they are written, or why they are not JSON. */
export const readTools = computed<{ readonly value: EngineOptions["tools"]; readonly mistake: string | null }>(() => {
  if (tools.value.trim() === "") return { value: undefined, mistake: null };
  try {
    return { value: JSON.parse(tools.value) as EngineOptions["tools"], mistake: null };
  } catch (error) {
    return { value: undefined, mistake: String(error) };
  }
});

/** What policies alone are read with, without an engine: `format`, `normalize`. */
export const policyOptions = computed<PolicyOptions>(() => ({
  base: places.value.base,
  home: places.value.home,
  config: { security: { allowGuardBypass: guarding.value.allowGuardBypass } },
}));

/** What the engine is made with. */
export const options = computed<EngineOptions>(() => ({ ...policyOptions.value, tools: readTools.value.value }));

const texts = computed(() => layers.value.map(({ text }) => text));

/** The engine as policies and options are now. */
export const built = computed<Built>(() => {
  // Read, so that policies in notation are built once they can be.
  const mayRead = canAuthor.value;
  if (!canDecide.value) return { engine: null, problems: [] };
  if (readTools.value.mistake !== null) return { engine: null, problems: [mistakeOf("tools", readTools.value.mistake)] };
  const start = performance.now();
  try {
    const engine = new PolicyEngine([...texts.value], options.value);
    performance.measure("playground:build", { start });
    return { engine, problems: [] };
  } catch (error) {
    if (error instanceof PolicyError) return { engine: null, problems: error.problems };
    // A policy in notation, which the engine's own module does not read.
    if (!mayRead) {
      void loadAuthoring().catch(() => undefined);
      return { engine: null, problems: [] };
    }
    return { engine: null, problems: [mistakeOf("", String(error))] };
  }
});

function mistakeOf(path: string, message: string): Problem {
  return { severity: "error", code: "INVALID_VALUE", path, message };
}

const lastGood = signal<PolicyEngine | null>(null);

/** The engine that decides: of the policies as they are, or, while they have errors, as they were before. */
export const engine = computed(() => built.value.engine ?? lastGood.value);

/** Whether decisions are those of policies as they were before, because what is written now has errors. */
export const isOutdated = computed(() => built.value.engine === null && lastGood.value !== null);

effect(() => {
  const { engine: made } = built.value;
  const before = lastGood.peek();
  if (made === null || made === before) return;
  lastGood.value = made;
  // Nothing asks the one before any more once this change has gone round.
  if (before !== null) queueMicrotask(() => before.free());
});

/** The layer that denials and traces call by this name; of several the first. */
export function layerNamed(name: string): Layer | undefined {
  const at = engine.value?.layers().indexOf(name) ?? -1;
  return layers.value[at];
}
