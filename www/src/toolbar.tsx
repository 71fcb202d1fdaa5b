/** The head of the page. */

import { version } from "mlld-policy";
import { canDecide } from "./engine/modules.js";
import { Export } from "./sharing/export.js";
import { Import } from "./sharing/import.js";
import { Status } from "./sharing/notices.js";
import { startAgain } from "./sharing/opening.js";
import { Share } from "./sharing/share.js";
import { ThemeChoice } from "./theme.js";
import { TourButton } from "./tour/tour.js";

export function Toolbar() {
  return (
    <header class="toolbar">
      <h1>
        mlld-policy <span>playground</span>
      </h1>
      <span class="version">{canDecide.value && version()}</span>
      <details class="about">
        <summary>What is this?</summary>
        <p>
          This page decides whether a program, such as a coding agent, may run a command, open a file or call a host, by the
          policies that you write. Nothing is run. Nothing that you write leaves the page, unless you share or export it.
        </p>
      </details>
      <Status />
      <div class="tools">
        <Share />
        <Export />
        <Import />
        <button type="button" title="Start again with the example" onClick={startAgain}>
          Reset
        </button>
        <TourButton />
        <ThemeChoice />
      </div>
    </header>
  );
}
