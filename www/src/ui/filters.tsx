/** Buttons in the head of a list, one of which is pressed: what of the list is shown. */

interface Props<Id> {
  readonly filters: readonly { readonly id: Id; readonly label: string }[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}

export function Filters<Id extends string>({ filters, chosen, onChoose }: Props<Id>) {
  return (
    <div class="filters" role="group" aria-label="Show">
      {filters.map(({ id, label }) => (
        <button key={id} type="button" aria-pressed={chosen === id} onClick={() => onChoose(id)}>
          {label}
        </button>
      ))}
    </div>
  );
}
