/** The texts: guards, an operation, and its values. Mistakes stand below the text that they are in. */

import { useId } from "preact/hooks";
import { guarding } from "../state/state.js";
import { type Mistake, attempt } from "./run.js";

type Text = "definitions" | "operation" | "inputs";

const texts: readonly { readonly field: Text; readonly label: string; readonly least: number; readonly most: number; readonly example: string }[] = [
  {
    field: "definitions",
    label: "Guards of the host, a list",
    least: 3,
    most: 9,
    example: '[{ "name": "quiet", "timing": "before", "filter": "show", "when": [["*", "deny"]] }]',
  },
  { field: "operation", label: "Operation", least: 1, most: 5, example: '{ "type": "run", "command": "git status" }' },
  { field: "inputs", label: "Its values, a list", least: 1, most: 8, example: '[{ "value": "tok-12345", "labels": ["secret"] }]' },
];

export function Written({ mistakes }: { readonly mistakes: readonly Mistake[] }) {
  const prefix = useId();
  return (
    <div class="guards-written">
      {texts.map(({ field, label, least, most, example }) => {
        const wrong = mistakes.filter((mistake) => mistake.field === field).flatMap(({ messages }) => messages);
        const [id, problems] = [`${prefix}-${field}`, `${prefix}-${field}-problems`];
        const text = guarding.value[field];
        return (
          <div class="guards-text" key={field}>
            <label for={id}>{label}</label>
            <textarea
              id={id}
              rows={Math.min(most, Math.max(least, text.split("\n").length))}
              spellcheck={false}
              autocapitalize="off"
              placeholder={example}
              value={text}
              aria-invalid={wrong.length > 0}
              aria-describedby={wrong.length > 0 ? problems : undefined}
              onInput={(event) => {
                attempt.value = 1;
                guarding.value = { ...guarding.value, [field]: event.currentTarget.value };
              }}
            />
            {wrong.length > 0 && (
              <ul class="guards-problems" id={problems}>
                {wrong.map((message, at) => (
                  <li key={at}>{message}</li>
                ))}
              </ul>
            )}
          </div>
        );
      })}
    </div>
  );
}
