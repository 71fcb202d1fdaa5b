/** A choice among tiers: the rungs of the ladder from the most wanted down, and below them the need-by-need matrix. */

import type { ConsideredTier, NeedDecision, TierTable } from "mlld-policy";
import { PlainText } from "../ui/plain-text.js";
import { RuleLink } from "../ui/rule-link.js";
import { Matrix } from "./matrix.js";
import { StillDangerous } from "./still-dangerous.js";

export function Ladder({ table }: { readonly table: TierTable }) {
  const { considered, tier, stillDangerous } = table;
  const own = table.columns.find((column) => column.tier === null);
  return (
    <div class="ladder">
      {own !== undefined && (
        <p class="own-needs" data-permitted={own.permitted ? "" : undefined}>
          {own.permitted ? "✓ What is needed in any case is granted." : "✗ What is needed in any case is not granted, so no tier is."}
        </p>
      )}
      {considered.length > 0 && (
        <section>
          <h3>Ladder</h3>
          <ol class="rungs">
            {considered.map((one) => (
              <Rung key={one.tier} tier={one} isChosen={one.tier === tier} />
            ))}
          </ol>
        </section>
      )}
      {table.rows.length > 0 && (
        <section>
          <h3>Needs</h3>
          <Matrix table={table} />
        </section>
      )}
      <StillDangerous entries={stillDangerous} />
    </div>
  );
}

function Rung({ tier: { tier, why, permitted, denials }, isChosen }: { readonly tier: ConsideredTier; readonly isChosen: boolean }) {
  const state = isChosen ? "chosen" : permitted ? "granted" : "refused";
  const words = { chosen: "✓ chosen", granted: "✓ granted too", refused: "✗ refused" };
  return (
    <li class="rung" data-state={state} aria-current={isChosen ? "true" : undefined}>
      <div class="rung-head">
        <strong class="tier-name">
          <PlainText text={tier} />
        </strong>
        {why !== null && (
          <span class="rung-why">
            <PlainText text={why} />
          </span>
        )}
        <span class="rung-state">{words[state]}</span>
      </div>
      {denials.length > 0 && (
        <ul class="rung-denials">
          {denials.map((denial) => (
            <Refusal key={denial.need} denial={denial} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Refusal({ denial }: { readonly denial: NeedDecision }) {
  if (denial.decision === "allow") return null;
  const { need, reason, policy, rule } = denial;
  return (
    <li>
      <code>
        <PlainText text={need} />
      </code>{" "}
      <PlainText text={reason} />
      {rule !== null && (
        <>
          {" "}
          <RuleLink policy={policy} rule={rule} isFull />
        </>
      )}
    </li>
  );
}
