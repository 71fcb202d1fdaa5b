/**
 * The page's only policy of Trusted Types, whose name stands in its Content-Security-Policy. It lets one address through, that of
 * the worker; markup and scripts are made of no text at all.
 */

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): unknown };
}

const WORKER = "./offline.js";

/** The address of the worker, as the browser wants it: a `TrustedScriptURL`, or where it knows none a text. */
export function workerAddress(): unknown {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (trustedTypes === undefined) return WORKER;
  const policy = trustedTypes.createPolicy("playground", {
    createScriptURL(address) {
      if (address === WORKER) return address;
      throw new TypeError(`${address} is no script of this page`);
    },
  });
  return policy.createScriptURL(WORKER);
}
