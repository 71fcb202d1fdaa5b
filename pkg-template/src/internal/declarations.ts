/** Checks the declarations that callers pass, and makes of them the JSON text that crosses into the module. */

import { DeclarationError } from "../errors.js";
import { record } from "./arguments.js";
import { kindOf, toJson } from "./snapshot.js";

/** What each question about declarations becomes. */
export const declarations = {
  needs(caller: string, needs: unknown): string {
    return declaration(caller, "needs", needs);
  },
  /** Wants may be missing: then there are none. */
  tiers(caller: string, wants: unknown, options: unknown): [wants: string, needs: string] {
    const { needs } = record(caller, options, ["needs"]);
    const none = wants === undefined || wants === null;
    return [none ? "[]" : declaration(caller, "wants", wants), ownNeeds(caller, needs)];
  },
  profiles(
    caller: string,
    profiles: unknown,
    options: unknown,
  ): [profiles: string, needs: string, permissive: boolean] {
    const { needs, order = "declared" } = record(caller, options, ["needs", "order"]);
    if (order !== "declared" && order !== "permissive") {
      throw new TypeError(`${caller}: options.order must be "declared" or "permissive"`);
    }
    return [declaration(caller, "profiles", profiles), ownNeeds(caller, needs), order === "permissive"];
  },
};

function ownNeeds(caller: string, needs: unknown): string {
  return needs === undefined ? "{}" : declaration(caller, "options.needs", needs);
}

/** Any object or array crosses: what shape it must have is for the engine to say, with every problem at once. */
function declaration(caller: string, called: string, given: unknown): string {
  const where = `${caller}: ${called}`;
  if (typeof given !== "object" || given === null) {
    throw new TypeError(`${where} must be ${called === "wants" ? "an array" : "an object"}, not ${kindOf(given)}`);
  }
  return toJson(given, where, (problem) => new DeclarationError([problem]));
}
