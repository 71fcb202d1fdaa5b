/** The policies: a tab for each layer, its text in an editor, and its problems. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { built } from "../engine/engine.js";
import { authoringFailure, canAuthor, loadAuthoring } from "../engine/modules.js";
import { addLayer, removeLayer, restoreLayer } from "../state/change.js";
import { type Layer, chosenLayer, layers } from "../state/state.js";
import { MarkedText } from "../ui/marked-text.js";
import { Tabs } from "../ui/tabs.js";
import { AboutPlace } from "./about.js";
import { languageOf } from "./outline.js";
import { ProblemList, headline } from "./problem-list.js";
import { type Examined, count, examined } from "./problems.js";
import { rewrite } from "./rewrite.js";
import { say, status } from "./status.js";

type Editor = typeof import("./editor.js");

const NEW = '{\n  "allow": true\n}\n';

export function PolicyPanel() {
  const editor = useSignal<Editor | null>(null);
  const failure = useSignal<string | null>(null);
  const place = useRef<HTMLDivElement>(null);

  // The editor is a file of its own: the page stands before it is read.
  useEffect(() => {
    let unmount = () => {};
    let isGone = false;
    import("./editor.js").then(
      (module) => {
        if (isGone || place.current === null) return;
        unmount = module.mount(place.current);
        editor.value = module;
      },
      (error: unknown) => {
        failure.value = String(error instanceof Error ? error.message : error);
      },
    );
    return () => {
      isGone = true;
      unmount();
    };
  }, []);

  const chosen = layers.value.find(({ id }) => id === chosenLayer.value);
  const about = editor.value?.here.value ?? null;
  return (
    <div class="policy">
      <h2 class="unseen">Policy</h2>
      <Tabs
        label="Policies"
        tabs={layers.value.map((layer, index) => ({
          id: layer.id,
          label: nameOf(examined.value.get(layer.id), index),
          badge: <Badge examined={examined.value.get(layer.id)} />,
        }))}
        chosen={chosenLayer.value}
        onChoose={(id) => {
          chosenLayer.value = id;
        }}
        actions={<LayerActions chosen={chosen} />}
      >
        <div class="policy-body">
          {chosen !== undefined && <TextActions layer={chosen} />}
          <div class="editor" ref={place}>
            {failure.value !== null && (
              <p class="notice" role="alert">
                The editor could not be loaded: {failure.value} Load the page again.
              </p>
            )}
          </div>
          <ProblemList
            onGo={(from, to) => editor.value?.goTo(from, to)}
            onFix={(from, to, insert) => editor.value?.fix(from, to, insert)}
          />
          <OtherProblems />
          <CannotRead />
          {about !== null && (
            <section class="here" aria-label="At the cursor">
              <AboutPlace about={about} />
            </section>
          )}
        </div>
      </Tabs>
      <StatusLine />
    </div>
  );
}

function nameOf(known: Examined | undefined, index: number): string {
  return known?.name ?? `layer ${index + 1}`;
}

function Badge({ examined: known }: { readonly examined: Examined | undefined }) {
  const found = known?.found ?? [];
  if (found.length === 0) return null;
  const isError = count(found, "error") > 0;
  return (
    <span class={`found ${isError ? "found-error" : "found-warning"}`}>
      <span aria-hidden="true">
        {isError ? "●" : "▲"} {found.length}
      </span>
      <span class="unseen">{headline(found)}</span>
    </span>
  );
}

function LayerActions({ chosen }: { readonly chosen: Layer | undefined }) {
  const remove = () => {
    const at = layers.value.findIndex(({ id }) => id === chosen?.id);
    const gone = layers.value[at];
    if (gone === undefined) return;
    const name = nameOf(examined.value.get(gone.id), at);
    removeLayer(gone.id);
    say(`Removed \`${name}\`.`, () => {
      restoreLayer(gone, at);
      say("");
    });
  };
  return (
    <div class="policy-actions">
      <button type="button" class="quiet" onClick={() => addLayer(NEW)}>
        Add layer
      </button>
      <button type="button" class="quiet" disabled={layers.value.length < 2} onClick={remove}>
        Remove
      </button>
    </div>
  );
}

function TextActions({ layer }: { readonly layer: Layer }) {
  const language = languageOf(layer.text);
  const other = language === "json" ? "notation" : "json";
  return (
    <div class="text-actions">
      <span class="language">{language === "json" ? "JSON" : "mlld notation"}</span>
      <button type="button" class="quiet" onClick={() => void rewrite(layer.id, other)}>
        {other === "json" ? "Write as JSON" : "Write as mlld"}
      </button>
      <button type="button" class="quiet" onClick={() => void rewrite(layer.id, language)}>
        Tidy
      </button>
    </div>
  );
}

/** What is wrong with what policies are read with: the tools of the host, the folders. */
function OtherProblems() {
  const others = built.value.problems.filter(({ layer }) => layer === undefined);
  if (others.length === 0) return null;
  return (
    <ul class="notice other-problems">
      {others.map(({ path, message, suggestion }, index) => (
        <li key={index}>
          {path !== "" && <code>{path}</code>} {message}
          {suggestion !== undefined && ` (${suggestion})`}
        </li>
      ))}
    </ul>
  );
}

/** Notation takes a module that is loaded when it is needed, which may fail. */
function CannotRead() {
  if (authoringFailure.value === null || canAuthor.value) return null;
  return (
    <p class="notice" role="alert">
      The module that reads mlld notation and finds warnings could not be loaded: {authoringFailure.value}{" "}
      <button type="button" class="quiet" onClick={() => void loadAuthoring().catch(() => undefined)}>
        Try again
      </button>
    </p>
  );
}

/** It is always there, so that what is said in it is read out. */
function StatusLine() {
  const said = status.value;
  return (
    <div class="policy-said" role="status">
      {said !== null && (
        <>
          <span>
            <MarkedText text={said.text} />
          </span>
          {said.undo !== null && (
            <button type="button" class="quiet" onClick={said.undo}>
              Undo
            </button>
          )}
          <button type="button" class="icon" aria-label="Dismiss" onClick={() => say("")}>
            ×
          </button>
        </>
      )}
    </div>
  );
}
