/** The attack gallery. It is loaded when somebody looks at it. */

import { data } from "./gallery/data.js";
import type { Technique } from "./gallery/kinds.js";
import { places } from "./gallery/places.js";
import { programs } from "./gallery/programs.js";
import { shell } from "./gallery/shell.js";

export type { Attack, Technique, Tried } from "./gallery/kinds.js";

export const techniques: readonly Technique[] = [...shell, ...programs, ...places, ...data];
