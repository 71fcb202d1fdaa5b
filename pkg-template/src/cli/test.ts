/** `mlld-policy test`: runs folders of scenarios. */

import path from "node:path";
import { runScenario } from "mlld-policy";
import { type Arguments, UsageError } from "./arguments.js";
import type { Command } from "./command.js";
import { Failure } from "./failure.js";
import { folder as absolute } from "./input.js";
import { json, plain } from "./layout.js";
import type { Output, Outputs } from "./output.js";
import { type Found, readScenario, scenarioFolders } from "./scenario-files.js";
import { type Deviation, deviations } from "./scenarios.js";

/** Where scenarios play, wherever they are run. */
const PROJECT = "/project";
const HOME = "/home/user";

export const test: Command = {
  name: "test",
  summary: "Run folders of scenarios",
  usage: ["test FOLDER…"],
  about: [
    "Runs every folder below that has an `example.md`, a page of mlld in Markdown, or an `example.mld`, in which every line counts. Its operations become decisions, and nothing is executed.",
    "What the page prints must be `expected.md`, or the message of the error that stops it must contain `error.md`. `decisions.json` lists decisions that must be among those made, in this order; `mlld-config.json` is the configuration. Other files can be imported.",
    "A folder that could not fail, or that only looks like a scenario, is a failure: a page that decides nothing, an expectation without a page, a link, a name such as `Example.md`.",
    "What a lint warns of in its policies is told below its name, and is no failure.",
    "Ends with 0 if all folders pass, 1 if one fails, 2 if it was used wrongly or there is no scenario in a folder that was named.",
  ],
  options: {
    "allow-privileged": { help: "imported files may declare privileged guards" },
    base: { value: "FOLDER", help: `the project folder of the scenarios (default: ${PROJECT})` },
    home: { value: "FOLDER", help: `their home folder (default: ${HOME})` },
  },
  examples: [
    ["mlld-policy test scenarios/", "a tree of folders"],
    ["mlld-policy test scenarios/curl-is-denied --json", "one folder, as JSON"],
  ],
  run,
};

async function run(args: Arguments, { out, err }: Outputs): Promise<number> {
  if (args.names.length === 0) throw new UsageError("no folder was named: name one that holds scenarios");
  const trees = args.names.map((top) => ({ top, folders: scenarioFolders(top) }));
  const bare = trees.find(({ folders }) => folders.length === 0);
  if (bare !== undefined) {
    throw new Failure(`${bare.top} holds no scenario: a scenario is a folder with example.md, or example.mld`, "BAD_USE");
  }
  const counts = { passed: 0, failed: 0 };
  for (const { top, folders } of trees) {
    for (const found of folders) {
      const below = path.relative(top, found.folder);
      const name = below === "" ? path.basename(path.resolve(top)) : below;
      const { wrong, warnings } = tried(found, args);
      counts[wrong.length === 0 ? "passed" : "failed"] += 1;
      const text = args.has("json") ? data(found.folder, wrong, warnings) : shown(name, wrong, out) + warned(warnings, out);
      await out.write(text);
    }
  }
  if (!args.has("json")) await err.write(`${counts.passed} passed, ${counts.failed} failed\n`);
  return counts.failed === 0 ? 0 : 1;
}

/** What came of a folder: what is wrong with it, and what its page is warned of, which is no failure. */
interface Tried {
  readonly wrong: readonly Deviation[];
  readonly warnings: readonly string[];
}

/** Tries a folder. That one cannot be read is no reason to leave others out. */
function tried({ folder, problems }: Found, args: Arguments): Tried {
  if (problems.length > 0) return { wrong: problems.map((message) => ({ message })), warnings: [] };
  let scenario;
  try {
    scenario = readScenario(folder);
  } catch (error) {
    if (error instanceof Failure) return { wrong: [{ message: error.message }], warnings: [] };
    throw error;
  }
  const { source, flavour, files, config } = scenario;
  const result = runScenario(source, {
    files,
    config,
    flavour,
    allowPrivileged: args.has("allow-privileged"),
    base: absolute(args.value("base"), PROJECT),
    home: absolute(args.value("home"), HOME),
  });
  const warnings = (result.warnings ?? []).map(({ message }) => message);
  return { wrong: deviations(scenario, result), warnings };
}

function data(folder: string, found: readonly Deviation[], warnings: readonly string[]): string {
  const problems = found.map(({ message, diff }) => ({
    message,
    ...(diff === undefined ? {} : { diff: diff.map(({ mark, text }) => `${mark} ${text}`.trimEnd()) }),
  }));
  const told = warnings.length === 0 ? {} : { warnings };
  return json({ folder, passed: found.length === 0, problems, ...told });
}

function warned(warnings: readonly string[], to: Output): string {
  return warnings.flatMap((message) => `warning: ${message}`.split("\n").map((row) => to.lines(row, 6))).join("");
}

function shown(name: string, found: readonly Deviation[], to: Output): string {
  if (found.length === 0) return `${to.paint("pass", "green")}  ${plain(name)}\n`;
  const head = `${to.paint("FAIL", "red", "bold")}  ${plain(name)}\n`;
  return head + found.map((deviation) => shownDeviation(deviation, to)).join("");
}

function shownDeviation({ message, diff = [] }: Deviation, to: Output): string {
  const lines = diff.map(({ mark, text }) => {
    const line = `        ${mark} ${plain(text)}`.trimEnd();
    return `${mark === "-" ? to.paint(line, "red") : mark === "+" ? to.paint(line, "green") : to.paint(line, "dim")}\n`;
  });
  const legend = diff.length === 0 ? "" : to.lines("(- expected, + found)", 6);
  const rows = message.split("\n").map((row) => to.lines(row, 6));
  return rows.join("") + legend + lines.join("");
}
