/** Cases of the corpus in `tests/guards/`: definitions with real functions, and what is expected of results. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { root } from "./installed.mjs";

const folder = path.join(root, "tests", "guards");

/** The cases of each file. */
export const guardCases = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((file) => [file, JSON.parse(readFileSync(path.join(folder, file), "utf8"))]),
);

/** A definition as users write it: what a function is described to do, it does. */
export function definition(guard) {
  return guard.evaluate === undefined ? guard : { ...guard, evaluate: functionOf(guard.evaluate) };
}

/** Whether a function answers at once. */
export const isPrompt = ({ evaluate }) => evaluate === undefined || !("never" in evaluate || "rejects" in evaluate);

function functionOf(described) {
  if ("throws" in described) {
    return () => {
      throw new Error(described.throws);
    };
  }
  if ("rejects" in described) {
    return async () => {
      throw new Error(described.rejects);
    };
  }
  if ("never" in described) return () => new Promise(() => {});
  if ("returnsWith" in described) {
    const at = (value, keys) => keys.reduce((found, key) => found?.[key], value) ?? null;
    return (context) => {
      const holds = described.returnsWith.every(([keys, expected]) => equal(at(context, keys), expected));
      return holds ? described.then : described.else;
    };
  }
  return () => ("returns" in described ? described.returns : described.junk);
}

/** The arguments of a call. Absent values are `undefined`, as in the native runner a `null` is. */
export function argumentsOf({ phase = "before", operation, inputs = [], output, options }) {
  return phase === "after" ? [operation, inputs, output ?? {}, options] : [operation, inputs, options];
}

/** What is wrong with a result, or with what was thrown. */
export function differences(said, expect) {
  const wrong = [];
  const { thrown, result } = said;
  if (thrown !== undefined && expect.throws === undefined) return [`it throws ${thrown}`];
  for (const [key, expected] of Object.entries(expect)) {
    const actual = thrown === undefined ? part(result, key, expected) : undefined;
    if (key === "throws") {
      const { error, reasonCode, messageHas = "" } = expected;
      const fits =
        thrown?.name === error &&
        (reasonCode === undefined || thrown.reasonCode === reasonCode) &&
        thrown.message.includes(messageHas);
      if (!fits) wrong.push(`throws: expected ${JSON.stringify(expected)}, found ${thrown ?? JSON.stringify(result)}`);
    } else if (!equal(actual, expected)) {
      wrong.push(`${key}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`);
    }
  }
  return wrong;
}

/** What a result has where a key of an expectation looks; where all is well, what is expected. */
function part(result, key, expected) {
  const each = (of) => result.inputs.map((input) => input[of] ?? null);
  switch (key) {
    case "code":
    case "policy":
    case "rule":
      return result.denial?.[key] ?? null;
    case "reasonHas":
      return result.reason?.includes(expected) ? expected : result.reason;
    case "values":
      return each("value");
    case "labels":
    case "sources":
      return each(key);
    case "outputValue":
      return result.output?.value ?? null;
    case "outputLabels":
      return result.output?.labels;
    case "outputSources":
      return result.output?.sources;
    case "trace":
      return hasRows(result.trace, expected) ? expected : result.trace;
    case "notIn": {
      const found = expected.filter((secret) => stringsBeside(result).some((text) => text.includes(secret)));
      return found.length === 0 ? expected : { found };
    }
    case "decision":
    case "reason":
    case "reasons":
    case "hints":
    case "env":
      return result[key];
    default:
      throw new Error(`nobody knows what \`${key}\` expects`);
  }
}

/** Whether the rows of a trace have these among them, in this order. */
function hasRows(trace, expected) {
  let from = 0;
  return expected.every((row) => {
    const fits = (found) => Object.entries(row).every(([key, value]) => equal(found[key] ?? null, value));
    const at = trace.findIndex((found, index) => index >= from && fits(found));
    from = at + 1;
    return at !== -1;
  });
}

/** Every text of a result that stands outside its values, keys included. */
export function stringsBeside({ inputs: _inputs, output: _output, ...rest }) {
  return strings(rest);
}

/** Every text of a value, keys included. */
export function strings(value) {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...strings(member)]);
}

/** Deep equality of JSON data, whatever the order of keys. */
export function equal(actual, expected) {
  try {
    assert.deepEqual(actual, expected);
    return Object.is(typeof actual, typeof expected);
  } catch {
    return false;
  }
}
