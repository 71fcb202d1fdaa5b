/** Files and the keychain. */

import type { FilesystemMode } from "./danger.js";
import type { Access } from "./guards.js";
import { active } from "./internal/compiled.js";
import { decided } from "./internal/module.js";
import { opened, placesOf, someText, text } from "./internal/places.js";
import { pick, record } from "./internal/parts.js";
import { plain, quoted } from "./internal/plain.js";
import { file } from "./internal/questions.js";
import type { PolicyInput } from "./policy-config.js";

/** Where paths begin. */
export interface FilesystemPlaces {
  /** The project root, which `@base` and relative patterns begin at. */
  readonly basePath?: string | undefined;
  /** The home folder, which `~` stands for. */
  readonly homeDir?: string | undefined;
  /** The folder that relative paths begin at; by default the one of the process. */
  readonly workingDir?: string | undefined;
}

/** An entry of the keychain. */
export interface KeychainEntry {
  /** The service. */
  readonly service: string;
  /** The account. */
  readonly account: string;
}

/** How the keychain is asked. */
export interface KeychainOptions {
  /** The project, which has entries of its own. */
  readonly projectName?: string | null | undefined;
  /** Whether the policy must opt in to the keychain; `false` where that was asked before. */
  readonly requireDanger?: boolean | undefined;
}

/** Whether a file may be read or written. */
export function evaluateFilesystemAccess(
  policy: PolicyInput,
  mode: FilesystemMode,
  path: string,
  places?: FilesystemPlaces,
): Access {
  return decided<Access>(
    () => active(policy).ask("evaluateFilesystemAccess", file("path", mode, path, places)),
    (reason) => ({ allowed: false, reason }),
  );
}

/** Whether somebody may write a file, as its integrity demands. */
export function evaluateFileIntegrity(
  policy: PolicyInput,
  path: string,
  identity?: string | null,
  places?: FilesystemPlaces,
): Access {
  return decided<Access>(
    () => {
      const who = text(identity, "identity");
      const question = {
        path: quoted(opened(someText(path, "the path"), places?.workingDir)),
        identity: who === undefined ? undefined : quoted(who),
        ...placesOf(places),
      };
      return active(policy).ask("evaluateFileIntegrity", record(question));
    },
    (reason) => ({ allowed: false, reason }),
  );
}

/** Whether an entry of the keychain may be used; without one, whether the keychain may be used at all. */
export function evaluateKeychainAccess(
  policy: PolicyInput,
  access?: KeychainEntry | null,
  options?: KeychainOptions,
): Access {
  return decided<Access>(
    () => {
      const project = text(options?.projectName, "projectName");
      const question = {
        access: entry(access),
        projectName: project === undefined ? undefined : quoted(project),
        requireDanger: plain(options?.requireDanger),
        ...placesOf(),
      };
      return active(policy).ask("evaluateKeychainAccess", record(question));
    },
    (reason) => ({ allowed: false, reason }),
  );
}

function entry(access: unknown): string | undefined {
  if (access === undefined || access === null) return undefined;
  const name = (value: unknown) => quoted(someText(value, "service and account"));
  return pick(access, { service: name, account: name });
}
