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
import { WhatIsThis } from "./ui/what.js";

export function Toolbar() {
  return (
    <header class="toolbar">
      <h1>
        mlld-policy <span>playground</span>
      </h1>
      <span class="version">{canDecide.value && version()}</span>
      <WhatIsThis />
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
