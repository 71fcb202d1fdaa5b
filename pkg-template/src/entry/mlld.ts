/** The adapter for mlld's interpreter, which runs in Node: a module of its own, ready once imported. */

export * from "../mlld/index.js";
