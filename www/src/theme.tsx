/** Light, dark, or as the system has it. `public/theme.js` sets what was chosen before the page is painted. */

import { useState } from "preact/hooks";
import { forget, keep } from "./sharing/storage.js";

type Theme = "system" | "light" | "dark";

export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>((document.documentElement.dataset.theme as Theme | undefined) ?? "system");
  const choose = (chosen: Theme) => {
    setTheme(chosen);
    if (chosen === "system") {
      delete document.documentElement.dataset.theme;
      forget("theme");
    } else {
      document.documentElement.dataset.theme = chosen;
      keep("theme", chosen);
    }
  };
  return (
    <select aria-label="Theme" title="Theme" value={theme} onChange={(event) => choose(event.currentTarget.value as Theme)}>
      <option value="system">System</option>
      <option value="light">Light</option>
      <option value="dark">Dark</option>
    </select>
  );
}
