/** Starts the page: the engine first, then what is written, then what is seen. */

import { render } from "preact";
import { App } from "./app.js";
import { loadEngine } from "./engine/modules.js";
import { keepOffline } from "./sharing/offline.js";
import { openFirst } from "./sharing/opening.js";
import "./styles/page.css";

const root = document.querySelector("#app")!;

try {
  await Promise.all([loadEngine(), openFirst()]);
  root.replaceChildren();
  render(<App />, root);
  keepOffline();
} catch (error) {
  root.textContent = `The playground cannot start: ${error instanceof Error ? error.message : String(error)}`;
  root.setAttribute("role", "alert");
}
