/** `mlld-policy test`: runs folders of scenarios. */

import path from "node:path";
import { runScenario } from "mlld-policy";
import { type Arguments, UsageError } from "./arguments.js";
import type { Command } from "./command.js";
import { Failure } from "./failure.js";
import { folder as absolute } from "./input.js";
import { json, plain } from "./layout.js";
import type { Output, Outputs } from "./output.js";
import { type Deviation, deviations, readScenario, scenarioFolders } from "./scenarios.js";

/** Where scenarios play, wherever they are run. */
const PROJECT = "/project";
const HOME = "/home/user";

export const test: Command = {
  name: "test",
  summary: "Run folders of scenarios",
  usage: ["test FOLDER…"],
  about: [
    "Runs every folder below that has an `example.md`: a page of mlld whose operations become decisions. Nothing is executed. What it prints must be `expected.md`, or the error that stops it must contain `error.md`. `decisions.json` lists decisions that must be among those made, in this order; `mlld-config.json` is the configuration. Other files can be imported.",
    "Ends with 0 if all folders pass, 1 if one fails, 2 if it was used wrongly or there is no folder to run.",
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
  const counts = { passed: 0, failed: 0 };
  for (const top of args.names) {
    const folders = scenarioFolders(top);
    if (folders.length === 0) {
      throw new Failure(`${top} holds no scenario: a scenario is a folder with example.md`, "BAD_USE");
    }
    for (const folder of folders) {
      const below = path.relative(top, folder);
      const name = below === "" ? path.basename(path.resolve(top)) : below;
      const found = tried(folder, args);
      counts[found.length === 0 ? "passed" : "failed"] += 1;
      await out.write(args.has("json") ? data(folder, found) : shown(name, found, out));
    }
  }
  if (!args.has("json")) await err.write(`${counts.passed} passed, ${counts.failed} failed\n`);
  return counts.failed === 0 ? 0 : 1;
}

/** What is wrong with a folder. That one cannot be read is no reason to leave others out. */
function tried(folder: string, args: Arguments): readonly Deviation[] {
  let scenario;
  try {
    scenario = readScenario(folder);
  } catch (error) {
    if (error instanceof Failure) return [{ message: error.message }];
    throw error;
  }
  const { source, files, config } = scenario;
  const result = runScenario(source, {
    files,
    config,
    flavour: "md",
    allowPrivileged: args.has("allow-privileged"),
    base: absolute(args.value("base"), PROJECT),
    home: absolute(args.value("home"), HOME),
  });
  return deviations(scenario, result);
}

function data(folder: string, found: readonly Deviation[]): string {
  const problems = found.map(({ message, diff }) => ({
    message,
    ...(diff === undefined ? {} : { diff: diff.map(({ mark, text }) => `${mark} ${text}`.trimEnd()) }),
  }));
  return json({ folder, passed: found.length === 0, problems });
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
