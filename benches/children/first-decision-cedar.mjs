/** The same with Cedar. */

import { readFileSync } from "node:fs";
import process from "node:process";
import { preparsePolicySet, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";

const [, , policy, command] = process.argv;
preparsePolicySet("policies", { staticPolicies: readFileSync(policy, "utf8") });
const { response } = statefulIsAuthorized({
  principal: { type: "Agent", id: "agent" },
  action: { type: "Action", id: "run" },
  resource: { type: "Machine", id: "machine" },
  context: { text: command },
  preparsedPolicySetId: "policies",
  entities: [],
});
process.exitCode = response.decision === "allow" ? 7 : 8;
