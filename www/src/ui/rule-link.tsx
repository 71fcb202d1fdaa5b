/** A rule of a policy, by where it stands there: a button that goes to it in the editor. */

import { layerNamed } from "../engine/engine.js";
import { reveal } from "../state/change.js";
import { PlainText } from "./plain-text.js";

interface Props {
  /** The layer, as the engine calls it. */
  readonly policy: string | null;
  /** Such as `deny.cmd[0]`. */
  readonly rule: string;
  /** What is said of the rule elsewhere, by its `id`. */
  readonly describedBy?: string | undefined;
  /** Whether the layer is named too. */
  readonly isFull?: boolean;
}

/** What the engine brings itself stands in no policy. */
const BUILT_IN = "danger list";

export function RuleLink({ policy, rule, describedBy, isFull = false }: Props) {
  const layer = policy === null ? undefined : layerNamed(policy);
  const text = isFull && policy !== null ? `${policy}: ${rule}` : rule;
  if (layer === undefined || rule.startsWith(BUILT_IN)) {
    return (
      <code class="rule-name" aria-describedby={describedBy}>
        <PlainText text={text} />
      </code>
    );
  }
  return (
    <button
      type="button"
      class="rule-link"
      aria-label={isFull ? `Show ${text}` : `Show ${rule} in the policy ${policy}`}
      aria-describedby={describedBy}
      onClick={() => reveal(layer.id, rule)}
    >
      <PlainText text={text} />
    </button>
  );
}
