/** The JSON Schema of policies, which the package has, for completion and help. It is loaded when it is first needed. */

import type { Step } from "./outline.js";

interface Node {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
}
type Schema = Node | boolean;

interface Root extends Node {
  readonly $defs: Readonly<Record<string, Schema>>;
}

export interface Choice {
  readonly value: unknown;
  readonly description: string | undefined;
}

export interface Key {
  readonly key: string;
  readonly description: string | undefined;
  /** What its value may be: `list`, `object`, … */
  readonly kinds: readonly string[];
}

let root: Root | null = null;

export async function loadSchema(): Promise<void> {
  if (root !== null) return;
  const module: { readonly default: unknown } = await import("mlld-policy/schema.json");
  root = module.default as Root;
}

/** All that something may be: alternatives one by one, references followed. */
function alternatives(schema: Schema | undefined, depth = 0): Node[] {
  if (schema === undefined || typeof schema === "boolean" || depth > 8) return [];
  const reference = schema.$ref?.replace("#/$defs/", "");
  const others = [
    ...(reference === undefined ? [] : alternatives(root?.$defs[reference], depth + 1)),
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((other) => alternatives(other, depth + 1)),
  ];
  return [schema, ...others];
}

function own<T>(of: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return of !== undefined && Object.hasOwn(of, key) ? of[key] : undefined;
}

function follow(from: readonly Node[], step: Step): Node[] {
  return from.flatMap((node) =>
    alternatives(typeof step === "number" ? node.items : (own(node.properties, step) ?? node.additionalProperties)),
  );
}

function resolve(steps: readonly Step[]): Node[] {
  return root === null ? [] : steps.reduce(follow, alternatives(root));
}

/** The keys of an object, with what they mean. */
export function keysOf(steps: readonly Step[]): Key[] {
  const found = new Map<string, Key>();
  for (const node of resolve(steps)) {
    for (const [key, schema] of Object.entries(node.properties ?? {})) {
      const all = alternatives(schema);
      if (found.has(key)) continue;
      const kinds = [...new Set(all.flatMap(({ type, enum: words, const: word }) => type ?? (words || word ? "string" : [])))];
      found.set(key, { key, description: all.find(({ description }) => description)?.description, kinds });
    }
  }
  return [...found.values()];
}

/** The words that a value may be. */
export function choicesOf(steps: readonly Step[]): Choice[] {
  const found = new Map<unknown, Choice>();
  const add = (value: unknown, description: string | undefined) => {
    if (!found.has(value)) found.set(value, { value, description });
  };
  for (const node of resolve(steps)) {
    if (node.const !== undefined) add(node.const, node.description);
    for (const value of node.enum ?? []) add(value, undefined);
    if (node.type === "boolean") {
      add(true, undefined);
      add(false, undefined);
    }
  }
  return [...found.values()];
}

/** What something is for, in one or two sentences: of a key, and of what its value may be. */
export function describe(steps: readonly Step[]): string[] {
  const found = resolve(steps).flatMap(({ description }) => description ?? []);
  return [...new Set(found)].slice(0, 2);
}
