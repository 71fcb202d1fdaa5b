/** Labels of values, and how a guard changed them. */

import { PlainText } from "../ui/plain-text.js";

export function Labels({ labels }: { readonly labels: readonly string[] }) {
  return (
    <>
      {labels.map((label) => (
        <span class="chip" key={label}>
          <PlainText text={label} />
        </span>
      ))}
    </>
  );
}

interface Props {
  readonly input: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export function LabelChanges({ input, before, after }: Props) {
  const gone = before.filter((label) => !after.includes(label));
  const come = after.filter((label) => !before.includes(label));
  if (gone.length + come.length === 0) return null;
  return (
    <p class="station-labels">
      <span class="hint">labels of value {input + 1}</span>
      {gone.map((label) => (
        <del class="chip chip-gone" key={`- ${label}`}>
          <span class="unseen">removed: </span>
          <span aria-hidden="true">− </span>
          <PlainText text={label} />
        </del>
      ))}
      {come.map((label) => (
        <ins class="chip chip-come" key={`+ ${label}`}>
          <span class="unseen">added: </span>
          <span aria-hidden="true">+ </span>
          <PlainText text={label} />
        </ins>
      ))}
    </p>
  );
}
