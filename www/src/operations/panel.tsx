/** The list of operations, each with what is decided about it now. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { verdicts } from "../engine/decisions.js";
import { isOutdated } from "../engine/engine.js";
import { chosenOperation, operations } from "../state/state.js";
import { Filters } from "../ui/filters.js";
import { Outdated } from "../ui/outdated.js";
import { AddOperations } from "./add.js";
import { Row } from "./row.js";
import { Surroundings } from "./surroundings.js";

type Shown = "all" | "allow" | "deny";

export function OperationsPanel() {
  const shown = useSignal<Shown>("all");
  const list = useRef<HTMLOListElement>(null);
  const chosen = chosenOperation.value;
  // What was chosen from elsewhere, or has just been added, may stand far below. What was chosen here stays under the pointer.
  useEffect(() => {
    if (list.current?.contains(document.activeElement)) return;
    list.current?.querySelector("[data-chosen]")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const rows = operations.value;
  const said = verdicts.value;
  const count = (outcome: Shown) => rows.filter(({ id }) => said.get(id)?.outcome === outcome).length;
  const isShown = (id: number) => shown.value === "all" || said.get(id)?.outcome === shown.value;
  const filters: readonly { readonly id: Shown; readonly label: string }[] = [
    { id: "all", label: `All ${rows.length}` },
    { id: "allow", label: `Allowed ${count("allow")}` },
    { id: "deny", label: `Denied ${count("deny")}` },
  ];

  return (
    <div class="operations">
      <div class="panel-head">
        <h2>Operations</h2>
        <Filters
          filters={filters}
          chosen={shown.value}
          onChoose={(id) => {
            shown.value = id;
          }}
        />
      </div>
      <Outdated />
      <ol ref={list} class="rows" data-outdated={isOutdated.value ? "" : undefined}>
        {rows
          .filter(({ id }) => isShown(id))
          .map((row) => (
            <Row
              key={row.id}
              operation={row}
              verdict={said.get(row.id)}
              isChosen={row.id === chosen}
            />
          ))}
      </ol>
      {rows.length === 0 && <p class="empty">No operations yet: write one below, or paste a list of commands.</p>}
      {rows.length > 0 && !rows.some(({ id }) => isShown(id)) && (
        <p class="empty">No operation of the list is {shown.value === "allow" ? "allowed" : "denied"}.</p>
      )}
      <AddOperations />
      <Surroundings />
    </div>
  );
}
