/**
 * mlld-policy: decides what an agent may do before it does it.
 *
 * @packageDocumentation
 */

export type {
  Allowed,
  Decision,
  DenialCode,
  Denied,
  LayerTrace,
  RuleTrace,
  Span,
  Suggestion,
  Trace,
} from "./decision.js";
export { type RulePlace, dangerEntries, format, lint, locateRule, normalize, union, version } from "./documents.js";
export { PolicyEngine } from "./engine.js";
export {
  DeclarationError,
  GuardError,
  LabelError,
  type LabelErrorCode,
  MlldSecurityError,
  PolicyError,
  type Problem,
} from "./errors.js";
export type {
  GuardAction,
  GuardAllowed,
  GuardContext,
  GuardDecision,
  GuardDefinition,
  GuardDenied,
  GuardFunction,
  GuardInput,
  GuardLabelChange,
  GuardOptions,
  GuardOutput,
  GuardOverride,
  GuardResult,
  GuardResultDetails,
  GuardRetry,
  GuardRule,
  GuardScope,
  GuardSettings,
  GuardSyncOptions,
  GuardTiming,
  GuardTraceRow,
  GuardedValue,
  PipelineOptions,
  PolicyGuard,
  RegisteredGuard,
} from "./guards.js";
export {
  type ChangedLabels,
  type CommandInput,
  type Descriptor,
  type DescriptorInput,
  type FlowOptions,
  type LabelChange,
  type LabelChangeOptions,
  type Operation,
  type PartialDescriptor,
  type ToolUse,
  mergeDescriptors,
  operationLabels,
} from "./labels.js";
export type {
  ChoiceCode,
  ChoiceDetails,
  CommandNeeds,
  ConsideredDetails,
  ConsideredProfile,
  ConsideredTier,
  DecidingRule,
  NeedDecision,
  NeedDetails,
  NeedKind,
  Needs,
  NeedsDecision,
  NeedsDetails,
  Profile,
  ProfileChoice,
  ProfileOptions,
  Profiles,
  TierCell,
  TierChoice,
  TierColumn,
  TierOptions,
  TierRow,
  TierTable,
  WantedTier,
} from "./needs.js";
export { GuardPipeline } from "./pipeline.js";
export type {
  CommandPlan,
  KnownWord,
  OpaquePart,
  PlannedAssignment,
  PlannedFile,
  PlannedHost,
  PlannedProgram,
  Reach,
  UnknownWord,
  Word,
  WordPart,
} from "./plan.js";
export type {
  CapabilityRules,
  CommandCheckOptions,
  CommandOptions,
  DangerEntry,
  EngineOptions,
  FileIntegrityOptions,
  JsonValue,
  KeychainOptions,
  Limits,
  NameRules,
  OneOrMany,
  PolicyDocument,
  PolicyInput,
  LintOptions,
  PolicyOptions,
} from "./policy.js";
export { LabelSet, PreparedOperation } from "./prepared.js";
export {
  type ScenarioDecision,
  type ScenarioError,
  type ScenarioOptions,
  type ScenarioResult,
  type ScenarioWarning,
  runScenario,
} from "./scenario.js";
export {
  type ArgumentRole,
  type ToolCall,
  type ToolDescription,
  type Validation,
  validateAuthorizations,
} from "./tools.js";

/** A `WebAssembly.Module`, or `never` in projects whose types do not have that class. */
type GlobalModule = typeof globalThis extends { WebAssembly: { Module: abstract new (...args: never) => infer M } }
  ? M & object
  : never;

/** Where the WebAssembly module comes from: a URL, its bytes, or the compiled module. */
export type WasmSource = string | { readonly href: string } | ArrayBuffer | ArrayBufferView | GlobalModule;

/**
 * Makes the package ready to decide. In browsers, and in what bundlers build for them, everything else throws until this is
 * done; in Node, Deno, Bun and workerd the package is ready once imported, and this does nothing.
 *
 * Calling it again returns the same promise; after a failure it tries again.
 *
 * @param source where the WebAssembly module is, if not beside this code: a URL, its bytes, or the compiled module
 * @throws {Error} if the module cannot be fetched or compiled
 *
 * @example
 * ```ts
 * import { PolicyEngine, init } from "mlld-policy";
 *
 * await init();
 * using engine = new PolicyEngine({ allow: ["cmd:git:*"] });
 * ```
 */
export declare function init(source?: WasmSource): Promise<void>;

/**
 * Loads what an engine need not have to decide: mlld notation, and {@link lint}, {@link normalize}, {@link union},
 * {@link format}, {@link locateRule} and {@link runScenario}. It is a WebAssembly module of its own. In
 * browsers, and in what bundlers build for them, these throw until this is done, and so does `new PolicyEngine` for a policy in
 * mlld notation; elsewhere they load it by themselves, and this does nothing.
 *
 * Calling it again returns the same promise; after a failure it tries again. An engine needs {@link init} all the same.
 *
 * @param source where that module is, if not beside this code: a URL, its bytes, or the compiled module
 * @throws {Error} if the module cannot be fetched or compiled
 *
 * @example
 * ```ts
 * import { initAuthoring, lint } from "mlld-policy";
 *
 * await initAuthoring();
 * console.log(lint('{ "dney": [] }')[0]?.suggestion); // did you mean `deny`?
 * ```
 */
export declare function initAuthoring(source?: WasmSource): Promise<void>;
