/** Starts the page: its frame first, then the engine, then part after part what is seen. */

import { render } from "preact";
import { App } from "./app.js";
import { verdicts } from "./engine/decisions.js";
import { built } from "./engine/engine.js";
import { loadEngine } from "./engine/modules.js";
import { keepOffline } from "./sharing/offline.js";
import { openFirst, startedWell } from "./sharing/opening.js";
import { rest, started } from "./start.js";
import "./styles/page.css";

const root = document.querySelector("#app")!;

try {
  const loading = Promise.all([loadEngine(), openFirst()]);
  // Awaited below; while the frame is drawn, its failure is nobody's yet.
  loading.catch(() => undefined);
  await rest();
  root.replaceChildren();
  render(<App />, root);
  await loading;
  // Each in a task of its own: what is asked for here is there when the parts are drawn.
  const steps = [() => void built.value, () => void verdicts.value, () => (started.value = 1), () => (started.value = 2), () => (started.value = 3)];
  for (const step of steps) {
    await rest();
    step();
  }
  startedWell(true);
  keepOffline();
} catch (error) {
  startedWell(false);
  render(null, root);
  root.textContent = `The playground cannot start: ${error instanceof Error ? error.message : String(error)}. Load the page again to start without what was opened.`;
  root.setAttribute("role", "alert");
}
