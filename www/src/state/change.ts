/** What can be done to what is written in the page. */

import { batch } from "@preact/signals";
import {
  type Document,
  type Layer,
  type Operation,
  type OperationKind,
  chosenLayer,
  chosenOperation,
  column,
  declared,
  guarding,
  layers,
  newId,
  operations,
  places,
  revealed,
  tools,
  view,
} from "./state.js";

/** Puts a document in the place of all that is written. */
export function open(document: Document): void {
  batch(() => {
    layers.value = document.layers.map((text) => ({ id: newId(), text }));
    operations.value = document.operations.map(({ kind, text }) => ({ id: newId(), kind, text }));
    chosenLayer.value = layers.value[0]?.id ?? 0;
    chosenOperation.value = operations.value[0]?.id ?? 0;
    places.value = document.places;
    tools.value = document.tools;
    declared.value = document.declared;
    guarding.value = document.guarding;
  });
}

export function writeLayer(id: number, text: string): void {
  layers.value = layers.value.map((layer) => (layer.id === id && layer.text !== text ? { id, text } : layer));
}

/** Adds a layer and shows it in the editor. */
export function addLayer(text: string): void {
  batch(() => {
    const id = newId();
    layers.value = [...layers.value, { id, text }];
    chosenLayer.value = id;
  });
}

/** Takes a layer away; the last one stays. */
export function removeLayer(id: number): void {
  const at = layers.value.findIndex((layer) => layer.id === id);
  if (at < 0 || layers.value.length === 1) return;
  batch(() => {
    layers.value = layers.value.filter((layer) => layer.id !== id);
    if (chosenLayer.value === id) chosenLayer.value = layers.value[Math.max(0, at - 1)]?.id ?? 0;
  });
}

/** Puts a layer back where it was, and shows it. */
export function restoreLayer(layer: Layer, at: number): void {
  batch(() => {
    layers.value = layers.value.toSpliced(at, 0, layer);
    chosenLayer.value = layer.id;
  });
}

/** Adds operations below those that are there, and explains the first of them. */
export function addOperations(added: readonly { readonly kind: OperationKind; readonly text: string }[]): void {
  const rows: Operation[] = added.map(({ kind, text }) => ({ id: newId(), kind, text }));
  if (rows[0] === undefined) return;
  batch(() => {
    operations.value = [...operations.value, ...rows];
    explain(rows[0]!.id);
  });
}

export function writeOperation(id: number, change: Partial<Omit<Operation, "id">>): void {
  operations.value = operations.value.map((row) => (row.id === id ? { ...row, ...change } : row));
}

export function removeOperation(id: number): void {
  const at = operations.value.findIndex((row) => row.id === id);
  batch(() => {
    operations.value = operations.value.filter((row) => row.id !== id);
    if (chosenOperation.value === id) {
      chosenOperation.value = (operations.value[at] ?? operations.value[at - 1])?.id ?? 0;
    }
  });
}

/** Explains an operation beside the list. */
export function explain(id: number): void {
  batch(() => {
    chosenOperation.value = id;
    view.value = "why";
  });
}

/** Explains an operation, and goes there where that is not beside the list. */
export function showWhy(id: number): void {
  batch(() => {
    explain(id);
    column.value = "answers";
  });
}

/** Goes to a rule in the editor. */
export function reveal(layer: number, rule: string): void {
  batch(() => {
    chosenLayer.value = layer;
    column.value = "policy";
    revealed.value = { layer, rule };
  });
}
