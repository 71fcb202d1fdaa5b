/** What Node itself takes. */

import { readFileSync } from "node:fs";
import process from "node:process";

readFileSync(process.argv[2], "utf8");
process.exitCode = 7;
