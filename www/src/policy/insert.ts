/** Where in a text an entry can be added, and how it is written there. Whether it then says what it should is tried out. */

import { isBare } from "./fixes.js";
import { type Keyed, type Language, type Listing, type Value, languageOf, outline } from "./outline.js";

export interface Change {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** The changes that may add an entry at a path, the best first. */
export function insertions(text: string, path: readonly string[], entry: string): Change[] {
  const { root } = outline(text);
  if (root?.kind !== "object" || !root.isClosed) return [];
  const writer = new Writer(text, languageOf(text));
  return writer.into(root, path, entry);
}

class Writer {
  constructor(
    private readonly text: string,
    private readonly language: Language,
  ) {}

  /** Goes down the path as far as it is there, and adds what is missing. */
  into(object: Keyed, [key, ...rest]: readonly string[], entry: string): Change[] {
    if (key === undefined) return this.toMap(object, entry);
    const member = object.members.findLast((known) => known.key.value === key);
    if (member === undefined) return this.newMember(object, key, this.nested(rest, `[${this.quoted(entry)}]`));
    const { value } = member;
    if (value === null) return [];
    if (rest.length > 0) return value.kind === "object" ? this.into(value, rest, entry) : [];
    return value.kind === "object" ? this.toMap(value, entry) : this.toValue(value, entry);
  }

  /** Adds to a list, or makes one of a single value. */
  private toValue(value: Exclude<Value, Keyed>, entry: string): Change[] {
    if (value.kind === "list") return this.append(value, entry);
    if (value.raw === "false") return [this.replace(value, `[${this.quoted(entry)}]`)];
    return [this.replace(value, `[${value.raw}, ${this.quoted(entry)}]`)];
  }

  /** Adds an entry as the capability that it is: `cmd:ls` as `ls` under `cmd`. */
  private toMap(map: Keyed, entry: string): Change[] {
    const files = /^fs:(r|w|rw):(.*)$/s.exec(entry);
    if (files !== null) return this.files(map, files[1]!, files[2]!);
    const [, capability, pattern] = /^(cmd|net):(.*)$/s.exec(entry) ?? [];
    if (capability === undefined) {
      const name = entry.replace(/^@/, "");
      const member = map.members.find(({ key }) => key.value === name);
      return member?.value == null ? this.newMember(map, name, "true") : [this.replace(member.value, "true")];
    }
    const member = map.members.find(({ key }) => key.value === capability || (capability === "net" && key.value === "network"));
    if (member === undefined) return this.newMember(map, capability === "net" ? "network" : capability, `[${this.quoted(pattern!)}]`);
    if (member.value?.kind === "object") return this.into(member.value, ["domains"], pattern!);
    return member.value === null ? [] : this.toValue(member.value, pattern!);
  }

  /** Files have a list for each access, or one for both. */
  private files(map: Keyed, mode: string, pattern: string): Change[] {
    const access = mode === "r" ? "read" : "write";
    const member = map.members.find(({ key }) => key.value === "filesystem" || key.value === "fs");
    const added = this.quoted(pattern);
    if (member === undefined) {
      const value = mode === "rw" ? `[${added}]` : `{ ${this.key(access)}: [${added}] }`;
      return this.newMember(map, "filesystem", value);
    }
    const { value } = member;
    if (value === null) return [];
    if (mode === "rw") return value.kind === "object" ? [] : this.toValue(value, pattern);
    if (value.kind === "object") return this.into(value, [access], pattern);
    if (value.kind === "word" && value.raw === "false") return [this.replace(value, `{ ${this.key(access)}: [${added}] }`)];
    const items = value.kind === "list" ? value.items.map((item) => this.text.slice(item.from, item.to)) : [value.raw];
    const lists = ["read", "write"].map((which) => {
      return `${this.key(which)}: [${[...items, ...(which === access ? [added] : [])].join(", ")}]`;
    });
    return [this.replace(value, `{ ${lists.join(", ")} }`)];
  }

  private append(list: Listing, entry: string): Change[] {
    if (!list.isClosed) return [];
    const last = list.items.at(-1);
    const added = this.quoted(entry);
    if (last === undefined) return [{ from: list.from + 1, to: list.from + 1, insert: added }];
    const separator = this.separator(list.from, last.from);
    return [{ from: last.to, to: last.to, insert: `,${separator}${added}` }];
  }

  private newMember(object: Keyed, key: string, value: string): Change[] {
    if (!object.isClosed) return [];
    const last = object.members.at(-1);
    const member = `${this.key(key)}: ${value}`;
    if (last === undefined) return [{ from: object.from + 1, to: object.from + 1, insert: ` ${member} ` }];
    return [{ from: last.to, to: last.to, insert: `,${this.separator(object.from, last.from)}${member}` }];
  }

  /** What stands between two of a list: a blank, or a new line with the indentation of the last one. */
  private separator(open: number, last: number): string {
    const start = this.text.lastIndexOf("\n", last - 1) + 1;
    const before = this.text.slice(start, last);
    if (start > open && /^[ \t]*$/.test(before)) return `\n${before}`;
    return " ";
  }

  private nested(keys: readonly string[], value: string): string {
    return keys.reduceRight((inner, key) => `{ ${this.key(key)}: ${inner} }`, value);
  }

  private replace({ from, to }: Value, insert: string): Change {
    return { from, to, insert };
  }

  private key(key: string): string {
    return this.language === "json" || !/^[A-Za-z_][\w-]*$/.test(key) ? JSON.stringify(key) : key;
  }

  private quoted(entry: string): string {
    if (this.language === "json") return JSON.stringify(entry);
    if (isBare(entry)) return entry;
    // In notation an `@` between double quotes may begin the name of a variable, which a policy has none of.
    const text = JSON.stringify(entry);
    return /@(?!(base|root)\b)/.test(entry) ? `'${text.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'` : text;
  }
}
