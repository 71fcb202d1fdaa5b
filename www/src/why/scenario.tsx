/** How a scenario went: what it printed, each decision with its line, what stopped it. */

import type { ScenarioError, ScenarioResult } from "mlld-policy";
import { Outcome } from "../ui/outcome.js";
import { MarkedText } from "../ui/marked-text.js";
import { PlainText } from "../ui/plain-text.js";
import { Facts } from "./head.js";

export function Scenario({ scenario: { output, decisions, error, warnings } }: { readonly scenario: ScenarioResult }) {
  return (
    <>
      {error !== null && (
        <section class="scenario-error">
          <h3>What stopped it</h3>
          <Mistake mistake={error} />
        </section>
      )}
      <section>
        <h3>Decisions</h3>
        {decisions.length === 0 ? (
          <p class="hint">Nothing was decided.</p>
        ) : (
          <ol class="decisions">
            {decisions.map(({ operation, line, decision, denial }, at) => (
              <li key={at}>
                <span class="line-number">line {line}</span>
                <Outcome outcome={decision} />
                <code class="clipped">
                  <PlainText text={operation} />
                </code>
                {denial !== null && (
                  <div class="scenario-denial">
                    <p>
                      <PlainText text={denial.reason} />
                    </p>
                    <Facts denial={{ ...denial, policy: null }} />
                    <Messages messages={denial.suggestions.map(({ message }) => message)} />
                  </div>
                )}
              </li>
            ))}
          </ol>
        )}
      </section>
      {warnings.length > 0 && (
        <section>
          <h3>Warnings</h3>
          <ul class="scenario-warnings">
            {warnings.map((warning, at) => (
              <li key={at}>
                <Mistake mistake={warning} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>Output</h3>
        {output === "" ? (
          <p class="hint">It printed nothing.</p>
        ) : (
          <pre class="output" role="group" aria-label="Output" tabIndex={0}>
            <PlainText text={output} />
          </pre>
        )}
      </section>
    </>
  );
}

/** A scenario has policies of its own, so nothing here can be applied to those of the page. */
function Messages({ messages }: { readonly messages: readonly string[] }) {
  return (
    <ul class="messages">
      {messages.map((message) => (
        <li key={message}>
          <MarkedText text={message} />
        </li>
      ))}
    </ul>
  );
}

function Mistake({ mistake: { message, line, column, code } }: { readonly mistake: ScenarioError }) {
  return (
    <>
      <p class="hint">
        {line !== null && `Line ${line}${column === null ? "" : `, column ${column}`}`}
        {code !== null && (
          <>
            {line !== null && ": "}
            <code>{code}</code>
          </>
        )}
      </p>
      <pre class="output" role="group" aria-label="Message" tabIndex={0}>
        <PlainText text={message} />
      </pre>
    </>
  );
}
