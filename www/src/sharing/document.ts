/** Reads what comes from outside (a link, the browser's storage, a file) as a document. All of it may be hostile: nothing is taken that was not looked at. */

import { kinds } from "../engine/operation.js";
import type { Document, OperationKind } from "../state/state.js";

/** How much text a document may have in all, as JSON. */
export const MOST_TEXT = 1024 * 1024;
/** How many layers, and how many operations. */
const MOST_LAYERS = 100;
const MOST_OPERATIONS = 5000;
/** How long a path or a name may be. */
const MOST_NAME = 4096;

/** What was read is no document of this page. The message is for people. */
export class NoDocument extends Error {}

/** The document that a JSON text says. */
export function readDocument(json: string): Document {
  if (json.length > MOST_TEXT) throw new NoDocument("it is longer than 1 MiB");
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch {
    throw new NoDocument("it is cut off or was changed on its way");
  }
  return documentOf(read);
}

/** A document of its own, made of nothing but what was looked at. */
function documentOf(read: unknown): Document {
  const whole = object(read, "it");
  const layers = list(whole.layers, "layers", MOST_LAYERS).map((layer, at) => text(layer, `layers[${at}]`));
  if (layers.length === 0) throw new NoDocument("`layers` is empty");
  return {
    layers,
    operations: list(whole.operations, "operations", MOST_OPERATIONS).map((row, at) => {
      const { kind, text: written } = object(row, `operations[${at}]`);
      return { kind: kindOf(kind, `operations[${at}].kind`), text: text(written, `operations[${at}].text`) };
    }),
    places: placesOf(whole.places),
    tools: text(whole.tools, "tools"),
    declared: declaredOf(whole.declared),
    guarding: guardingOf(whole.guarding),
  };
}

function placesOf(read: unknown): Document["places"] {
  const { base, home } = object(read, "places");
  return { base: text(base, "places.base", MOST_NAME), home: text(home, "places.home", MOST_NAME) };
}

function declaredOf(read: unknown): Document["declared"] {
  const { wants, needs } = object(read, "declared");
  return { wants: text(wants, "declared.wants"), needs: text(needs, "declared.needs") };
}

function guardingOf(read: unknown): Document["guarding"] {
  const { definitions, operation, inputs, override, allowGuardBypass } = object(read, "guarding");
  if (typeof allowGuardBypass !== "boolean") throw wrong("guarding.allowGuardBypass", "true or false");
  return {
    definitions: text(definitions, "guarding.definitions"),
    operation: text(operation, "guarding.operation"),
    inputs: text(inputs, "guarding.inputs"),
    override: overrideOf(override),
    allowGuardBypass,
  };
}

function overrideOf(read: unknown): Document["guarding"]["override"] {
  // JSON has no `undefined`: a key that is left out, or `null`, is none.
  if (read === undefined || read === null) return undefined;
  if (read === false) return false;
  const { only, except } = object(read, "guarding.override");
  const names = (value: unknown, at: string) =>
    list(value, at, MOST_OPERATIONS).map((name, index) => text(name, `${at}[${index}]`, MOST_NAME));
  if ((only === undefined) === (except === undefined)) throw wrong("guarding.override", "`only` or `except`");
  return only !== undefined
    ? { only: names(only, "guarding.override.only") }
    : { except: names(except, "guarding.override.except") };
}

function kindOf(read: unknown, at: string): OperationKind {
  const known = kinds.find(({ kind }) => kind === read);
  if (known === undefined) throw wrong(at, "a kind of operation");
  return known.kind;
}

function object(read: unknown, at: string): { readonly [key: string]: unknown } {
  if (typeof read !== "object" || read === null || Array.isArray(read)) throw wrong(at, "an object");
  return read as { readonly [key: string]: unknown };
}

function list(read: unknown, at: string, most: number): readonly unknown[] {
  if (!Array.isArray(read)) throw wrong(at, "a list");
  if (read.length > most) throw wrong(at, `at most ${most} entries`);
  return read;
}

function text(read: unknown, at: string, most: number = MOST_TEXT): string {
  if (typeof read !== "string" || read.length > most) throw wrong(at, "a text");
  // Half of a surrogate pair is no character, and no engine takes a text with one.
  if (/\p{Surrogate}/u.test(read)) throw wrong(at, "a text without broken characters");
  return read;
}

function wrong(at: string, wanted: string): NoDocument {
  return new NoDocument(at === "it" ? `it is not ${wanted}` : `\`${at}\` is not ${wanted}`);
}
