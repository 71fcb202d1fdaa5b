/** `mlld-policy schema`: the JSON Schema of policies. */

import { fileURLToPath } from "node:url";
import { type Arguments, UsageError } from "./arguments.js";
import type { Command } from "./command.js";
import { readText } from "./input.js";
import { json } from "./layout.js";
import type { Outputs } from "./output.js";

export const schema: Command = {
  name: "schema",
  summary: "Print the JSON Schema of policies",
  usage: ["schema"],
  about: [
    "Prints the JSON Schema of policy documents, for editors and other tools. It is the file `mlld-policy/schema.json` of the package.",
    "Ends with 0.",
  ],
  options: {},
  examples: [["mlld-policy schema > policy.schema.json", "a copy for an editor"]],
  async run(args: Arguments, { out }: Outputs): Promise<number> {
    if (args.names.length > 0) throw new UsageError("schema takes no file: leave it out");
    const text = readText(fileURLToPath(new URL("./schema.json", import.meta.url)));
    await out.write(args.has("json") ? json(JSON.parse(text)) : text);
    return 0;
  },
};
