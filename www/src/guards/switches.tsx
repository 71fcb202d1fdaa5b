/** Which guards the caller skips, and whether the host lets it. */

import type { GuardOverride } from "mlld-policy";
import { useId } from "preact/hooks";
import { guarding } from "../state/state.js";
import { type Mistake, attempt, names } from "./run.js";

type Asked = "all" | "none" | "only" | "except";

const choices: readonly { readonly id: Asked; readonly label: string; readonly code: string }[] = [
  { id: "all", label: "all guards", code: "" },
  { id: "none", label: "privileged ones alone", code: "guards: false" },
  { id: "only", label: "only these", code: "only" },
  { id: "except", label: "all but these", code: "except" },
];

function askedOf(override: GuardOverride | undefined): Asked {
  if (override === undefined) return "all";
  if (override === false) return "none";
  return override.only === undefined ? "except" : "only";
}

function chosenOf(override: GuardOverride | undefined): readonly string[] {
  if (override === undefined || override === false) return [];
  return override.only ?? override.except ?? [];
}

function overrideOf(asked: Asked, chosen: readonly string[]): GuardOverride | undefined {
  switch (asked) {
    case "all":
      return undefined;
    case "none":
      return false;
    case "only":
      return { only: chosen };
    case "except":
      return { except: chosen };
  }
}

function write(change: Partial<typeof guarding.value>): void {
  attempt.value = 1;
  guarding.value = { ...guarding.value, ...change };
}

export function Switches({ mistakes }: { readonly mistakes: readonly Mistake[] }) {
  const prefix = useId();
  const { override, allowGuardBypass } = guarding.value;
  const [asked, chosen] = [askedOf(override), chosenOf(override)];
  // One that is chosen and no longer written can still be put out.
  const all = [...new Set([...names.value, ...chosen])];
  const wrong = mistakes.filter(({ field }) => field === "override").flatMap(({ messages }) => messages);
  const hasNames = asked === "only" || asked === "except";

  return (
    <div class="guards-switches">
      <fieldset>
        <legend>The caller asks</legend>
        {choices.map(({ id, label, code }) => (
          <label key={id}>
            <input
              type="radio"
              name={`${prefix}-asked`}
              checked={asked === id}
              onChange={() => write({ override: overrideOf(id, chosen.length > 0 ? chosen : names.value.slice(0, 1)) })}
            />
            {label} {code !== "" && <code>{code}</code>}
          </label>
        ))}
      </fieldset>
      {hasNames && (
        <fieldset>
          <legend>Guards by name</legend>
          {all.map((name) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={chosen.includes(name)}
                onChange={(event) =>
                  write({
                    override: overrideOf(
                      asked,
                      event.currentTarget.checked ? [...chosen, name] : chosen.filter((other) => other !== name),
                    ),
                  })
                }
              />
              <code>{name}</code>
            </label>
          ))}
          {all.length === 0 && <span class="hint">None has a name: guards without one cannot be chosen.</span>}
        </fieldset>
      )}
      {wrong.length > 0 && (
        <ul class="guards-problems">
          {wrong.map((message, at) => (
            <li key={at}>{message}</li>
          ))}
        </ul>
      )}
      <label>
        <input
          type="checkbox"
          checked={allowGuardBypass}
          onChange={(event) => write({ allowGuardBypass: event.currentTarget.checked })}
        />
        the host lets callers skip guards <code>allowGuardBypass</code>
      </label>
    </div>
  );
}
