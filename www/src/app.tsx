/** The page: policies, operations, and what is said of them. */

import { AttacksPanel } from "./attacks/panel.js";
import { GuardsPanel } from "./guards/panel.js";
import { OperationsPanel } from "./operations/panel.js";
import { PolicyPanel } from "./policy/panel.js";
import { NoticeBar } from "./sharing/notices.js";
import { started } from "./start.js";
import { type Column, type View, column, view } from "./state/state.js";
import { TiersPanel } from "./tiers/panel.js";
import { Toolbar } from "./toolbar.js";
import { Tour, TourOffer } from "./tour/tour.js";
import { Tabs } from "./ui/tabs.js";
import { WhyPanel } from "./why/panel.js";

const views: readonly { readonly id: View; readonly label: string }[] = [
  { id: "why", label: "Why" },
  { id: "tiers", label: "Tiers" },
  { id: "guards", label: "Guards" },
  { id: "attacks", label: "Attacks" },
];

/** The columns of the page; a phone shows one of them. */
const columns: readonly { readonly id: Column; readonly label: string }[] = [
  { id: "policy", label: "Policy" },
  { id: "operations", label: "Operations" },
  { id: "answers", label: "Answers" },
];

export function App() {
  return (
    <>
      <Toolbar />
      <NoticeBar />
      <TourOffer />
      <nav class="columns-nav" aria-label="Parts of the page">
        {columns.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            aria-current={column.value === id ? "true" : undefined}
            onClick={() => {
              column.value = id;
            }}
          >
            {label}
          </button>
        ))}
      </nav>
      <main class="columns" data-shown={column.value} data-ready={started.value === 3 ? "" : undefined}>
        <section class="panel" data-column="policy" aria-label="Policy">
          <h2 class="unseen">Policy</h2>
          {started.value >= 1 ? <PolicyPanel /> : <Loading />}
        </section>
        <section class="panel" data-column="operations" aria-label="Operations">
          {started.value >= 2 && <OperationsPanel />}
        </section>
        <section class="panel" data-column="answers" aria-label="Answers">
          {started.value >= 3 && (
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
          )}
        </section>
      </main>
      <Tour />
    </>
  );
}

/** Where the policy will be, until the engine is there. */
function Loading() {
  return <p class="loading">Loading the policy engine…</p>;
}
