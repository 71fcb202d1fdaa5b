/** Tiers against needs: what is granted, and the rule in each cell that is not. */

import { useSignal } from "@preact/signals";
import type { TierCell, TierColumn, TierRow, TierTable } from "mlld-policy";
import { useId } from "preact/hooks";
import { PlainText } from "../ui/plain-text.js";
import { RuleLink } from "../ui/rule-link.js";

/** So many needs are shown before somebody asks for all. */
const MOST_ROWS = 60;

/** A cell that is pointed at. */
interface At {
  readonly row: TierRow;
  readonly column: TierColumn;
  readonly cell: TierCell;
}

export function nameOf({ tier }: TierColumn): string {
  return tier ?? "in any case";
}

export function Matrix({ table: { columns, rows } }: { readonly table: TierTable }) {
  const pointed = useSignal<At | null>(null);
  const isWhole = useSignal(false);
  const id = useId();
  const shown = isWhole.value ? rows : rows.slice(0, MOST_ROWS);
  return (
    <>
      <div class="table-scroll matrix-scroll" role="group" aria-label="Needs of each tier" tabIndex={0}>
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">Need</th>
              {columns.map((column, at) => (
                <th key={at} scope="col" data-chosen={column.chosen ? "" : undefined}>
                  <PlainText text={nameOf(column)} />
                  <span class="column-state">{column.chosen ? "chosen" : column.permitted ? "granted" : "refused"}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, rowAt) => (
              <tr key={row.need}>
                <th scope="row">
                  <code>
                    <PlainText text={row.need} />
                  </code>
                </th>
                {columns.map((column, at) => {
                  const cell = row.cells[at] ?? null;
                  const point = () => {
                    if (cell !== null) pointed.value = { row, column, cell };
                  };
                  return (
                    <td
                      key={at}
                      data-decision={cell?.decision}
                      data-chosen={column.chosen ? "" : undefined}
                      onMouseEnter={point}
                      onFocusIn={point}
                      onClick={point}
                    >
                      {cell === null ? <span class="unseen">not needed</span> : <Cell cell={cell} id={`${id}-${rowAt}-${at}`} />}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < rows.length && (
        <button
          type="button"
          class="more"
          onClick={() => {
            isWhole.value = true;
          }}
        >
          Show all {rows.length} needs
        </button>
      )}
      <CellDetails at={pointed.value} />
    </>
  );
}

function Cell({ cell: { decision, by, reason }, id }: { readonly cell: TierCell; readonly id: string }) {
  if (decision === "allow") {
    return (
      <span class="granted">
        <span aria-hidden="true">✓</span>
        <span class="unseen">granted</span>
      </span>
    );
  }
  const [first] = by;
  return (
    <span class="refused">
      <span class="refused-by">
        <span aria-hidden="true">✗</span>
        <span class="unseen">refused by</span> <PlainText text={first?.policy ?? ""} />
      </span>
      {first !== undefined && <RuleLink policy={first.policy} rule={first.rule} describedBy={id} />}
      <span id={id} class="unseen">
        <PlainText text={reason ?? ""} />
      </span>
    </span>
  );
}

/** What the cell that is pointed at says in full; it stands below the table, where it covers nothing. */
function CellDetails({ at }: { readonly at: At | null }) {
  if (at === null) return <p class="cell-details hint">Point at a cell to see why.</p>;
  const { row, column, cell } = at;
  return (
    <p class="cell-details" data-decision={cell.decision}>
      <code>
        <PlainText text={row.need} />
      </code>{" "}
      in <PlainText text={nameOf(column)} />: {cell.decision === "allow" ? "granted" : <PlainText text={cell.reason ?? "refused"} />}
      {cell.by.length === 0 && ", since no rule restricts it"}
      {cell.by.map(({ policy, rule }, index) => (
        <>
          {index === 0 ? ", by " : ", "}
          <RuleLink key={`${policy} ${rule}`} policy={policy} rule={rule} isFull />
        </>
      ))}
    </p>
  );
}
