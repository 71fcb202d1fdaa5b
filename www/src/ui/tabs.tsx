/** Tabs, as the ARIA Authoring Practices have them: arrow keys, Home and End move between them. */

import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

export interface Tab<Id> {
  readonly id: Id;
  readonly label: string;
  /** Beside the label: how many problems, say. */
  readonly badge?: ComponentChildren;
}

interface Props<Id> {
  /** What the tabs are of, for who cannot see them. */
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
  /** Behind the tabs: buttons. */
  readonly actions?: ComponentChildren;
  /** What the chosen tab shows. */
  readonly children: ComponentChildren;
}

export function Tabs<Id extends string | number>({ label, tabs, chosen, onChoose, actions, children }: Props<Id>) {
  const prefix = useId();
  const list = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  // Each tab is shown from its beginning, however far the one before was read.
  useLayoutEffect(() => {
    panel.current?.scrollTo(0, 0);
  }, [chosen]);

  const choose = (index: number) => {
    const tab = tabs[(index + tabs.length) % tabs.length];
    if (tab === undefined) return;
    onChoose(tab.id);
    list.current?.querySelector<HTMLElement>(`#${CSS.escape(`${prefix}-tab-${tab.id}`)}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ id }) => id === chosen);
    const moves: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  };

  return (
    <div class="tabs">
      <div class="tabs-bar">
        <div role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
          {tabs.map(({ id, label: text, badge }) => (
            <button
              key={id}
              id={`${prefix}-tab-${id}`}
              type="button"
              role="tab"
              aria-selected={id === chosen}
              aria-controls={`${prefix}-panel`}
              tabIndex={id === chosen ? 0 : -1}
              onClick={() => onChoose(id)}
            >
              <span class="tab-label">{text}</span>
              {badge}
            </button>
          ))}
        </div>
        {actions}
      </div>
      <div class="tabs-panel" ref={panel} id={`${prefix}-panel`} role="tabpanel" aria-labelledby={`${prefix}-tab-${chosen}`} tabIndex={0}>
        {children}
      </div>
    </div>
  );
}
