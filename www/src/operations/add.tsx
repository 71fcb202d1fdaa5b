/** Where operations are added: one, or, as lines of commands, many at once. */

import { useSignal } from "@preact/signals";
import { kindOf, kinds } from "../engine/operation.js";
import { addOperations } from "../state/change.js";
import type { OperationKind } from "../state/state.js";

export function AddOperations() {
  const kind = useSignal<OperationKind>("command");
  const text = useSignal("");
  const { example, isLong } = kindOf(kind.value);

  const add = (event?: Event) => {
    event?.preventDefault();
    const written = text.value.replace(/(?<!\n)\n+$/, "");
    if (written.trim() === "") return;
    const texts = isLong ? [written] : written.split("\n").filter((line) => line.trim() !== "");
    addOperations(texts.map((line) => ({ kind: kind.value, text: line })));
    text.value = "";
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (!isLong || event.ctrlKey || event.metaKey) && !event.shiftKey) add(event);
  };

  return (
    <form class="add" onSubmit={add}>
      <select
        aria-label="Kind of operation"
        value={kind.value}
        onChange={(event) => {
          kind.value = event.currentTarget.value as OperationKind;
        }}
      >
        {kinds.map(({ kind: known, label }) => (
          <option key={known} value={known}>
            {label}
          </option>
        ))}
      </select>
      <textarea
        aria-label="Operation to add"
        rows={isLong ? 4 : Math.min(8, Math.max(1, text.value.split("\n").length))}
        placeholder={example}
        spellcheck={false}
        autocapitalize="off"
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
        onKeyDown={onKeyDown}
      />
      <button type="submit" class="primary">
        Add
      </button>
      <p class="hint">{isLong ? "Ctrl+Enter adds it." : "Enter adds it; each line of what is pasted is one operation."}</p>
    </form>
  );
}
