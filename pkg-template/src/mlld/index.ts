/**
 * The policy functions of mlld's interpreter, decided by this engine.
 *
 * Every function has the name and the signature that the interpreter's own modules have, so that each of these can be
 * replaced by one line. None changes its arguments.
 *
 * @packageDocumentation
 */

export * from "./authorizations.js";
export * from "./command-patterns.js";
export * from "./danger.js";
export { type Configuration, type ErrorClass, MlldInterpreterError, MlldSecurityError, configure } from "./errors.js";
export * from "./filesystem.js";
export * from "./guard-state.js";
export * from "./guards.js";
export * from "./label-flow.js";
export * from "./needs.js";
export * from "./operations.js";
export * from "./policy-config.js";
export * from "./security.js";
export * from "./signers.js";
