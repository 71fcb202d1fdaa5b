/** Writes a policy anew in its canonical form, as JSON or as mlld. */

import { PolicyError, format } from "mlld-policy";
import { policyOptions } from "../engine/engine.js";
import { loadAuthoring } from "../engine/modules.js";
import { layers } from "../state/state.js";
import { type Language, outline } from "./outline.js";
import { say } from "./status.js";

const names: Record<Language, string> = { json: "JSON", notation: "mlld notation" };

export async function rewrite(id: number, to: Language): Promise<void> {
  const text = layers.peek().find((layer) => layer.id === id)?.text;
  if (text === undefined) return;
  if (outline(text).hasMore) {
    say("More than a policy stands in this text, and would be lost. Take it out first.");
    return;
  }
  try {
    await loadAuthoring();
  } catch {
    say("The module that writes policies could not be loaded. Try again when you are connected.");
    return;
  }
  let made: string;
  try {
    made = format(text, to === "json" ? "json" : "mlld", policyOptions.peek());
  } catch (error) {
    say(error instanceof PolicyError ? "Repair the errors first: only a policy without errors is written anew." : String(error));
    return;
  }
  const sessions = await import("./sessions.js");
  // Something was written in the meantime.
  if (layers.peek().find((layer) => layer.id === id)?.text !== text) return;
  if (made === text) {
    say(`This is tidy ${names[to]} already.`);
    return;
  }
  const hadComments = /(^|\s)(>>|<<)/.test(text);
  sessions.replaceText(id, made);
  say(`Written as ${names[to]}, in canonical form${hadComments ? "; comments are lost" : ""}.`, () => {
    sessions.replaceText(id, text);
    say("");
  });
}
