/** The menu that saves what is written, and what was decided about it, as files. */

import { format } from "mlld-policy";
import { isOutdated, layerNames } from "../engine/engine.js";
import { loadAuthoring } from "../engine/modules.js";
import { type MenuGroup, MenuButton } from "../ui/menu.js";
import { type Layer, layers, written } from "../state/state.js";
import { decisionsFile } from "./decisions.js";
import { say } from "./notice.js";
import { fileName, save } from "./save.js";

export function Export() {
  const names = nameOfEach();
  const policies = (to: "json" | "mlld", label: string): MenuGroup => ({
    label,
    items: layers.value.map((layer, at) => ({
      label: names[at] ?? `policy ${at + 1}`,
      onChoose: () => void savePolicy(layer, names[at] ?? "policy", to),
    })),
  });
  const groups: readonly MenuGroup[] = [
    policies("json", "Policy as JSON"),
    policies("mlld", "Policy as mlld notation"),
    {
      label: "All of it",
      items: [
        { label: "Scenario", onChoose: () => void saveScenario() },
        { label: "Decisions", onChoose: saveDecisions },
        { label: "This page, for Import", onChoose: savePage },
      ],
    },
  ];
  return <MenuButton groups={groups}>Export</MenuButton>;
}

/** What the engine calls each layer, or where it could not read them, the first, the second… */
function nameOfEach(): readonly string[] {
  const known: ReadonlyMap<number, string> = isOutdated.value ? new Map() : layerNames.value;
  return layers.value.map(({ id }, at) => known.get(id) ?? `policy ${at + 1}`);
}

async function savePolicy({ text }: Layer, name: string, to: "json" | "mlld"): Promise<void> {
  const [ending, type] = to === "json" ? ["json", "application/json"] : ["mld", "text/plain"];
  let made: string;
  try {
    await loadAuthoring();
    made = format(text, to);
  } catch (error) {
    say(`${name} could not be written: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  const file = `${fileName(name)}.${ending}`;
  save(file, type, made);
  say(`Saved ${file}.`);
}

async function saveScenario(): Promise<void> {
  try {
    await loadAuthoring();
    const { scenarioFile } = await import("./scenario.js");
    const { text, said, leftOut } = await scenarioFile(written.peek());
    save("example.md", "text/markdown", text);
    say(`Saved example.md with ${said} of the operations${leftOut === 0 ? "" : `; the other ${leftOut} are comments in it`}.`);
  } catch (error) {
    say(`The scenario could not be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function saveDecisions(): void {
  save("decisions.json", "application/json", decisionsFile());
  say("Saved decisions.json.");
}

function savePage(): void {
  save("playground.json", "application/json", `${JSON.stringify({ playground: 1, ...written.peek() }, null, 2)}\n`);
  say("Saved playground.json.");
}
