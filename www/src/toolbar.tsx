/** The head of the page. */

import { version } from "mlld-policy";

export function Toolbar() {
  return (
    <header class="toolbar">
      <h1>
        mlld-policy <span>playground</span>
      </h1>
      <span class="version">{version()}</span>
    </header>
  );
}
