/** What is measured, read from `operations.json`: texts in rotation, and policies of any number of rules. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

export const input = JSON.parse(readFileSync(new URL("operations.json", import.meta.url), "utf8"));

/** For counting round the texts of a rotation: one less than a power of two. */
export const MASK = input.texts - 1;
assert.equal(input.texts & MASK, 0);

/** As many texts as a rotation has, all different: an engine that remembered its last few answers would gain nothing. */
export function textsOf(templates, numbers = [0]) {
  const texts = rotation(templates).map((text, n) => text.replace("{}", numbers[n % numbers.length]));
  const isOne = templates.length === 1 && !templates[0].includes("{");
  if (!isOne) assert.equal(new Set(texts).size, texts.length, templates[0]);
  return texts;
}

/** The same for anything that JSON can hold: a template is filled in as its text is. */
export function valuesOf(templates) {
  return textsOf(templates.map((template) => JSON.stringify(template))).map((text) => JSON.parse(text));
}

function rotation(templates) {
  return Array.from({ length: input.texts }, (_, n) =>
    templates[n % templates.length].replaceAll("{n}", n).replaceAll("{word}", input.words[n % input.words.length]),
  );
}

/** The operation of this name, with its texts. */
export function operation(name) {
  const found = input.operations.find((operation) => operation.name === name);
  return { ...found, texts: textsOf(found.templates) };
}

/** A policy of the rules that have these numbers. */
export function policyOf(rule, numbers) {
  return { allow: numbers.map((number) => rule.replace("{}", number)) };
}

/** The numbers from zero. */
export function range(count) {
  return Array.from({ length: count }, (_, index) => index);
}

/** `few` of the numbers below `count`, as far apart as they can be. */
export function spread(count, few) {
  return range(few).map((index) => Math.floor(((index + 0.5) * count) / few));
}
