/** The way of an operation through its guards: a list of stations, from what was asked to what came of it. */

import type { Denied, GuardTraceRow } from "mlld-policy";
import { Outcome } from "../ui/outcome.js";
import { PlainText } from "../ui/plain-text.js";
import { RuleLink } from "../ui/rule-link.js";
import { shown } from "./diff.js";
import { Labels } from "./labels.js";
import { type Run, attempt } from "./run.js";
import { Locked, NameOfPolicyGuard, Station } from "./station.js";

/** So many guards of policies in a row that have nothing against it stand behind one line. */
const FEW = 2;

export function Timeline({ run }: { readonly run: Run }) {
  const { result, changes } = run;
  return (
    <>
      <ol class="timeline">
        <Start run={run} />
        {stops(result.trace).map((rows) =>
          rows.length > FEW ? (
            <Quiet key={rows[0]} rows={rows} trace={result.trace} />
          ) : (
            rows.map((at) => <Station key={at} row={result.trace[at]!} changes={changes.get(at)} />)
          ),
        )}
        <End run={run} />
      </ol>
      <Unasked run={run} />
    </>
  );
}

/** What the caller gets where the host forbids to skip guards. */
export function Blocked({ reason, code }: { readonly reason: string; readonly code: Denied["code"] }) {
  return (
    <ol class="timeline">
      <li class="station station-end" data-said="deny">
        <p class="station-head">
          <strong>No guard is asked, and nothing runs</strong>
          <Outcome outcome="deny" />
        </p>
        <p class="station-reason"><PlainText text={reason} /></p>
        <p class="hint">
          <code>{code}</code> is thrown: the host does not let callers skip guards, so asking for it is refused as a whole.
        </p>
      </li>
    </ol>
  );
}

/** Rows of the trace that stand together: those of policies with nothing to say. */
function stops(trace: readonly GuardTraceRow[]): readonly (readonly number[])[] {
  const found: number[][] = [];
  let quiet: number[] | null = null;
  trace.forEach((row, at) => {
    const isQuiet = row.layer !== null && row.decision === "allow" && !row.matched;
    if (isQuiet && quiet !== null) quiet.push(at);
    else found.push((quiet = [at]));
    if (!isQuiet) quiet = null;
  });
  return found;
}

function Start({ run: { operation, inputs } }: { readonly run: Run }) {
  return (
    <li class="station" data-said="start">
      <p class="station-head">
        <strong>
          {operation.type}
          {typeof operation.name === "string" && ` ${operation.name}`}
        </strong>
        <span class="hint">{inputs.length === 0 ? "no values" : inputs.length === 1 ? "1 value" : `${inputs.length} values`}</span>
      </p>
      {typeof operation.command === "string" && <pre class="station-value">{operation.command}</pre>}
      {inputs.map((input, at) => (
        <p class="station-input" key={at}>
          <span class="hint">value {at + 1}</span> <code><PlainText text={shown(input.value)} /></code> <Labels labels={input.labels ?? []} />
        </p>
      ))}
    </li>
  );
}

/** Guards of policies that have nothing against it. */
function Quiet({ rows, trace }: { readonly rows: readonly number[]; readonly trace: readonly GuardTraceRow[] }) {
  return (
    <li class="station" data-said="quiet">
      <details>
        <summary>
          {rows.length} guards of policies have nothing against it <Locked what="cannot be bypassed" />
        </summary>
        <ol class="station-quiet">
          {rows.map((at) => (
            <li key={at}>
              <NameOfPolicyGuard name={trace[at]!.guard ?? ""} layer={trace[at]!.layer ?? ""} isLockedAnyway />
              <span class="hint">
                asked about {trace[at]!.input === null ? "the operation" : `value ${trace[at]!.input + 1}`}, filter{" "}
                <code>{trace[at]!.filter}</code>
              </span>
            </li>
          ))}
        </ol>
      </details>
    </li>
  );
}

function End({ run: { result } }: { readonly run: Run }) {
  const { decision, reason, reasons, hints, inputs, env, denial } = result;
  return (
    <li class="station station-end" data-said={decision}>
      <p class="station-head">
        <strong>
          {decision === "allow" ? "The operation may run" : decision === "deny" ? "The operation must not run" : "Something else should be tried"}
        </strong>
        {decision === "retry" ? <span class="outcome outcome-mistake">retry</span> : <Outcome outcome={decision} />}
      </p>
      {reason !== null && <p class="station-reason"><PlainText text={reason} /></p>}
      {reasons.filter((other) => other !== reason).map((other) => (
        <p key={other} class="station-reason">
          <PlainText text={other} />
        </p>
      ))}
      {denial !== null && (
        <p class="hint">
          <code>{denial.code}</code>
        </p>
      )}
      {decision === "retry" && hints.length > 1 && <p class="hint">Hints: {hints.join("; ")}</p>}
      {decision === "allow" &&
        inputs.map((input, at) => (
          <p class="station-input" key={at}>
            <span class="hint">value {at + 1}</span> <code><PlainText text={shown(input.value)} /></code> <Labels labels={input.labels} />
            {input.sources.length > 0 && <span class="hint">from {input.sources.join(", ")}</span>}
          </p>
        ))}
      {decision === "allow" && env !== null && (
        <p class="station-input">
          <span class="hint">in the environment</span> <code><PlainText text={shown(env)} /></code>
        </p>
      )}
      <Attempts isRetry={decision === "retry"} />
    </li>
  );
}

/** Each attempt is made with the same values, as by a model that does not listen. */
function Attempts({ isRetry }: { readonly isRetry: boolean }) {
  if (!isRetry && attempt.value === 1) return null;
  return (
    <p class="station-actions">
      <span class="hint">Attempt {attempt.value}</span>
      {isRetry && (
        <button
          type="button"
          onClick={() => {
            attempt.value += 1;
          }}
        >
          Try again with the same values
        </button>
      )}
      {attempt.value > 1 && (
        <button
          type="button"
          onClick={() => {
            attempt.value = 1;
          }}
        >
          Start over
        </button>
      )}
    </p>
  );
}

/** The guards that the operation did not pass. */
function Unasked({ run: { registered, result, unasked } }: { readonly run: Run }) {
  const named = new Set(result.trace.map(({ guard }) => guard));
  const hosts = registered.filter(({ name }) => name !== null && !named.has(name));
  if (hosts.length + unasked.length === 0) return null;
  return (
    <details class="guards-unasked">
      <summary>
        Not asked, as they are about something else: {hosts.length > 0 && `${hosts.length} of the host, `}
        {unasked.length} of policies
      </summary>
      <ul>
        {hosts.map(({ name, filter, timing }) => (
          <li key={`host ${name}`}>
            <code><PlainText text={name ?? ""} /></code>
            <span class="hint">
              {timing === "after" ? "asked after an operation" : "nothing here is what it filters"}, filter <code><PlainText text={filter} /></code>
            </span>
          </li>
        ))}
        {unasked.map(({ name, layer, filter, rule }) => (
          <li key={`${layer} ${name}`}>
            <NameOfPolicyGuard name={name} layer={layer} isLockedAnyway />
            <span class="hint">
              filter <code><PlainText text={filter} /></code>
            </span>
            <RuleLink policy={layer} rule={rule} />
          </li>
        ))}
      </ul>
    </details>
  );
}
