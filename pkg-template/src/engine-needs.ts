import type { Allowed } from "./decision.js";
import { answer } from "./engine-core.js";
import { OperationChecks } from "./engine-operations.js";
import { MlldSecurityError } from "./errors.js";
import { declarations } from "./internal/declarations.js";
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

/** The methods of an engine that decide over what modules declare. */
export abstract class DeclarationChecks extends OperationChecks {
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
    return answer(this, (handle) => handle.checkNeeds(declared), FAILED_NEEDS);
  }

  /** Like {@link checkNeeds}, but throws a {@link MlldSecurityError} where that denies. */
  enforceNeeds(needs: Needs): Allowed & NeedsDetails {
    const declared = declarations.needs("enforceNeeds", needs);
    const decision = answer(this, (handle) => handle.checkNeeds(declared), FAILED_NEEDS);
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
    return answer(this, (handle) => handle.selectTier(...declared), FAILED_TIER);
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
    const choice = answer(this, (handle) => handle.selectTier(...declared), FAILED_TIER);
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
    return answer(this, (handle) => handle.explainTier(...declared), FAILED_TABLE);
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
    return answer(this, (handle) => handle.selectProfile(...declared), FAILED_PROFILE);
  }
}
