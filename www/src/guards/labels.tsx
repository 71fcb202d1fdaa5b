/** Labels of values, and how a guard changed them. */

export function Labels({ labels }: { readonly labels: readonly string[] }) {
  return (
    <>
      {labels.map((label) => (
        <span class="chip" key={label}>
          {label}
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
          <span class="for-ears">removed: </span>
          <span aria-hidden="true">− </span>
          {label}
        </del>
      ))}
      {come.map((label) => (
        <ins class="chip chip-come" key={`+ ${label}`}>
          <span class="for-ears">added: </span>
          <span aria-hidden="true">+ </span>
          {label}
        </ins>
      ))}
    </p>
  );
}
