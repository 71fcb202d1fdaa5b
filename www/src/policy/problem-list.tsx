/** The problems of the layer in the editor, as a list: each leads to its place, and is repaired where that is known. */

import type { Problem } from "mlld-policy";
import { chosenLayer } from "../state/state.js";
import { MarkedText } from "../ui/marked-text.js";
import { type Found, count, examined } from "./problems.js";

interface Props {
  readonly onGo: (from: number, to: number) => void;
  readonly onFix: (from: number, to: number, insert: string) => void;
}

export function ProblemList({ onGo, onFix }: Props) {
  const { found = [], more = 0 } = examined.value.get(chosenLayer.value) ?? {};
  if (found.length === 0) return null;
  return (
    <section class="problems" aria-label="Problems">
      <h3>{headline(found)}</h3>
      <ol>
        {found.map((one, index) => {
          const { problem, from, to, fixes } = one;
          const { severity, line, column, path } = problem;
          return (
            <li key={index} data-severity={severity}>
              <button type="button" class="problem" onClick={() => onGo(from, to)}>
                <span class={`severity severity-${severity}`}>{severity}</span>
                <span class="problem-text">
                  <ProblemText problem={problem} />
                </span>
                <span class="problem-place">{line === undefined ? path : `${line}:${column ?? 1}`}</span>
              </button>
              {fixes.length > 0 && (
                <div class="problem-fixes">
                  {fixes.map((fix) => (
                    <button
                      key={fix.insert}
                      type="button"
                      class="problem-fix"
                      aria-label={`Replace with ${fix.label}`}
                      onClick={() => onFix(fix.from, fix.to, fix.insert)}
                    >
                      → <code>{fix.label}</code>
                    </button>
                  ))}
                </div>
              )}
            </li>
          );
        })}
      </ol>
      {more > 0 && <p class="hint">There are {more} more, which are shown once these are repaired.</p>}
    </section>
  );
}

/** What is wrong, and what to write instead. */
export function ProblemText({ problem: { message, suggestion } }: { readonly problem: Problem }) {
  return (
    <>
      <MarkedText text={message} />
      {suggestion !== undefined && (
        <span class="problem-advice">
          {" – "}
          <MarkedText text={suggestion} />
        </span>
      )}
    </>
  );
}

export function headline(found: readonly Found[]): string {
  const [errors, warnings] = [count(found, "error"), count(found, "warning")];
  const said = [
    errors > 0 ? `${errors} ${errors === 1 ? "error" : "errors"}` : "",
    warnings > 0 ? `${warnings} ${warnings === 1 ? "warning" : "warnings"}` : "",
  ];
  return said.filter((part) => part !== "").join(", ");
}
