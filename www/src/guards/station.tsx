/** One station: a guard, what it was asked about, and what it said. */

import type { GuardTraceRow } from "mlld-policy";
import { PlainText } from "../ui/plain-text.js";
import { RuleLink } from "../ui/rule-link.js";
import type { Change } from "./changes.js";
import { difference, shown } from "./diff.js";
import { LabelChanges } from "./labels.js";

interface Props {
  readonly row: GuardTraceRow;
  /** `undefined` where it changed nothing, or where that could not be followed. */
  readonly changes: readonly Change[] | undefined;
}

type Said = "allow" | "deny" | "retry" | "env" | "skipped" | "quiet" | "lifted";

function saidOf({ skipped, overridden, decision, matched }: GuardTraceRow): Said {
  if (skipped) return "skipped";
  if (overridden) return "lifted";
  return decision === "allow" && !matched ? "quiet" : decision;
}

const words: Record<Said, string> = {
  allow: "allow",
  deny: "deny",
  retry: "retry",
  env: "env",
  skipped: "skipped",
  quiet: "no objection",
  lifted: "deny, lifted",
};

const looks: Record<Said, string> = {
  allow: "outcome-allow",
  deny: "outcome-deny",
  retry: "outcome-mistake",
  env: "outcome-allow",
  skipped: "",
  quiet: "",
  lifted: "outcome-mistake",
};

export function Station({ row, changes }: Props) {
  const said = saidOf(row);
  return (
    <li class="station" data-said={said}>
      <p class="station-head">
        <Name row={row} />
        <span class={`outcome ${looks[said]}`}>{words[said]}</span>
      </p>
      <p class="hint station-asked">
        asked about {row.input === null ? "the operation" : `value ${row.input + 1}`}, filter <code><PlainText text={row.filter} /></code>
        {row.rule !== null && row.layer === null && (
          <>
            , rule <code>{row.rule}</code>
          </>
        )}
        {row.layer !== null && row.rule !== null && (
          <>
            , <RuleLink policy={row.layer} rule={row.rule} />
          </>
        )}
      </p>
      {row.skipped && <p class="hint">It was not asked, as the caller wanted.</p>}
      {row.reason !== null && <p class="station-reason"><PlainText text={row.reason} /></p>}
      {row.code !== null && (
        <p class="hint">
          <code>{row.code}</code>
          {row.overridden && " – lifted by a privileged guard that allows"}
        </p>
      )}
      {row.hint !== null && <p class="station-reason"><PlainText text={row.hint} /></p>}
      {changes?.map((change) => <Changed key={change.input} change={change} />)}
      {(row.replaced || row.relabelled) && changes === undefined && (
        <p class="hint">It {row.replaced ? "replaced a value" : "changed labels"}. The last station has what came of it.</p>
      )}
    </li>
  );
}

function Name({ row: { guard, layer, privileged, overridden } }: { readonly row: GuardTraceRow }) {
  if (layer !== null) return <NameOfPolicyGuard name={guard ?? ""} layer={layer} isLockedAnyway={overridden} />;
  return (
    <span class="station-name">
      {guard === null ? <em>a guard without a name</em> : <strong><PlainText text={guard} /></strong>}
      {privileged && <Locked what="privileged" />}
    </span>
  );
}

interface PolicyGuardProps {
  readonly name: string;
  readonly layer: string;
  /** Without the sign: in lists of them, where all are, and where a denial was lifted. */
  readonly isLockedAnyway?: boolean;
}

/** A guard that a policy is. */
export function NameOfPolicyGuard({ name, layer, isLockedAnyway = false }: PolicyGuardProps) {
  return (
    <span class="station-name">
      <strong><PlainText text={name} /></strong>
      <span class="chip">policy <PlainText text={layer} /></span>
      {!isLockedAnyway && <Locked what="cannot be bypassed" />}
    </span>
  );
}

export function Locked({ what }: { readonly what: string }) {
  return (
    <span class="chip chip-locked">
      <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true">
        <path d="M3.5 5.5V4a2.5 2.5 0 0 1 5 0v1.5" fill="none" stroke="currentColor" stroke-width="1.4" />
        <rect x="2" y="5.5" width="8" height="5.5" rx="1" fill="currentColor" />
      </svg>
      {what}
    </span>
  );
}

function Changed({ change: { input, before, after } }: { readonly change: Change }) {
  const [from, to] = [shown(before.value), shown(after.value)];
  return (
    <div class="station-change">
      {from !== to && (
        <>
          <p class="hint">value {input + 1} becomes</p>
          <p class="station-value">
            {difference(from, to).map(({ kind, text }, at) =>
              kind === "removed" ? (
                <del key={at}>
                  <span class="unseen"> removed: </span>
                  <PlainText text={text} />
                </del>
              ) : kind === "added" ? (
                <ins key={at}>
                  <span class="unseen"> added: </span>
                  <PlainText text={text} />
                </ins>
              ) : (
                <PlainText key={at} text={text} />
              ),
            )}
          </p>
        </>
      )}
      <LabelChanges input={input} before={before.labels} after={after.labels} />
    </div>
  );
}
