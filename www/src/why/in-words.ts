/** What an entry of a policy permits, as a sentence: for suggestions, which should be read before they are taken. */

const capabilities: Record<string, string> = {
  "*": "everything on the danger list",
  sh: "every shell, with any code",
  bash: "every shell, with any code",
  js: "JavaScript, with any code",
  node: "Node, with any code",
  py: "Python, with any code",
  python: "Python, with any code",
  "@keychain": "the keychain, with the credentials in it",
};

/** The object of "permits": `the command "git status", as it is written and no other`. */
export function inWords(entry: string): string {
  const known = Object.hasOwn(capabilities, entry) ? capabilities[entry] : undefined;
  if (known !== undefined) return known;
  const rest = (prefix: string) => (entry.startsWith(prefix) ? entry.slice(prefix.length) : null);
  const command = rest("cmd:");
  if (command !== null) return commandInWords(command);
  const [read, written, both, host] = [rest("fs:r:"), rest("fs:w:"), rest("fs:rw:"), rest("net:")];
  if (read !== null) return `reading ${files(read)}`;
  // Who may write a file may read it.
  if (written !== null || both !== null) return `reading and writing ${files(written ?? both ?? "")}`;
  if (host !== null) return /:\d+$/.test(host) ? `connections to “${host}”, at that port` : `connections to “${host}”, at any port`;
  return `what “${entry}” names`;
}

function commandInWords(pattern: string): string {
  if (pattern === "*") return "every command";
  const open = /^(.*?)(?::| |: )\*$/.exec(pattern)?.[1];
  // A program alone has any arguments.
  const program = open ?? pattern;
  if (!/[\s*\\:]/.test(program)) return `“${program}” with any arguments`;
  if (open !== undefined && !open.includes("*")) return `every command that begins with “${words(open)}”`;
  if (pattern.includes("*")) return `every command that “${pattern}” matches`;
  return `the command “${words(pattern)}”, as it is written and no other`;
}

/** In a pattern without blanks, colons separate words. */
function words(pattern: string): string {
  return /\s/.test(pattern) ? pattern : pattern.replaceAll(/(?<!\\):/g, " ").replaceAll("\\:", ":");
}

function files(pattern: string): string {
  if (pattern.endsWith("/**")) return `everything in “${pattern.slice(0, -3) || "/"}”`;
  return /[*?[{]/.test(pattern) ? `every file that “${pattern}” matches` : `“${pattern}”`;
}
