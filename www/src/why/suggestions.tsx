/** What a policy could say to permit what was denied, each with a button that writes it there. */

import { useSignal } from "@preact/signals";
import type { Suggestion } from "mlld-policy";
import { useId } from "preact/hooks";
import { layerNamed } from "../engine/engine.js";
import { addEntry } from "../policy/edit.js";
import { MarkedText } from "../ui/marked-text.js";
import { PlainText } from "../ui/plain-text.js";
import { RuleLink } from "../ui/rule-link.js";
import { inWords } from "./in-words.js";

export function Suggestions({ suggestions }: { readonly suggestions: readonly Suggestion[] }) {
  if (suggestions.length === 0) return null;
  return (
    <section class="suggestions">
      <h3>What would permit it</h3>
      <ul>
        {suggestions.map((suggestion) => (
          <OneSuggestion key={`${suggestion.policy} ${suggestion.path} ${suggestion.message}`} suggestion={suggestion} />
        ))}
      </ul>
    </section>
  );
}

/** Where opt-ins to the danger list stand. */
function isDanger({ path }: Suggestion): boolean {
  return path === "danger" || path === "capabilities.danger";
}

function OneSuggestion({ suggestion }: { readonly suggestion: Suggestion }) {
  const { message, policy, path, entry } = suggestion;
  const danger = isDanger(suggestion);
  return (
    <li class="suggestion" data-danger={danger ? "" : undefined}>
      {danger && <strong class="danger-word">⚠ Danger</strong>}
      <p>
        <MarkedText text={asSentence(message)} />
      </p>
      {entry !== null && (
        <p class="permits">
          Permits <PlainText text={inWords(entry)} />
          {danger ? ", though it is on the danger list. Every policy has to opt in." : "."}
        </p>
      )}
      <div class="suggestion-actions">
        {entry !== null && policy !== null && <Apply policy={policy} path={path} entry={entry} isDanger={danger} />}
        {entry === null && policy !== null && path !== "" && (
          <span class="hint">
            Go to <RuleLink policy={policy} rule={path} isFull />
          </span>
        )}
        {path === "" && <span class="hint">This changes the operation, not a policy.</span>}
      </div>
    </li>
  );
}

function asSentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

interface ApplyProps {
  readonly policy: string;
  readonly path: string;
  readonly entry: string;
  readonly isDanger: boolean;
}

function Apply({ policy, path, entry, isDanger: danger }: ApplyProps) {
  const state = useSignal<"ready" | "working" | "failed">("ready");
  const id = useId();
  const layer = layerNamed(policy);
  if (layer === undefined) return null;
  const apply = async () => {
    if (state.value === "working") return;
    state.value = "working";
    try {
      state.value = (await addEntry(layer.id, path, entry)) ? "ready" : "failed";
    } catch {
      state.value = "failed";
    }
  };
  return (
    <>
      <button
        type="button"
        class={danger ? "danger" : "apply"}
        aria-describedby={state.value === "failed" ? id : undefined}
        aria-disabled={state.value === "working"}
        onClick={() => void apply()}
      >
        Apply to <PlainText text={policy} />
      </button>
      <span role="status" id={id} class="apply-state">
        {state.value === "failed" && (
          <>
            The text of this policy could not be changed here. Add{" "}
            <code>
              <PlainText text={JSON.stringify(entry)} />
            </code>{" "}
            to <code>{path}</code> yourself.
          </>
        )}
      </span>
    </>
  );
}
