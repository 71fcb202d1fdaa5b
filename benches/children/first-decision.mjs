/** From nothing to the first decision with this package; the arguments are a file with a policy, and a command. */

import { readFileSync } from "node:fs";
import process from "node:process";
import { PolicyEngine } from "mlld-policy";

const [, , policy, command] = process.argv;
const engine = new PolicyEngine(readFileSync(policy, "utf8"));
process.exitCode = engine.checkCommand(command).decision === "allow" ? 7 : 8;
