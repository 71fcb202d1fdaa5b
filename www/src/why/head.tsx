/** The decision in one line, and what it names. */

import type { Denied, Trace } from "mlld-policy";
import type { ComponentChildren } from "preact";
import type { Verdict } from "../engine/operation.js";
import { Outcome } from "../ui/outcome.js";
import { PlainText } from "../ui/plain-text.js";
import { RuleLink } from "../ui/rule-link.js";
import { meaningOf } from "./codes.js";
import { Subject } from "./subject.js";

export function Head({ outcome, children }: { readonly outcome: Verdict["outcome"]; readonly children: ComponentChildren }) {
  return (
    <h2 class="why-head">
      <Outcome outcome={outcome} />
      <span>{children}</span>
    </h2>
  );
}

export function Facts({ denial }: { readonly denial: Denied }) {
  const { code, policy, rule, subject } = denial;
  return (
    <dl class="facts">
      {policy !== null && (
        <Fact name="Policy">
          <PlainText text={policy} />
        </Fact>
      )}
      {rule !== null && (
        <Fact name="Rule">
          <RuleLink policy={policy} rule={rule} />
        </Fact>
      )}
      {subject !== null && (
        <Fact name="Subject">
          <Subject text={subject} isClipped />
        </Fact>
      )}
      <Fact name="Code">
        <code>{code}</code> <span class="meaning">{meaningOf(code)}</span>
      </Fact>
    </dl>
  );
}

/** What the engine held the rules against, where that is not what was written: the path made absolute, the host of a URL. */
export function Understood({ trace, text }: { readonly trace: Trace; readonly text: string }) {
  const rows = trace.layers.flatMap(({ considered }) => considered);
  const subjects = [...new Set(rows.map(({ subject }) => subject))].filter((subject) => subject !== "" && subject !== text);
  if (subjects.length === 0) return null;
  const isFlow = rows.some(({ kind }) => kind === "flow");
  return (
    <dl class="facts">
      <Fact name={isFlow ? "Held against" : "Read as"}>
        {subjects.slice(0, 8).map((subject, at) => (
          <>
            {at > 0 && ", "}
            <code key={subject}>
              <PlainText text={subject} />
            </code>
          </>
        ))}
        {subjects.length > 8 && ` and ${subjects.length - 8} more`}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
