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
  /** What the engine calls each layer, by the `id` of the layer; none for one that says what another of its name says. */
  readonly names: ReadonlyMap<number, string>;
}

const NONE: ReadonlyMap<number, string> = new Map();

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

/** The engine as policies and options are now. */
export const built = computed<Built>(() => {
  // Read, so that policies in notation are built once they can be.
  const mayRead = canAuthor.value;
  const of = layers.value;
  const failed = (problems: readonly Problem[]): Built => ({ engine: null, problems, names: NONE });
  if (!canDecide.value) return failed([]);
  if (readTools.value.mistake !== null) return failed([mistakeOf("tools", readTools.value.mistake)]);
  const start = performance.now();
  try {
    const engine = new PolicyEngine(of.map(({ text }) => text), options.value);
    performance.measure("playground:build", { start });
    return { engine, problems: [], names: namesOf(of, engine) };
  } catch (error) {
    if (error instanceof PolicyError) return failed(error.problems);
    // A policy in notation, which the engine's own module does not read.
    if (!mayRead) {
      void loadAuthoring().catch(() => undefined);
      return failed([]);
    }
    return failed([mistakeOf("", String(error))]);
  }
});

function namesOf(of: readonly Layer[], engine: PolicyEngine): ReadonlyMap<number, string> {
  const names = engine.layers();
  if (names.length === of.length) return new Map(of.map(({ id }, at) => [id, names[at]!]));
  // A layer that is given twice is one, and what stands behind it is not where it was: each is asked for its name.
  const left = new Set(names);
  const found = new Map<number, string>();
  for (const [at, { id, text }] of of.entries()) {
    const alone = new PolicyEngine(text, options.peek());
    const own = alone.layers()[0]!;
    alone.free();
    const name = [own === "layers[0]" ? `layers[${at}]` : own, own].find((one) => left.delete(one));
    if (name !== undefined) found.set(id, name);
  }
  return found;
}

function mistakeOf(path: string, message: string): Problem {
  return { severity: "error", code: "INVALID_VALUE", path, message };
}

/** The last one that could be built. */
const lastGood = signal<Built | null>(null);

const deciding = computed(() => (built.value.engine === null ? lastGood.value : built.value));

/** The engine that decides: of the policies as they are, or, while they have errors, as they were before. */
export const engine = computed(() => deciding.value?.engine ?? null);

/** Whether decisions are those of policies as they were before, because what is written now has errors. */
export const isOutdated = computed(() => built.value.engine === null && lastGood.value !== null);

effect(() => {
  const made = built.value;
  const before = lastGood.peek();
  if (made.engine === null || made === before) return;
  lastGood.value = made;
  release(before);
});

/** Has nothing decided any more by the policies as they were: they are those of another document. */
export function forgetPolicies(): void {
  const before = lastGood.peek();
  lastGood.value = null;
  release(before);
}

function release(before: Built | null): void {
  // Nothing asks the one before any more once this change has gone round.
  queueMicrotask(() => before?.engine?.free());
}

/** What the engine that decides calls each layer, by the `id` of the layer. */
export const layerNames = computed(() => deciding.value?.names ?? NONE);

/** The layer that denials and traces call by this name. It may have been taken away since. */
export function layerNamed(name: string): Layer | undefined {
  const [id] = [...layerNames.value].find(([, known]) => known === name) ?? [];
  return layers.value.find((layer) => layer.id === id);
}
