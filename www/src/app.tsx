/** The page: policies, operations, and what is said of them. */

import { useSignal } from "@preact/signals";
import { AttacksPanel } from "./attacks/panel.js";
import { GuardsPanel } from "./guards/panel.js";
import { OperationsPanel } from "./operations/panel.js";
import { PolicyPanel } from "./policy/panel.js";
import { type View, view } from "./state/state.js";
import { TiersPanel } from "./tiers/panel.js";
import { Toolbar } from "./toolbar.js";
import { Tour } from "./tour/tour.js";
import { Tabs } from "./ui/tabs.js";
import { WhyPanel } from "./why/panel.js";

const views: readonly { readonly id: View; readonly label: string }[] = [
  { id: "why", label: "Why" },
  { id: "tiers", label: "Tiers" },
  { id: "guards", label: "Guards" },
  { id: "attacks", label: "Attacks" },
];

/** The columns of the page; a phone shows one of them. */
const columns = [
  { id: "policy", label: "Policy" },
  { id: "operations", label: "Operations" },
  { id: "answers", label: "Answers" },
] as const;
type Column = (typeof columns)[number]["id"];

export function App() {
  const shown = useSignal<Column>("policy");
  return (
    <>
      <Toolbar />
      <nav class="columns-nav" aria-label="Parts of the page">
        {columns.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            aria-current={shown.value === id ? "true" : undefined}
            onClick={() => {
              shown.value = id;
            }}
          >
            {label}
          </button>
        ))}
      </nav>
      <main class="columns" data-shown={shown.value}>
        <section class="panel" data-column="policy" aria-label="Policy">
          <PolicyPanel />
        </section>
        <section class="panel" data-column="operations" aria-label="Operations">
          <OperationsPanel
            onExplain={() => {
              shown.value = "answers";
            }}
          />
        </section>
        <section class="panel" data-column="answers" aria-label="Answers">
          <Tabs
            label="Answers"
            tabs={views}
            chosen={view.value}
            onChoose={(id) => {
              view.value = id;
            }}
          >
            {view.value === "why" && <WhyPanel />}
            {view.value === "tiers" && <TiersPanel />}
            {view.value === "guards" && <GuardsPanel />}
            {view.value === "attacks" && <AttacksPanel />}
          </Tabs>
        </section>
      </main>
      <Tour />
    </>
  );
}
