/** Attacks by technique, each with what becomes of it under the policies as they are now. */

import { computed, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { engine } from "../engine/engine.js";
import { places } from "../state/state.js";
import { Filters } from "../ui/filters.js";
import { MarkedText } from "../ui/marked-text.js";
import { Outdated } from "../ui/outdated.js";
import { AttackRow } from "./attack.js";
import { deny } from "./deny.js";
import { type Technique, techniques } from "./gallery.js";
import { type Judged, judge } from "./judge.js";

const judged = computed<ReadonlyMap<string, Judged>>(() => {
  const deciding = engine.value;
  if (deciding === null) return new Map();
  return new Map(
    techniques.flatMap(({ attacks }) => attacks.map(({ id, tried }) => [id, judge(deciding, tried, places.value)] as const)),
  );
});

type Shown = "all" | "passed";

export function AttackGallery() {
  const shown = useSignal<Shown>("all");
  const done = useSignal("");
  const status = useRef<HTMLParagraphElement>(null);
  const said = judged.value;
  const attacks = techniques.flatMap((technique) => technique.attacks);
  const stopped = count(techniques, "stopped");
  const filters: readonly { readonly id: Shown; readonly label: string }[] = [
    { id: "all", label: `All ${attacks.length}` },
    { id: "passed", label: `Not stopped ${said.size - stopped}` },
  ];
  const onDeny = (rule: string) => {
    const name = deny(rule);
    done.value = `\`deny: ["${rule}"]\` now stands in the policy \`${name}\`.`;
    // The row of the attack may be gone now, and with it the button that had the focus.
    status.current?.focus();
  };

  return (
    <div class="attacks">
      <div class="panel-head">
        <h2>Attack gallery</h2>
        <Filters
          filters={filters}
          chosen={shown.value}
          onChoose={(id) => {
            shown.value = id;
          }}
        />
      </div>
      {said.size === 0 ? (
        <p class="empty">The policies have errors. Attacks are tried once they can be read.</p>
      ) : (
        <div class="attacks-score">
          <p>
            <strong>
              {stopped} of {attacks.length} stopped
            </strong>{" "}
            by the policies on this page. Each attempt looks harmless to a filter that reads its text.
          </p>
          <progress max={attacks.length} value={stopped} aria-label="Attacks stopped">
            {stopped} of {attacks.length}
          </progress>
          <p ref={status} class="attacks-done" role="status" tabIndex={-1}>
            {done.value !== "" && <MarkedText text={done.value} />}
          </p>
        </div>
      )}
      <Outdated />
      {said.size > 0 &&
        techniques.map((technique) => (
          <Section key={technique.id} technique={technique} isAll={shown.value === "all"} onDeny={onDeny} />
        ))}
      {said.size > 0 && shown.value === "passed" && stopped === said.size && (
        <p class="empty">All attacks of the gallery are stopped. That is no proof: it has the known ones.</p>
      )}
    </div>
  );
}

interface SectionProps {
  readonly technique: Technique;
  readonly isAll: boolean;
  readonly onDeny: (rule: string) => void;
}

function Section({ technique, isAll, onDeny }: SectionProps) {
  const { title, idea, attacks } = technique;
  const shown = attacks.filter(({ id }) => isAll || judged.value.get(id)?.outcome !== "stopped");
  if (shown.length === 0) return null;
  return (
    <section class="technique" aria-label={title}>
      <div class="technique-head">
        <h3>{title}</h3>
        <span class="hint">
          {count([technique], "stopped")} of {attacks.length} stopped
        </span>
      </div>
      <p class="hint technique-idea">
        <MarkedText text={idea} />
      </p>
      <ul>
        {shown.map((attack) => (
          <AttackRow key={attack.id} attack={attack} judged={judged.value.get(attack.id)} onDeny={onDeny} />
        ))}
      </ul>
    </section>
  );
}

function count(among: readonly Technique[], outcome: Judged["outcome"]): number {
  return among.flatMap(({ attacks }) => attacks).filter(({ id }) => judged.value.get(id)?.outcome === outcome).length;
}
