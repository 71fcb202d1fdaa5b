/**
 * The functions that are timed. Each goes round its texts, and has an empty call that goes round the same texts: what
 * the loop, the rotation and the texts themselves cost is in both. Before anything is timed, everything must answer as
 * it should.
 */

import assert from "node:assert/strict";
import { MASK, input, operation, policyOf, range, spread, textsOf, valuesOf } from "./inputs.mjs";
import { casbinOf, cedarOf, cedarParser, cedarText } from "./peers.mjs";

const number = (value) => value.toLocaleString("en");

/** One function for each place in the code that calls the package: what is called is known there, as in a program. */
const asking = {
  checkCommand(engine, texts) {
    let at = 0;
    return () => engine.checkCommand(texts[(at = (at + 1) & MASK)]);
  },
  checkArgv(engine, texts) {
    const lists = texts.map(argvOf);
    let at = 0;
    return () => engine.checkArgv(lists[(at = (at + 1) & MASK)]);
  },
  checkFile(engine, texts) {
    let at = 0;
    return () => engine.checkFile("read", texts[(at = (at + 1) & MASK)]);
  },
  checkNetwork(engine, texts) {
    let at = 0;
    return () => engine.checkNetwork(texts[(at = (at + 1) & MASK)]);
  },
  checkCapability(engine, texts) {
    let at = 0;
    return () => engine.checkCapability(texts[(at = (at + 1) & MASK)]);
  },
};

/** One call of a method with one text. */
export function ask(engine, method, text) {
  if (method === "checkFile") return engine.checkFile("read", text);
  return engine[method](method === "checkArgv" ? argvOf(text) : text);
}

function argvOf(text) {
  return text.split(" ");
}

/** What decides, by name, with its empty call as `empty: NAME`. */
export async function decisions({ PolicyEngine }, { empty, empty_numbers: emptyNumbers }) {
  const functions = { "an empty function": nothing() };
  const add = (name, method, policy, texts, decision = "allow") => {
    const engine = new PolicyEngine(policy, input.options);
    for (const text of texts) assert.equal(ask(engine, method, text).decision, decision, `${name}: ${text}`);
    functions[name] = asking[method](engine, texts);
    functions[`empty: ${name}`] = passing(empty, texts);
    return engine;
  };

  for (const { name } of input.operations) {
    const { method, policy, texts, decision } = operation(name);
    add(name, method, input.policies[policy], texts, decision);
  }
  addFlows(functions, PolicyEngine, emptyNumbers, empty);
  addGuards(functions, PolicyEngine, empty);
  addMany(add);
  await addPeers(functions, add);
  return functions;
}

/** What compiles, by name: the policies differ from call to call. */
export async function compiling({ PolicyEngine }) {
  const { rule, counts } = input.compiling;
  const functions = {};
  // From a number on at which the names are as long in a short list as in a long one.
  const policiesOf = (count) => range(4).map((turn) => policyOf(rule, range(count).map((n) => 100_000 * (turn + 1) + n)));
  for (const count of counts) {
    const texts = policiesOf(count).map((policy) => JSON.stringify(policy));
    let at = 0;
    functions[`compiling ${number(count)} rules`] = () => new PolicyEngine(texts[(at = (at + 1) & 3)], input.options).free();
  }
  const texts = policiesOf(counts[0]).map(cedarText);
  const parse = await cedarParser("compiled");
  let at = 0;
  functions[`Cedar: compiling ${number(counts[0])} rules`] = () => parse(texts[(at = (at + 1) & 3)]);
  return functions;
}

function nothing() {
  let at = 0;
  return () => (at = (at + 1) & MASK);
}

function passing(empty, texts) {
  let at = 0;
  return () => empty(texts[(at = (at + 1) & MASK)]);
}

/** Flows: prepared, beside an empty call of two numbers, and as they come. */
function addFlows(functions, PolicyEngine, emptyNumbers, empty) {
  const engine = new PolicyEngine(input.flow.policy);
  const { operations } = input.flow;
  const values = valuesOf(input.flow.values);
  const [into, from] = [operations.map((each) => engine.operation(each)), values.map((each) => engine.labels(each))];
  for (const flow of into) for (const value of from) assert.equal(engine.checkFlow(flow, value).decision, "allow");
  assert.equal(engine.checkFlow(operations[0], ["secret"]).decision, "deny");
  const last = operations.length - 1;
  assert.equal(operations.length & last, 0);

  let at = 0;
  functions.flow = () => engine.checkFlow(into[(at = (at + 1) & MASK) & last], from[at]);
  const numbers = [range(operations.length), range(values.length)];
  let other = 0;
  functions["empty: flow"] = () => emptyNumbers(numbers[0][(other = (other + 1) & MASK) & last], numbers[1][other]);

  let third = 0;
  functions["flow, not prepared"] = () => engine.checkFlow(operations[(third = (third + 1) & MASK) & last], values[third]);
  functions["empty: flow, not prepared"] = passing(
    empty,
    values.map((value, n) => JSON.stringify([operations[n & last], value])),
  );
}

/** Ten guards of conditions about an operation with one value. */
function addGuards(functions, PolicyEngine, empty) {
  const { kind, filter, templates, conditions } = input.guards;
  const pipeline = new PolicyEngine(input.policies.commands, input.options).pipeline();
  for (const condition of conditions) pipeline.guard({ timing: "before", filter, when: [[condition, "deny"]] });
  const texts = textsOf(templates);
  const run = (value) => pipeline.beforeSync({ type: kind }, [{ value }]);
  for (const text of texts) assert.equal(run(text).decision, "allow");
  let at = 0;
  functions.guards = () => run(texts[(at = (at + 1) & MASK)]);
  functions["empty: guards"] = passing(empty, texts);
}

/** Few rules and many, asked about the few, which lie far apart among the many; and the many, asked about all over them. */
function addMany(add) {
  const [few, many] = input.many.counts;
  const common = spread(many, few);
  for (const { name, method, rule, template } of input.many.kinds) {
    const texts = textsOf([template], common);
    const [short, long] = [policyOf(rule, common), policyOf(rule, range(many))];
    add(`${name}, ${number(few)} rules`, method, short, texts);
    add(`${name}, ${number(many)} rules`, method, long, texts);
    add(`${name}, ${number(many)} rules, all over`, method, long, textsOf([template], spread(many, input.texts)));
  }
}

/** All answer alike, or there is nothing to compare. */
async function addPeers(functions, add) {
  const compare = (name, method, peer, texts) => {
    const action = method === "checkCommand" ? "run" : "read";
    for (const [text, decision] of texts) assert.equal(peer(action, text), decision, `${name}: ${text}`);
    const asked = texts.filter(([, decision]) => decision === "allow").map(([text]) => text);
    let at = 0;
    functions[name] = () => peer(action, asked[(at = (at + 1) & MASK)]);
  };
  const questions = (name) => [name, `${name}, denied`].flatMap((each) => {
    const { texts, decision } = operation(each);
    return texts.map((text) => [text, decision]);
  });
  const { commands, files } = input.policies;
  compare("Cedar: command", "checkCommand", await cedarOf(commands, "commands"), questions("command"));
  compare("Cedar: file", "checkFile", await cedarOf(files, "files"), questions("file"));
  compare("casbin: command", "checkCommand", await casbinOf(commands), questions("command"));
  compare("casbin: file", "checkFile", await casbinOf(files), questions("file"));

  const { rule, template, counts } = input.compiling;
  const [count] = counts;
  const policy = policyOf(rule, range(count));
  const name = `command, ${number(count)} rules`;
  // Those in the middle: nobody finds his rule first, or last.
  const texts = textsOf([template], range(input.texts).map((n) => n + ((count - input.texts) >> 1)));
  const engine = add(name, "checkCommand", policy, texts);
  const asked = texts.map((text) => [text, "allow"]);
  for (const other of [`tool${count} run x`, "tool1 test x", "tools run x"]) {
    assert.equal(engine.checkCommand(other).decision, "deny", other);
    asked.push([other, "deny"]);
  }
  compare(`Cedar: ${name}`, "checkCommand", await cedarOf(policy, "many"), asked);
  compare(`casbin: ${name}`, "checkCommand", await casbinOf(policy), asked);
}
