/** Every rule that each layer considered: those that matched first, the rest folded. */

import { useSignal } from "@preact/signals";
import type { LayerTrace, RuleTrace, Trace } from "mlld-policy";
import { Outcome } from "../ui/outcome.js";
import { MarkedText } from "../ui/marked-text.js";
import { PlainText } from "../ui/plain-text.js";
import { RuleLink } from "../ui/rule-link.js";
import { Mark } from "./mark.js";
import type { Status } from "./parts.js";
import { Subject } from "./subject.js";

/** So many rules are shown before somebody asks for all. */
const MOST_RULES = 50;

const kinds: Record<RuleTrace["kind"], string> = {
  danger: "danger list",
  "danger-opt-in": "opt-in",
  deny: "deny",
  allow: "allow",
  flow: "flow",
  limit: "limit",
};

export function Rules({ trace }: { readonly trace: Trace }) {
  return (
    <section class="rules">
      <h3>Rules</h3>
      {trace.layers.map((layer) => (
        <LayerRules key={layer.layer} layer={layer} trace={trace} />
      ))}
    </section>
  );
}

function LayerRules({ layer, trace: { denial } }: { readonly layer: LayerTrace; readonly trace: Trace }) {
  const isOpen = useSignal(false);
  const isWhole = useSignal(false);
  const decides = denial !== null && denial.policy === layer.layer;
  const own = layer.denial;
  const isDeciding = (row: RuleTrace) => own !== null && row.matched && row.rule === own.rule && isAbout(row, own.subject, layer);
  const matched = layer.considered
    .filter((row) => row.matched)
    .sort((a, b) => Number(isDeciding(b)) - Number(isDeciding(a)));
  const rest = layer.considered.filter((row) => !row.matched);
  const isListed = matched.some(isDeciding);
  const shown = isOpen.value ? [...matched, ...rest] : matched;
  const rows = isWhole.value ? shown : shown.slice(0, MOST_RULES);

  return (
    <section class="layer" data-decides={decides ? "" : undefined}>
      <h4>
        <span class="layer-name">
          <PlainText text={layer.layer} />
        </span>
        <Outcome outcome={layer.decision} />
        {decides && <span class="layer-decides">decides</span>}
      </h4>
      {own !== null && !isListed && own.rule !== null && <Unlisted own={own} decides={decides} rules={layer.considered} />}
      {layer.considered.length === 0 && own === null && <p class="hint">Nothing in it restricts this.</p>}
      {own === null && layer.considered.length > 0 && matched.length === 0 && <p class="hint">No rule of it matched.</p>}
      {rows.length > 0 && (
        <div class="table-scroll" role="group" tabIndex={0} aria-label={`Rules of ${layer.layer}`}>
          <table>
            <thead>
              <tr>
                <th scope="col">Rule</th>
                <th scope="col">Pattern</th>
                <th scope="col">Of what, and why</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                <RuleRow key={at} row={row} layer={layer.layer} deciding={isDeciding(row) ? (decides ? "decided" : "denies too") : null} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div class="folds">
        {rows.length < shown.length && (
          <button
            type="button"
            class="more"
            onClick={() => {
              isWhole.value = true;
            }}
          >
            Show all {shown.length}
          </button>
        )}
        {rest.length > 0 && (
          <button
            type="button"
            class="more"
            aria-expanded={isOpen.value}
            onClick={() => {
              isOpen.value = !isOpen.value;
            }}
          >
            {isOpen.value ? "Without those that did not match" : `${matched.length > 0 ? "and " : ""}${rest.length} that did not match`}
          </button>
        )}
      </div>
    </section>
  );
}

/** A rule is held against many parts; it denied where it is about what was denied. */
function isAbout(row: RuleTrace, subject: string | null, { considered }: LayerTrace): boolean {
  if (row.subject === subject) return true;
  return !considered.some((other) => other.matched && other.rule === row.rule && other.subject === subject);
}

/** A denial by what is no row of its own: an allow list that nothing in it matches. */
function Unlisted({ own, decides, rules }: { readonly own: NonNullable<LayerTrace["denial"]>; readonly decides: boolean; readonly rules: readonly RuleTrace[] }) {
  const asked = rules.filter(({ kind, subject }) => kind === "allow" && subject === own.subject).length;
  return (
    <p class="unlisted" data-deciding="">
      <Mark status="deny" />
      <span>
        <RuleLink policy={own.policy} rule={own.rule ?? ""} />{" "}
        {own.rule === "allow" && own.code === "POLICY_CAPABILITY_DENIED" ? (
          <>
            {asked === 0 ? "has no entry that permits " : `has ${asked === 1 ? "1 entry" : `${asked} entries`}, and none permits `}
            <code class="word">
              <PlainText text={own.subject ?? "this"} />
            </code>
          </>
        ) : (
          <MarkedText text={own.reason} />
        )}
      </span>
      <span class="badge">{decides ? "decided" : "denies too"}</span>
    </p>
  );
}

function statusOf({ matched, kind }: RuleTrace): Status {
  if (!matched) return "none";
  return kind === "allow" || kind === "danger-opt-in" ? "allow" : "deny";
}

function RuleRow({ row, layer, deciding }: { readonly row: RuleTrace; readonly layer: string; readonly deciding: string | null }) {
  const { kind, rule, pattern, why, subject, matched } = row;
  return (
    <tr data-matched={matched ? "" : undefined} data-deciding={deciding === null ? undefined : ""}>
      <th scope="row">
        <Mark status={statusOf(row)} />
        <span>
          {!rule.startsWith("danger list: ") && <span class="rule-kind">{kinds[kind] ?? kind}</span>}
          <RuleLink policy={layer} rule={rule} />
          {deciding !== null && <span class="badge">{deciding}</span>}
        </span>
      </th>
      {pattern !== "" && (
        <td>
          <code>
            <PlainText text={pattern} />
          </code>
        </td>
      )}
      <td colSpan={pattern === "" ? 2 : 1}>
        <Subject text={subject} />
        <br />
        <MarkedText text={why} />
      </td>
    </tr>
  );
}
