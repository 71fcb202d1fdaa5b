/** One operation: what it is, its text, and what is decided. */

import { memo } from "preact/compat";
import { type Verdict, kindOf } from "../engine/operation.js";
import { explain, removeOperation, showWhy, writeOperation } from "../state/change.js";
import type { Operation } from "../state/state.js";
import { MarkedText } from "../ui/marked-text.js";
import { Outcome } from "../ui/outcome.js";
import { PlainText } from "../ui/plain-text.js";

interface Props {
  readonly operation: Operation;
  readonly verdict: Verdict | undefined;
  readonly isChosen: boolean;
}

function PlainRow({ operation, verdict, isChosen }: Props) {
  const { id, kind, text } = operation;
  const { label, isLong } = kindOf(kind);
  const lines = isChosen ? Math.min(8, Math.max(text.split("\n").length, Math.ceil(text.length / 48))) : 1;
  const onInput = (event: { readonly currentTarget: { readonly value: string } }) =>
    writeOperation(id, { text: event.currentTarget.value });
  const field = {
    value: text,
    spellcheck: false,
    autocapitalize: "off",
    autocomplete: "off",
    "aria-label": label,
    onInput,
    onFocus: () => explain(id),
    onKeyDown: isLong ? undefined : moveBetweenRows,
  } as const;
  return (
    <li class="row" data-chosen={isChosen ? "" : undefined} data-outcome={verdict?.outcome}>
      <span class="row-kind">{label}</span>
      {isLong ? <textarea rows={lines} {...field} /> : <input {...field} />}
      {/* Beside the button, which lies over it: a button's name must hold its text, and this one's is what it does. */}
      <span class="row-answer">
        {verdict === undefined ? <span class="outcome">…</span> : <Outcome outcome={verdict.outcome} />}
        <button type="button" class="row-why" aria-label={`Why: ${text}`} aria-pressed={isChosen} onClick={() => showWhy(id)} />
      </span>
      <button type="button" class="icon" aria-label={`Remove: ${text}`} onClick={() => removeOperation(id)}>
        ×
      </button>
      {verdict !== undefined && verdict.summary !== "" && (
        <p class="row-summary">
          <MarkedText text={verdict.summary} /> <Place verdict={verdict} />
        </p>
      )}
    </li>
  );
}

/** The rule that denied. */
function Place({ verdict: { denial } }: { readonly verdict: Verdict }) {
  if (denial === null || denial.policy === null) return null;
  return (
    <code>
      <PlainText text={`${denial.policy}: ${denial.rule}`} />
    </code>
  );
}

/** Up and down lead from row to row, as in a list. */
function moveBetweenRows(event: KeyboardEvent): void {
  const towards = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" } as const;
  if (!(event.key in towards) || !(event.currentTarget instanceof Element)) return;
  const row = event.currentTarget.closest(".row")?.[towards[event.key as keyof typeof towards]];
  const field = row?.querySelector<HTMLElement>("input, textarea");
  if (field === undefined || field === null) return;
  event.preventDefault();
  field.focus();
}

/** Drawn again only where something that it shows has changed: the list may be long, and changes with every key. */
export const Row = memo(
  PlainRow,
  (before, after) =>
    before.operation === after.operation &&
    before.isChosen === after.isChosen &&
    before.verdict?.outcome === after.verdict?.outcome &&
    before.verdict?.summary === after.verdict?.summary &&
    before.verdict?.denial?.policy === after.verdict?.denial?.policy &&
    before.verdict?.denial?.rule === after.verdict?.denial?.rule,
);
