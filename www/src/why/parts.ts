/** The parts of a command line with what is known of each: of the whole decision, or by asking the engine about the part alone. */

import type {
  CommandPlan,
  Denied,
  OpaquePart,
  PlannedFile,
  PlannedHost,
  PlannedProgram,
  PolicyEngine,
  Span,
  Trace,
  Word,
} from "mlld-policy";

/** `none`: nobody was asked about the part alone, or it cannot be asked about. */
export type Status = "allow" | "deny" | "unknown" | "none";

/** What is said of a part. */
export interface Said {
  readonly status: Status;
  /** Whether it is what the decision names as denied. */
  readonly isCause: boolean;
  /** One line for people. */
  readonly why: string;
}

/** Beyond this many programs the rest is not asked about: the page has to stay quick. */
const MOST_ASKED = 300;

/** So many pairs of a program and an opaque part are looked at. */
const MOST_COMPARED = 400_000;

const NOT_ASKED: Said = { status: "none", isCause: false, why: "not asked about alone" };

/** A word as denials spell it: `…` for what is not known. */
export function spelled({ text, parts }: Word): string {
  return text ?? parts.map((part) => (part.kind === "known" ? part.text : "…")).join("");
}

function line(words: readonly Word[]): string {
  return words.map(spelled).join(" ");
}

function isSame(a: Span | null, b: Span | null): boolean {
  return a !== null && b !== null && a.start === b.start && a.end === b.end;
}

/** Asks the engine about the parts of one command line. */
export class Parts {
  readonly #engine: PolicyEngine;
  readonly #text: string;
  readonly #trace: Trace;
  readonly #plan: CommandPlan;
  /** What each layer denies, the deciding denial first. */
  readonly #denials: readonly Denied[];
  /** The programs that each opaque part stands in, and in no narrower ones; `null` where that is not known. */
  readonly #owners: readonly (readonly Span[] | null)[];
  /** Whether that would take too long to find out. */
  readonly #isTangled: boolean;
  readonly #programs = new Map<PlannedProgram, { readonly said: Said; readonly denials: readonly Denied[] }>();

  constructor(engine: PolicyEngine, text: string, trace: Trace, plan: CommandPlan) {
    this.#engine = engine;
    this.#text = text;
    this.#trace = trace;
    this.#plan = plan;
    const spans = plan.programs.flatMap(({ span }) => span ?? []);
    this.#isTangled = spans.length * plan.opaque.length > MOST_COMPARED;
    this.#owners = this.#isTangled ? [] : plan.opaque.map(({ span }) => (span === null ? null : ownersOf(span, spans)));
    const denials = trace.layers.flatMap(({ denial }) => denial ?? []);
    this.#denials = trace.denial === null ? denials : [trace.denial, ...denials];
  }

  program(program: PlannedProgram): Said {
    return this.#ofProgram(program).said;
  }

  /** A file that the words of `program` name, or a redirection anywhere. */
  file(file: PlannedFile, program: PlannedProgram | undefined): Said {
    const whole = this.#whole(file.span, [spelled(file.path)]);
    if (whole !== null) return whole;
    if (file.origin === "redirection") return this.#ofRedirection(file);
    return this.#within(program, ({ subject }) => subject === spelled(file.path));
  }

  host({ target, span }: PlannedHost, program: PlannedProgram | undefined): Said {
    // The engine's own reading of the target: `example.com` of `https://example.com/x`.
    const named = target.text === null ? null : this.#engine.checkNetwork(target.text);
    const subjects = [spelled(target), ...(named?.decision === "deny" && named.subject !== null ? [named.subject] : [])];
    const whole = this.#whole(span, subjects);
    if (whole !== null) return whole;
    return this.#within(program, ({ subject }) => subject !== null && subjects.includes(subject));
  }

  opaque({ span }: OpaquePart): Said {
    const denial = this.#denials.find((made) => made.code === "POLICY_UNANALYZABLE" && isSame(made.span, span));
    if (denial === undefined) {
      const isAllowed = this.#trace.decision === "allow";
      return { status: "unknown", isCause: false, why: isAllowed ? "not understood, and no policy minds" : "not understood" };
    }
    return { status: "unknown", isCause: denial === this.#denials[0], why: "not understood" };
  }

  /** What a denial of the whole line says of a part, or that the whole line is allowed. */
  #whole(span: Span | null, subjects: readonly string[]): Said | null {
    if (this.#trace.decision === "allow") return { status: "allow", isCause: false, why: "allowed" };
    const denial = this.#denials.find((made) => isSame(made.span, span) && made.subject !== null && subjects.includes(made.subject));
    if (denial === undefined || denial.code === "POLICY_UNANALYZABLE") return null;
    return { status: "deny", isCause: denial === this.#denials[0], why: denial.reason };
  }

  #ofProgram(program: PlannedProgram) {
    const known = this.#programs.get(program);
    if (known !== undefined) return known;
    const made = this.#judged(program);
    this.#programs.set(program, made);
    return made;
  }

  #judged(program: PlannedProgram): { readonly said: Said; readonly denials: readonly Denied[] } {
    const { span, words, elsewhere } = program;
    const ways = elsewhere.length === 0 ? [words] : elsewhere;
    const whole = this.#whole(span, [words, ...elsewhere].map(line));
    if (whole !== null) return { said: whole, denials: [] };
    if (this.#isTangled) return { said: NOT_ASKED, denials: [] };
    if (this.#owners.some((owners) => owners === null || span === null || owners.some((owner) => isSame(owner, span)))) {
      return { said: { status: "unknown", isCause: false, why: "not all of it is understood" }, denials: [] };
    }
    if (this.#programs.size >= MOST_ASKED) return { said: NOT_ASKED, denials: [] };
    const denials: Denied[] = [];
    for (const way of ways) {
      const argv = way.map(({ text }) => text);
      if (!argv.every((word) => word !== null)) return { said: this.#ofUnknown(program), denials };
      if (this.#engine.checkArgv(argv).decision === "allow") continue;
      denials.push(...this.#engine.explainArgv(argv).layers.flatMap(({ denial }) => denial ?? []));
    }
    if (denials[0] === undefined) return { said: { status: "allow", isCause: false, why: "allowed on its own" }, denials };
    // What allow lists pass over in a command line is not passed over where it is all there is.
    if (program.transparent) return { said: { ...NOT_ASKED, why: "" }, denials };
    return { said: alone(denials[0]), denials };
  }

  /** A program with words that are not known: its text can be denied as a command line of its own, but not be held allowed. */
  #ofUnknown({ span }: PlannedProgram): Said {
    const notKnown: Said = { ...NOT_ASKED, why: "not asked about alone: its words are not all known" };
    if (span === null || this.#plan.programs.filter((other) => isSame(other.span, span)).length > 1) return notKnown;
    const decision = this.#engine.checkCommand(this.#text.slice(span.start, span.end));
    return decision.decision === "deny" ? alone(decision) : notKnown;
  }

  #ofRedirection({ path, access }: PlannedFile): Said {
    const sign = { read: "<", write: ">", append: ">>", "read-write": "<>", either: null }[access];
    if (path.text === null || sign === null) return NOT_ASKED;
    const decision = this.#engine.checkCommand(`${sign} '${path.text.replaceAll("'", "'\\''")}'`);
    return decision.decision === "deny" ? alone(decision) : { status: "allow", isCause: false, why: "allowed on its own" };
  }

  /** What is named by the words of a program is allowed where the program is, and denied where that is why the program is. */
  #within(program: PlannedProgram | undefined, isThis: (denial: Denied) => boolean): Said {
    if (program === undefined) return NOT_ASKED;
    const { said, denials } = this.#ofProgram(program);
    if (said.status === "allow") return said;
    const denial = denials.find(isThis);
    return denial === undefined ? NOT_ASKED : alone(denial);
  }
}

/** The narrowest programs that a part stands in, or those that stand in it where it is in none. */
function ownersOf(part: Span, spans: readonly Span[]): readonly Span[] {
  const around = spans.filter((other) => contains(other, part));
  if (around.length === 0) return spans.filter((other) => contains(part, other));
  const narrow = Math.min(...around.map(length));
  return around.filter((other) => length(other) === narrow);
}

function alone(denial: Denied): Said {
  if (denial.code === "POLICY_UNANALYZABLE") return { status: "unknown", isCause: false, why: denial.reason };
  return { status: "deny", isCause: false, why: `denied on its own: ${denial.reason}` };
}

function length({ start, end }: Span): number {
  return end - start;
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && outer.end >= inner.end;
}
