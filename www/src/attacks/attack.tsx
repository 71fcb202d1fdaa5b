/** One attack: what it tries, whether it is stopped and by what, and what would stop it. */

import { useSignal } from "@preact/signals";
import { memo } from "preact/compat";
import { engine } from "../engine/engine.js";
import { places } from "../state/state.js";
import { MarkedText } from "../ui/marked-text.js";
import { PlainText } from "../ui/plain-text.js";
import { RuleLink } from "../ui/rule-link.js";
import type { Attack, Tried } from "./gallery.js";
import { type Judged, permissions } from "./judge.js";
import { tryIt } from "./try.js";

interface Props {
  readonly attack: Attack;
  readonly judged: Judged | undefined;
  readonly onDeny: (rule: string) => void;
}

const words: Record<Judged["outcome"], string> = { stopped: "stopped", passed: "not stopped", unclear: "unclear" };
const looks: Record<Judged["outcome"], string> = { stopped: "outcome-allow", passed: "outcome-deny", unclear: "outcome-mistake" };
const kinds: Record<Tried["kind"], string> = {
  command: "Command",
  read: "Read file",
  write: "Write file",
  url: "URL",
  tool: "Tool call",
  guards: "Guards",
};

/** What is tried, as one text. */
export function textOf(tried: Tried): string {
  if (tried.kind === "guards") return (JSON.parse(tried.guarding.operation) as { readonly command: string }).command;
  return tried.text;
}

function PlainRow({ attack, judged, onDeny }: Props) {
  const isOpen = useSignal(false);
  const { title, tried } = attack;
  const outcome = judged?.outcome ?? "unclear";
  return (
    <li class="attack" data-outcome={outcome}>
      <details
        open={isOpen.value}
        onToggle={(event) => {
          isOpen.value = event.currentTarget.open;
        }}
      >
        <summary>
          <span class="attack-title">{title}</span>
          <span class={`outcome ${looks[outcome]}`}>{words[outcome]}</span>
          <code class="attack-line">{textOf(tried).replace(/\s*\n\s*/g, " ⏎ ")}</code>
        </summary>
        {isOpen.value && <Body attack={attack} judged={judged} onDeny={onDeny} />}
      </details>
    </li>
  );
}

/** Drawn again only where what becomes of it has changed: policies change with every key. */
export const AttackRow = memo(
  PlainRow,
  (before, after) =>
    before.attack === after.attack &&
    before.judged?.outcome === after.judged?.outcome &&
    before.judged?.reason === after.judged?.reason &&
    before.judged?.denial?.policy === after.judged?.denial?.policy &&
    before.judged?.denial?.rule === after.judged?.denial?.rule,
);

function Body({ attack, judged, onDeny }: Props) {
  const { trick, gain, tried, stops, rule } = attack;
  return (
    <div class="attack-body">
      <p>
        <MarkedText text={trick} />
      </p>
      <pre aria-label={kinds[tried.kind]}>{textOf(tried)}</pre>
      <dl>
        <dt>It would gain</dt>
        <dd>
          <MarkedText text={gain} />
        </dd>
        {judged?.outcome === "stopped" && (
          <>
            <dt>Stopped by</dt>
            <dd>
              <MarkedText text={judged.reason} />
              {judged.denial !== null && judged.denial.policy !== null && judged.denial.rule !== null && (
                <Rule layer={judged.denial.policy} rule={judged.denial.rule} />
              )}
            </dd>
          </>
        )}
        {judged?.outcome === "unclear" && (
          <>
            <dt>Not decided</dt>
            <dd><MarkedText text={judged.reason} /></dd>
          </>
        )}
        {judged?.outcome === "passed" && (
          <>
            <dt>Permitted by</dt>
            <dd>
              <PermittedBy tried={tried} />
            </dd>
          </>
        )}
        <dt>What stops it</dt>
        <dd>
          <MarkedText text={stops} />
        </dd>
      </dl>
      <p class="attack-actions">
        <button type="button" onClick={() => tryIt(tried)}>
          {tried.kind === "guards" ? "Try it among the guards" : "Try it"}
        </button>
        {judged?.outcome === "passed" && rule !== undefined && (
          <button type="button" onClick={() => onDeny(rule)}>
            Deny <code>{rule}</code>
          </button>
        )}
      </p>
    </div>
  );
}

/** The rule of a layer, or the entry of the danger list. */
function Rule({ layer, rule }: { readonly layer: string; readonly rule: string }) {
  return (
    <span class="attack-rule">
      policy <strong><PlainText text={layer} /></strong>, <RuleLink policy={layer} rule={rule} />
    </span>
  );
}

function PermittedBy({ tried }: { readonly tried: Tried }) {
  const found = engine.value === null ? [] : permissions(engine.value, tried, places.value);
  if (found.length === 0) return <>Nothing on this page restricts it: no rule is about it.</>;
  return (
    <ul class="attack-permissions">
      {found.map(({ layer, rule, pattern }) => (
        <li key={`${layer} ${rule}`}>
          <code><PlainText text={pattern} /></code> in <strong><PlainText text={layer} /></strong>,{" "}
          <RuleLink policy={layer} rule={rule} />
        </li>
      ))}
    </ul>
  );
}
