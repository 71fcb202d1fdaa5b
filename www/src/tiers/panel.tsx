/** What a module declares, and the tier that the policies grant. */

import { useId } from "preact/hooks";
import { declared } from "../state/state.js";
import { Outcome } from "../ui/outcome.js";
import { Outdated } from "../ui/outdated.js";
import { PlainText } from "../ui/plain-text.js";
import { type Mistake, read } from "./declared.js";
import { Ladder } from "./ladder.js";

export function TiersPanel() {
  const { table, wants, needs } = read.value;
  return (
    <div class="tiers">
      <h2 class="why-head">
        {table === null ? (
          <>
            <Outcome outcome="mistake" />
            <span>{wants.length + needs.length > 0 ? "The declaration has mistakes" : "The policies have errors: nothing is decided"}</span>
          </>
        ) : (
          <>
            <Outcome outcome={table.denial === null ? "allow" : "deny"} />
            <span>
              {table.tier === null ? (
                <PlainText text={table.reason ?? "No tiers are declared"} />
              ) : (
                <>
                  Tier <PlainText text={table.tier} /> is chosen
                </>
              )}
            </span>
          </>
        )}
      </h2>
      <Outdated />
      {table !== null && <Ladder table={table} />}
      <section class="declared">
        <h3>What the module declares</h3>
        <Field name="wants" label="Tiers it wants, the best first" mistakes={wants} />
        <Field name="needs" label="What it needs in any case" mistakes={needs} />
      </section>
    </div>
  );
}

interface FieldProps {
  readonly name: "wants" | "needs";
  readonly label: string;
  readonly mistakes: readonly Mistake[];
}

function Field({ name, label, mistakes }: FieldProps) {
  const id = useId();
  const text = declared.value[name];
  return (
    <div class="declared-field">
      <label for={id}>
        {label} <code>{name}</code>
      </label>
      <textarea
        id={id}
        rows={Math.min(24, Math.max(2, text.split("\n").length))}
        spellcheck={false}
        autocapitalize="off"
        value={text}
        aria-invalid={mistakes.length > 0}
        aria-describedby={`${id}-mistakes`}
        onInput={(event) => {
          declared.value = { ...declared.value, [name]: event.currentTarget.value };
        }}
      />
      <div id={`${id}-mistakes`} role="status">
        <Mistakes mistakes={mistakes} />
      </div>
    </div>
  );
}

function Mistakes({ mistakes }: { readonly mistakes: readonly Mistake[] }) {
  if (mistakes.length === 0) return null;
  return (
    <ul class="mistakes">
      {mistakes.map(({ path, message, suggestion }, at) => (
        <li key={at}>
          {path !== "" && (
            <>
              <code>
                <PlainText text={path} />
              </code>
              :{" "}
            </>
          )}
          <PlainText text={message} />
          {suggestion !== undefined && (
            <>
              {" "}
              (<PlainText text={suggestion} />)
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
