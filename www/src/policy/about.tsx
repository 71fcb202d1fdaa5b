/** What is said of a place in a policy: of a key what it is for, of a rule which operations it matches. */

import type { RuleTrace } from "mlld-policy";
import { showWhy } from "../state/change.js";
import { type Layer, type Operation, layers, operations } from "../state/state.js";
import { MarkedText } from "../ui/marked-text.js";
import { at } from "./at.js";
import { type Matches, canTrace, rulesAt, rulesOf } from "./matches.js";
import { type Step, outline, pathOf } from "./outline.js";
import { examined } from "./problems.js";
import { choicesOf, describe } from "./schema.js";
import { dangerOf, isRulePath } from "./vocabulary.js";

export interface About {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  /** What it is for. */
  readonly texts: readonly string[];
  /** `null` where no rule stands. */
  readonly matching: Matching | null;
}

interface Matching {
  readonly rules: readonly Matches[];
  /** `null` while the policy has errors. */
  readonly total: number | null;
}

/** What is to be said of a position in the text of a layer. */
export function aboutAt(layer: Layer, text: string, pos: number): About | null {
  const place = at(outline(text).root, pos);
  if (place?.word == null) return null;
  const { steps, word, role } = place;
  const key = steps.slice(0, steps.findLastIndex((step) => typeof step === "string") + 1);
  const choice = role === "value" ? choicesOf(steps).find(({ value }) => String(value) === word.value) : undefined;
  const danger = key.at(-1) === "danger" && role === "value" ? dangerOf(word.value) : undefined;
  const own = [choice?.description, danger].filter((said) => said !== undefined);
  const texts = own.length > 0 ? own : describe(key);
  const matching = isRulePath(steps) ? matchingAt(layer, steps) : null;
  if (texts.length === 0 && matching === null) return null;
  return {
    path: pathOf(steps),
    from: word.from,
    to: word.to,
    texts,
    matching,
  };
}

function matchingAt(layer: Layer, steps: readonly Step[]): Matching {
  if (!canTrace()) return { rules: [], total: null };
  const name = examined.peek().get(layer.id)?.name ?? `layers[${layers.peek().indexOf(layer)}]`;
  return { rules: rulesAt(rulesOf(name), steps), total: operations.peek().length };
}

const kinds: Record<RuleTrace["kind"], string> = {
  danger: "An entry of the danger list.",
  "danger-opt-in": "An opt-in to the danger list.",
  deny: "A denial.",
  allow: "A permission.",
  flow: "A rule about labels.",
  limit: "A limit.",
};

/** What traces say of any rule that matches: no more than that it does. */
const PLAIN = new Set(["matches", "permits it"]);

/** How many operations are named; the others are counted. */
const NAMED = 5;

export function AboutPlace({ about }: { readonly about: About }) {
  const { path, texts, matching } = about;
  return (
    <div class="about">
      <p class="about-what">
        <code>{path}</code>
        {(matching !== null ? texts.slice(0, 1) : texts).map((text) => (
          <span key={text}>
            {" "}
            <MarkedText text={text} />
          </span>
        ))}
      </p>
      {matching !== null && <MatchingOf matching={matching} />}
    </div>
  );
}

function MatchingOf({ matching: { rules, total } }: { readonly matching: Matching }) {
  if (total === null) return <p class="about-none">What it matches is known once the errors are repaired.</p>;
  const matched = [...new Set(rules.flatMap((rule) => rule.matched))];
  const only = rules.length === 1 ? rules[0]! : null;
  const of = `${total} ${total === 1 ? "operation" : "operations"}`;
  if (matched.length === 0) {
    return (
      <p class="about-none">
        {only !== null && `${kinds[only.kind]} `}Matches none of {of}
        {only !== null && `; ${only.considered} ${only.considered === 1 ? "was" : "were"} held against it`}.
      </p>
    );
  }
  return (
    <>
      <p>
        {only !== null && `${kinds[only.kind]} `}Matches {matched.length} of {of}
        {only !== null && !PLAIN.has(only.why) && `: ${only.why}`}.
      </p>
      <ul class="about-matches">
        {matched.slice(0, NAMED).map((operation) => (
          <li key={operation.id}>
            <MatchedOperation operation={operation} />
          </li>
        ))}
        {matched.length > NAMED && <li class="about-more">and {matched.length - NAMED} more</li>}
      </ul>
    </>
  );
}

function MatchedOperation({ operation: { id, text } }: { readonly operation: Operation }) {
  const line = text.replace(/\s+/g, " ");
  return (
    <button type="button" aria-label={`Explain: ${line}`} onClick={() => showWhy(id)}>
      <code>{line.length > 60 ? `${line.slice(0, 60)}…` : line}</code>
    </button>
  );
}
