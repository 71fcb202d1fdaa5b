/// <reference lib="esnext.disposable" preserve="true" />

import { ALLOWED, type Allowed, type Decision, type Denied, FAILED_TRACE, type Trace, deepFreeze } from "./decision.js";
import { MlldSecurityError } from "./errors.js";
import { crossing, engineOptions, layers as layersJson, name } from "./internal/arguments.js";
import { declarations } from "./internal/declarations.js";
import { assertUsable, call, callBack, hasFailed } from "./internal/runtime.js";
import { wellFormed } from "./internal/snapshot.js";
import type { Handle } from "./internal/wasm.js";
import { finalizers, weakly } from "./internal/weak.js";
import {
  FAILED_NEEDS,
  FAILED_PROFILE,
  FAILED_TABLE,
  FAILED_TIER,
  type Needs,
  type NeedsDecision,
  type NeedsDetails,
  type ProfileChoice,
  type ProfileOptions,
  type Profiles,
  type TierChoice,
  type TierOptions,
  type TierTable,
  type WantedTier,
} from "./needs.js";
import type { CommandPlan } from "./plan.js";
import type {
  CommandOptions,
  EngineOptions,
  FileIntegrityOptions,
  KeychainOptions,
  Limits,
  PolicyInput,
} from "./policy.js";

/**
 * Decides what may be done under a list of policies, its layers. An operation is allowed if every layer allows it.
 *
 * Each kind of operation has three methods: `check…` returns the decision, `enforce…` returns it if it is allowed and
 * throws it otherwise, `explain…` returns every rule that was considered. What cannot be understood is denied. What a
 * module declares that it needs has its own: {@link checkNeeds}, {@link selectTier}, {@link selectProfile}.
 *
 * An engine owns memory of the WebAssembly module: `free()` it, declare it with `using`, or leave it to the garbage
 * collector. A method called afterwards throws.
 *
 * @example
 * ```ts
 * import { PolicyEngine } from "mlld-policy";
 *
 * using engine = new PolicyEngine({ allow: ["cmd:git:*"] }, { base: "/work/project" });
 * console.log(engine.checkCommand("git status").decision); // allow
 * console.log(engine.checkCommand("curl example.com").decision); // deny
 * ```
 */
export class PolicyEngine {
  #handle: Handle | undefined;
  readonly #realPath: ((path: string) => unknown) | undefined;

  /**
   * Builds an engine, whole or not at all.
   *
   * @param layers one policy or an array of them, each an object or JSON text; `{}` restricts nothing but what is on the
   *   built-in danger list
   * @throws {PolicyError} with every problem of the policies and options; without any layer, too
   * @throws {TypeError} if an argument has the wrong type, or a policy holds what JSON cannot
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * const team = '{ "name": "team", "deny": ["cmd:rm:*"] }';
   * using engine = new PolicyEngine([team, { name: "project", allow: ["cmd:git:*"] }], { base: "/work/project" });
   * ```
   */
  constructor(layers: PolicyInput | readonly PolicyInput[], options?: EngineOptions) {
    const policies = layersJson("PolicyEngine", layers);
    const { json, realPath } = engineOptions("PolicyEngine", options);
    this.#realPath = realPath;
    // The module holds on to what it is given, so it is given nothing that would keep this engine, or the host's
    // callback and what that closes over, from being collected.
    const self = weakly(this);
    const resolve = realPath && ((path: string) => self.deref()!.#resolve(path));
    const handle = call((module) => new module.Engine(policies, json, resolve));
    this.#handle = handle;
    abandoned.register(this, handle, this);
  }

  /**
   * Decides over a command line, to be run as `execFile("bash", ["--norc", "-c", text], { env })`.
   *
   * Without `--norc` bash may run `~/.bashrc` first, and with `BASH_ENV` in its environment the file that it names: pass
   * an `env` of your own.
   *
   * Node's `exec` runs `/bin/sh` instead, which reads some texts otherwise: say `{ shell: "sh" }` for it.
   *
   * @throws {TypeError} if `text` is no well-formed string
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ deny: ["cmd:git:push:*"] });
   * const decision = engine.checkCommand("git push origin main");
   * if (decision.decision === "deny") console.log(decision.rule); // deny[0]
   * ```
   */
  checkCommand(text: string, options?: CommandOptions): Decision {
    const args = crossing.Command("checkCommand", text, options);
    return this.#check((handle) => handle.checkCommand(...args));
  }

  /** Like {@link checkCommand}, but throws a {@link MlldSecurityError} where that denies. */
  enforceCommand(text: string, options?: CommandOptions): Allowed {
    const args = crossing.Command("enforceCommand", text, options);
    return this.#enforce((handle) => handle.checkCommand(...args));
  }

  /** Like {@link checkCommand}, with every rule that was considered. */
  explainCommand(text: string, options?: CommandOptions): Trace {
    const args = crossing.Command("explainCommand", text, options);
    return this.#explain((handle) => handle.explainCommand(...args));
  }

  /**
   * What a command line would run, which is what {@link checkCommand} decides over: programs, files, hosts, assignments,
   * and the parts that cannot be seen through.
   *
   * The policies say nothing here; of the engine's options, `base` and `home` are used.
   *
   * @throws {TypeError} if `text` is no well-formed string
   * @throws {MlldSecurityError} if the module failed: no plan is given where none was made
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({}, { home: "/work/u" });
   * const [file] = engine.analyzeCommand("sort names > ~/sorted").files.filter(({ access }) => access === "write");
   * console.log(file?.path.text); // /work/u/sorted
   * ```
   */
  analyzeCommand(text: string, options?: CommandOptions): CommandPlan {
    const args = crossing.Command("analyzeCommand", text, options);
    const handle = this.#open();
    return call(() => said(handle.analyzeCommand(...args)));
  }

  /**
   * Decides over one program started without a shell, as `execFile(argv[0], argv.slice(1))` does: nothing is expanded.
   *
   * An empty list starts nothing that could be allowed, and is denied.
   *
   * @throws {TypeError} if `argv` is no array of well-formed strings
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ allow: ["cmd:git:commit:*"] });
   * console.log(engine.checkArgv(["git", "commit", "-m", "$(rm -rf /)"]).decision); // allow: that is only a message
   * ```
   */
  checkArgv(argv: readonly string[]): Decision {
    const args = crossing.Argv("checkArgv", argv);
    return this.#check((handle) => handle.checkArgv(...args));
  }

  /** Like {@link checkArgv}, but throws a {@link MlldSecurityError} where that denies. */
  enforceArgv(argv: readonly string[]): Allowed {
    const args = crossing.Argv("enforceArgv", argv);
    return this.#enforce((handle) => handle.checkArgv(...args));
  }

  /** Like {@link checkArgv}, with every rule that was considered. */
  explainArgv(argv: readonly string[]): Trace {
    const args = crossing.Argv("explainArgv", argv);
    return this.#explain((handle) => handle.explainArgv(...args));
  }

  /**
   * Decides over reading or writing a file. A relative path starts from the `base` folder.
   *
   * The engine sees no symbolic links; give it a `realPath` callback where they matter.
   *
   * @throws {TypeError} if `mode` is neither `"read"` nor `"write"`, or `path` is no well-formed string
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ allow: ["fs:w:dist/**"] }, { base: "/work/project" });
   * console.log(engine.checkFile("write", "dist/app.js").decision); // allow
   * console.log(engine.checkFile("write", "dist/../package.json").decision); // deny
   * ```
   */
  checkFile(mode: "read" | "write", path: string): Decision {
    const args = crossing.File("checkFile", mode, path);
    return this.#check((handle) => handle.checkFile(...args));
  }

  /** Like {@link checkFile}, but throws a {@link MlldSecurityError} where that denies. */
  enforceFile(mode: "read" | "write", path: string): Allowed {
    const args = crossing.File("enforceFile", mode, path);
    return this.#enforce((handle) => handle.checkFile(...args));
  }

  /** Like {@link checkFile}, with every rule that was considered. */
  explainFile(mode: "read" | "write", path: string): Trace {
    const args = crossing.File("explainFile", mode, path);
    return this.#explain((handle) => handle.explainFile(...args));
  }

  /**
   * Decides over changing a file that `filesystem_integrity` protects: every matching entry must permit it.
   *
   * Without an identity nobody is authorised where an entry names identities.
   *
   * @throws {TypeError} if `path` or the identity is no well-formed string
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * const policy = { filesystem_integrity: { "@base/audit/**": { mutable: false } } };
   * using engine = new PolicyEngine(policy, { base: "/work/project" });
   * console.log(engine.checkFileIntegrity("audit/log.txt", { identity: "user:alice" }).decision); // deny
   * ```
   */
  checkFileIntegrity(path: string, options?: FileIntegrityOptions): Decision {
    const args = crossing.FileIntegrity("checkFileIntegrity", path, options);
    return this.#check((handle) => handle.checkFileIntegrity(...args));
  }

  /** Like {@link checkFileIntegrity}, but throws a {@link MlldSecurityError} where that denies. */
  enforceFileIntegrity(path: string, options?: FileIntegrityOptions): Allowed {
    const args = crossing.FileIntegrity("enforceFileIntegrity", path, options);
    return this.#enforce((handle) => handle.checkFileIntegrity(...args));
  }

  /** Like {@link checkFileIntegrity}, with every rule that was considered. */
  explainFileIntegrity(path: string, options?: FileIntegrityOptions): Trace {
    const args = crossing.FileIntegrity("explainFileIntegrity", path, options);
    return this.#explain((handle) => handle.explainFileIntegrity(...args));
  }

  /**
   * Decides over reaching a network target: a URL, a host, or a host with a port. What does not parse is denied.
   *
   * @throws {TypeError} if `target` is no well-formed string
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ allow: ["net:*.github.com"] });
   * console.log(engine.checkNetwork("https://api.github.com/repos").decision); // allow
   * console.log(engine.checkNetwork("https://api.github.com@example.com/").decision); // deny
   * ```
   */
  checkNetwork(target: string): Decision {
    const args = crossing.Network("checkNetwork", target);
    return this.#check((handle) => handle.checkNetwork(...args));
  }

  /** Like {@link checkNetwork}, but throws a {@link MlldSecurityError} where that denies. */
  enforceNetwork(target: string): Allowed {
    const args = crossing.Network("enforceNetwork", target);
    return this.#enforce((handle) => handle.checkNetwork(...args));
  }

  /** Like {@link checkNetwork}, with every rule that was considered. */
  explainNetwork(target: string): Trace {
    const args = crossing.Network("explainNetwork", target);
    return this.#explain((handle) => handle.explainNetwork(...args));
  }

  /**
   * Decides over a capability as a whole, such as `sh`, `js` or one that the `capabilities` option registers.
   *
   * @throws {TypeError} if `name` is no string, or names no capability: a misspelt name must not look allowed
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ deny: ["sh"] });
   * console.log(engine.checkCapability("sh").decision); // deny
   * ```
   */
  checkCapability(name: string): Decision {
    const args = crossing.Capability("checkCapability", name);
    return this.#check((handle) => handle.checkCapability(...args));
  }

  /** Like {@link checkCapability}, but throws a {@link MlldSecurityError} where that denies. */
  enforceCapability(name: string): Allowed {
    const args = crossing.Capability("enforceCapability", name);
    return this.#enforce((handle) => handle.checkCapability(...args));
  }

  /** Like {@link checkCapability}, with every rule that was considered. */
  explainCapability(name: string): Trace {
    const args = crossing.Capability("explainCapability", name);
    return this.#explain((handle) => handle.explainCapability(...args));
  }

  /**
   * Decides over reading a credential. Besides `keychain` rules, every layer must opt in to `@keychain` in `danger`.
   *
   * @throws {TypeError} if `service`, `account` or the project's name is no well-formed string
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * const policy = { danger: ["@keychain"], keychain: { allow: ["mlld-box-{projectname}/*"] } };
   * using engine = new PolicyEngine(policy);
   * console.log(engine.checkKeychain("mlld-box-acme", "claude", { projectName: "acme" }).decision); // allow
   * ```
   */
  checkKeychain(service: string, account: string, options?: KeychainOptions): Decision {
    const args = crossing.Keychain("checkKeychain", service, account, options);
    return this.#check((handle) => handle.checkKeychain(...args));
  }

  /** Like {@link checkKeychain}, but throws a {@link MlldSecurityError} where that denies. */
  enforceKeychain(service: string, account: string, options?: KeychainOptions): Allowed {
    const args = crossing.Keychain("enforceKeychain", service, account, options);
    return this.#enforce((handle) => handle.checkKeychain(...args));
  }

  /** Like {@link checkKeychain}, with every rule that was considered. */
  explainKeychain(service: string, account: string, options?: KeychainOptions): Trace {
    const args = crossing.Keychain("explainKeychain", service, account, options);
    return this.#explain((handle) => handle.explainKeychain(...args));
  }

  /**
   * Decides over an execution environment, by the reference that `env.providers` uses.
   *
   * @throws {TypeError} if `reference` is no well-formed string
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ env: { providers: { "@mlld/env-docker": { allowed: false } } } });
   * console.log(engine.checkProvider("@mlld/env-docker").decision); // deny
   * ```
   */
  checkProvider(reference: string): Decision {
    const args = crossing.Provider("checkProvider", reference);
    return this.#check((handle) => handle.checkProvider(...args));
  }

  /** Like {@link checkProvider}, but throws a {@link MlldSecurityError} where that denies. */
  enforceProvider(reference: string): Allowed {
    const args = crossing.Provider("enforceProvider", reference);
    return this.#enforce((handle) => handle.checkProvider(...args));
  }

  /** Like {@link checkProvider}, with every rule that was considered. */
  explainProvider(reference: string): Trace {
    const args = crossing.Provider("explainProvider", reference);
    return this.#explain((handle) => handle.explainProvider(...args));
  }

  /**
   * Decides whether the policies grant all that a module needs, with a decision about each need.
   *
   * A need is granted where every layer permits all of it: `deny: ["cmd:git:push"]` refuses `git`, and grants
   * `{ git: { subcommands: ["status"] } }`. What is granted is checked like anything else when it is done, and the danger
   * list, which takes nothing from a need, still holds then: `stillDangerous` says where. No needs at all are granted.
   *
   * @throws {DeclarationError} with every problem of the declaration, such as a key that is none
   * @throws {TypeError} if `needs` is no object, or holds what JSON cannot
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ deny: ["cmd:git:push", "network"] });
   * const decision = engine.checkNeeds({ cmd: ["git", "make"], network: true });
   * if (decision.decision === "deny") console.log(decision.reason); // Needs denied by policy: cmd:git, network
   * console.log(decision.needs.filter((need) => need.decision === "allow").map(({ need }) => need)); // [ 'cmd:make' ]
   * ```
   */
  checkNeeds(needs: Needs): NeedsDecision {
    const declared = declarations.needs("checkNeeds", needs);
    return this.#ask((handle) => handle.checkNeeds(declared), FAILED_NEEDS);
  }

  /** Like {@link checkNeeds}, but throws a {@link MlldSecurityError} where that denies. */
  enforceNeeds(needs: Needs): Allowed & NeedsDetails {
    const declared = declarations.needs("enforceNeeds", needs);
    const decision = this.#ask((handle) => handle.checkNeeds(declared), FAILED_NEEDS);
    if (decision.decision !== "allow") throw new MlldSecurityError(decision);
    return decision;
  }

  /**
   * Chooses among the tiers that a module wants: the most permissive one that the policies grant, which is one that no
   * other granted tier exceeds; among several such, the first declared.
   *
   * Where none is granted, `tier` is `null` and `code` says why. No tiers at all, which `undefined` and `null` stand for
   * as well, are no error: `NO_TIERS_DECLARED`, or `NEEDS_DENIED` where `needs` are given and not granted.
   *
   * @throws {DeclarationError} with every problem of `wants` and of `needs`
   * @throws {TypeError} if an argument has the wrong type, or holds what JSON cannot
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ deny: ["cmd:git:push"] });
   * const wants = [
   *   { tier: "look", cmd: ["git status", "git diff"] },
   *   { tier: "full", why: "pushes what it did", cmd: ["git"] },
   *   { tier: "local", cmd: ["git status", "git diff", "git commit:*"] },
   * ];
   * console.log(engine.selectTier(wants).tier); // local
   * console.log(engine.selectTier(wants, { needs: { cmd: ["git push"] } }).reason); // No permitted tier found
   * ```
   */
  selectTier(wants: readonly WantedTier[] | null | undefined, options?: TierOptions): TierChoice {
    const declared = declarations.tiers("selectTier", wants, options);
    return this.#ask((handle) => handle.selectTier(...declared), FAILED_TIER);
  }

  /**
   * Like {@link selectTier}, but throws a {@link MlldSecurityError} where that gives a denial: none of the tiers is
   * granted, or there are none and `needs` are not granted. Where there are simply none, `tier` is `null` here too.
   *
   * @example
   * ```ts
   * import { MlldSecurityError, PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ deny: ["network"] });
   * console.log(engine.requireTier([]).code); // NO_TIERS_DECLARED
   * try {
   *   engine.requireTier([{ tier: "full", network: true }]);
   * } catch (error) {
   *   if (error instanceof MlldSecurityError) console.log(error.reasonCode); // NO_PERMITTED_TIER
   * }
   * ```
   */
  requireTier(wants: readonly WantedTier[] | null | undefined, options?: TierOptions): TierChoice {
    const declared = declarations.tiers("requireTier", wants, options);
    const choice = this.#ask((handle) => handle.selectTier(...declared), FAILED_TIER);
    if (choice.denial !== null) throw new MlldSecurityError(choice.denial);
    return choice;
  }

  /**
   * Like {@link selectTier}, as a table: a column for each tier, a row for each need, with the rules that decide.
   *
   * @throws {DeclarationError} with every problem of `wants` and of `needs`
   * @throws {TypeError} if an argument has the wrong type, or holds what JSON cannot
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ allow: ["cmd:git:*"] });
   * const wants = [{ tier: "full", cmd: ["git"], network: true }, { tier: "local", cmd: ["git"] }];
   * console.log(engine.explainTier(wants).text.trimEnd());
   * ```
   *
   * prints
   *
   * ```text
   * need     full                 local
   * cmd:git  granted by allow[0]  granted by allow[0]
   * network  denied by allow      -
   *          not permitted        chosen
   * ```
   */
  explainTier(wants: readonly WantedTier[] | null | undefined, options?: TierOptions): TierTable {
    const declared = declarations.tiers("explainTier", wants, options);
    return this.#ask((handle) => handle.explainTier(...declared), FAILED_TABLE);
  }

  /**
   * Chooses among profiles, the later form of tiers: the first one declared that the policies grant. Where they grant
   * none, it is the last one declared, with `fallback: true`; with `order: "permissive"` it is `null`, as of tiers.
   *
   * @throws {DeclarationError} with every problem of the profiles and of `needs`
   * @throws {TypeError} if an argument has the wrong type, or holds what JSON cannot
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ deny: ["network"] });
   * const profiles = { full: { requires: { network: true } }, readonly: { description: "reads only" } };
   * const { profile, fallback } = engine.selectProfile(profiles);
   * console.log(profile, fallback); // readonly false
   * ```
   */
  selectProfile(profiles: Profiles, options?: ProfileOptions): ProfileChoice {
    const declared = declarations.profiles("selectProfile", profiles, options);
    return this.#ask((handle) => handle.selectProfile(...declared), FAILED_PROFILE);
  }

  /**
   * The labels that `signers` give to what this identity signed, without duplicates.
   *
   * @throws {TypeError} if `identity` is no well-formed string
   */
  signerLabels(identity: string): readonly string[] {
    const signer = name("signerLabels", "identity", identity);
    const handle = this.#open();
    return Object.freeze(call(() => handle.signerLabels(signer)));
  }

  /** The smallest limits of all layers. */
  limits(): Limits {
    const handle = this.#open();
    return call(() => said(handle.limits()));
  }

  /** The names of the layers as decisions show them. */
  layers(): readonly string[] {
    const handle = this.#open();
    return Object.freeze(call(() => handle.layers()));
  }

  /**
   * Gives the engine's memory back. Every method called afterwards throws; freeing twice does nothing.
   *
   * @throws {Error} within a `realPath` callback, where the engine is at work
   */
  free(): void {
    const handle = this.#handle;
    if (handle === undefined) return;
    assertUsable();
    this.#handle = undefined;
    abandoned.unregister(this);
    release(handle);
  }

  /** Frees the engine at the end of the block that declared it with `using`. */
  [Symbol.dispose](): void {
    this.free();
  }

  #open(): Handle {
    if (this.#handle === undefined) throw new Error("PolicyEngine used after free()");
    assertUsable();
    return this.#handle;
  }

  #check(check: (handle: Handle) => number): Decision {
    const handle = this.#open();
    try {
      return call(() => (check(handle) === 0 ? ALLOWED : said(handle.takeDenial())));
    } catch (error) {
      if (error instanceof MlldSecurityError) return error.decision;
      throw error;
    }
  }

  #enforce(check: (handle: Handle) => number): Allowed {
    const decision = this.#check(check);
    // By identity: what a denial says could have been tampered with, that it is one could not.
    if (decision !== ALLOWED) throw new MlldSecurityError(decision as Denied);
    return ALLOWED;
  }

  #explain(explain: (handle: Handle) => Trace | null): Trace {
    return this.#ask(explain, FAILED_TRACE);
  }

  /** The answer of the module; once that has failed, the one that denies. */
  #ask<T extends object>(ask: (handle: Handle) => T | null, failed: T): T {
    const handle = this.#open();
    try {
      return call(() => said(ask(handle)));
    } catch (error) {
      if (error instanceof MlldSecurityError) return failed;
      throw error;
    }
  }

  /** What the module calls: a resolved path, or a plain error that it turns into a denial. */
  #resolve(path: string): string {
    const realPath = this.#realPath!;
    return callBack(() => {
      const resolved = realPath(path);
      if (typeof resolved !== "string") throw new TypeError("it returned no string");
      return wellFormed(resolved, () => "the path it returned");
    });
  }
}

// Where there is no `Symbol.dispose`, that method has the name "undefined", and what compilers make of `using` looks for
// another symbol.
if ((Symbol.dispose as symbol | undefined) === undefined) {
  delete (PolicyEngine.prototype as { undefined?: unknown }).undefined;
  Object.defineProperty(PolicyEngine.prototype, Symbol.for("Symbol.dispose"), {
    value: PolicyEngine.prototype.free,
    configurable: true,
    writable: true,
  });
}

/** What the module says, frozen. It says `null` where it could not say it, which is a failure like any other. */
function said<T extends object>(value: T | null): T {
  if (value === null) throw new Error("the module gave no answer");
  return deepFreeze(value);
}

/** Frees the memory of engines that nobody freed. */
const abandoned = finalizers<Handle>(release);

/** Handles of a failed module are kept, lest their own finalizers run it again. */
const stranded: Handle[] = [];

function release(handle: Handle): void {
  if (hasFailed()) {
    stranded.push(handle);
    return;
  }
  try {
    call(() => handle.free());
  } catch {
    stranded.push(handle);
  }
}
