/** Why the chosen operation is allowed or denied. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { explanation } from "../engine/decisions.js";
import type { Explanation } from "../engine/operation.js";
import { type Operation, operation } from "../state/state.js";
import { Ladder } from "../tiers/ladder.js";
import { MarkedText } from "../ui/marked-text.js";
import { Outdated } from "../ui/outdated.js";
import { PlainText } from "../ui/plain-text.js";
import { CommandLine } from "./command.js";
import { explained } from "./explained.js";
import { Facts, Head, Understood } from "./head.js";
import { Mistaken } from "./mistaken.js";
import { Rules } from "./rules.js";
import { Scenario } from "./scenario.js";
import { Suggestions } from "./suggestions.js";
import { PlanTree } from "./tree.js";

export function WhyPanel() {
  const asked = operation.value;
  const said = explanation.value;
  const whole = useRef<HTMLDivElement>(null);
  // Another operation is read from its beginning: first comes what is decided.
  useLayoutEffect(() => {
    whole.current?.parentElement?.scrollTo(0, 0);
  }, [asked?.id]);
  if (asked === undefined) return <p class="empty why">Choose an operation: what is decided about it is explained here.</p>;
  if (said === null) return <p class="empty why">The policies have errors. Once they are put right, decisions are explained here.</p>;
  return (
    // What is folded out belongs to one operation.
    <div class="why" key={asked.id} ref={whole}>
      <Outdated />
      <Answer asked={asked} said={said} />
    </div>
  );
}

function Answer({ asked, said }: { readonly asked: Operation; readonly said: Explanation }) {
  const { verdict, trace, table, scenario } = said;
  if (scenario !== null) {
    return (
      <>
        <Head outcome={verdict.outcome}>
          <PlainText text={firstLine(verdict.summary)} />
        </Head>
        <p class="hint">A scenario has policies of its own. Those of this page do not hold in it.</p>
        <Scenario scenario={scenario} />
      </>
    );
  }
  if (table !== null) {
    return (
      <>
        <Head outcome={verdict.outcome}>
          {table.tier === null ? <PlainText text={table.reason ?? "No tiers are declared"} /> : <Chosen tier={table.tier} />}
        </Head>
        {verdict.denial !== null && <Facts denial={verdict.denial} />}
        <Ladder table={table} />
      </>
    );
  }
  if (trace === null) return <Mistaken operation={asked} verdict={verdict} />;
  return <Traced asked={asked} said={{ ...said, trace }} />;
}

function Chosen({ tier }: { readonly tier: string }) {
  return (
    <>
      Tier <PlainText text={tier} /> is chosen
    </>
  );
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

type WithTrace = Explanation & { readonly trace: NonNullable<Explanation["trace"]> };

/** A command, a file, a URL or the call of a tool. */
function Traced({ asked, said: { verdict, trace } }: { readonly asked: Operation; readonly said: WithTrace }) {
  const { denial } = verdict;
  const shown = explained.value;
  const isRestricted = trace.layers.some(({ considered }) => considered.length > 0);
  return (
    <>
      <Head outcome={verdict.outcome}>
        {denial !== null ? (
          <MarkedText text={denial.reason} />
        ) : isRestricted ? (
          "Every policy permits it"
        ) : (
          "No policy has a rule about it"
        )}
      </Head>
      {shown !== null && <CommandLine explained={shown} isAllowed={denial === null} />}
      {shown === null && (
        <>
          <pre class="output" role="group" aria-label="The operation" tabIndex={0}>
            <PlainText text={asked.text} />
          </pre>
          <Understood trace={trace} text={asked.text} />
        </>
      )}
      {denial !== null && <Facts denial={denial} />}
      {denial !== null && <Suggestions suggestions={denial.suggestions} />}
      {shown !== null && (
        <section>
          <h3>What it would run</h3>
          {shown.tree.length === 0 ? <p class="hint">Nothing.</p> : <PlanTree tree={shown.tree} />}
        </section>
      )}
      <Rules trace={trace} />
    </>
  );
}
