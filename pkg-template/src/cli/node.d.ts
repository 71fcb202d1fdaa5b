/** What the command line uses of Node. The project has no other types of Node, as all else runs everywhere. */

declare module "node:fs" {
  export interface Entry {
    readonly name: string;
    isFile(): boolean;
    isDirectory(): boolean;
    isSymbolicLink(): boolean;
  }
  export function readFileSync(path: string | URL | number, encoding: "utf8"): string;
  export function readFileSync(path: string | URL | number): Uint8Array;
  export function readdirSync(path: string, options: { withFileTypes: true }): Entry[];
  export function writeFileSync(path: string, text: string): void;
  export function statSync(path: string): { isFile(): boolean };
  export function fstatSync(descriptor: number): { readonly size: number; isFile(): boolean };
}

declare module "node:path" {
  interface Path {
    basename(path: string): string;
    join(...parts: string[]): string;
    relative(from: string, to: string): string;
    resolve(...parts: string[]): string;
  }
  const path: Path;
  export default path;
}

declare module "node:os" {
  export function homedir(): string;
}

declare module "node:process" {
  export interface Output {
    readonly isTTY?: boolean;
    readonly columns?: number;
    write(text: string): boolean;
    on(event: "error", listener: (error: Error & { readonly code?: string }) => void): this;
    on(event: "drain", listener: () => void): this;
  }
  export interface Input extends AsyncIterable<Uint8Array> {
    readonly isTTY?: boolean;
  }
  interface Process {
    readonly argv: readonly string[];
    readonly env: { readonly [name: string]: string | undefined };
    readonly platform: string;
    readonly stdin: Input;
    readonly stdout: Output;
    readonly stderr: Output;
    exitCode: number | undefined;
    cwd(): string;
  }
  const process: Process;
  export default process;
}

declare module "node:util" {
  export type Token =
    | { readonly kind: "positional"; readonly value: string }
    | { readonly kind: "option"; readonly name: string; readonly rawName: string; readonly value?: string | undefined }
    | { readonly kind: "option-terminator" };
  export function parseArgs(config: {
    readonly args: readonly string[];
    readonly options: { readonly [name: string]: { readonly type: "string" | "boolean"; readonly short?: string } };
    readonly strict: false;
    readonly allowPositionals: true;
    readonly tokens: true;
  }): { readonly tokens: readonly Token[] };
}

declare module "node:url" {
  export function fileURLToPath(url: URL): string;
}
