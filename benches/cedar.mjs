/**
 * A peer: Cedar, a policy language for applications, with a WebAssembly package of its own. Its policies say about
 * files what ours do. It reads no commands, paths or URLs, so that nothing else can be compared.
 */

const policies = `
  permit(principal, action == Action::"read", resource) when { context.path like "/home/dev/shop/src/*" };
  permit(principal, action == Action::"read", resource) when { context.path like "/home/dev/shop/docs/*" };
  permit(principal, action == Action::"write", resource) when { context.path like "/home/dev/shop/dist/*" };
  forbid(principal, action == Action::"read", resource) when { context.path like "/home/dev/shop/src/private/*" };
  forbid(principal, action == Action::"write", resource) when { context.path like "/home/dev/shop/dist/keep/*" };
`;

/** The same rules for this package. */
export const policy = {
  danger: "*",
  allow: { filesystem: { read: ["src/**", "docs/**"], write: ["dist/**"] } },
  deny: { filesystem: { read: ["src/private/**"], write: ["dist/keep/**"] } },
};

/** What both are asked: mode, path, and the answer. */
export const questions = [
  ["read", "/home/dev/shop/src/cart.ts", "allow"],
  ["read", "/home/dev/shop/src/private/key.ts", "deny"],
  ["read", "/home/dev/shop/package.json", "deny"],
  ["write", "/home/dev/shop/dist/app.js", "allow"],
  ["write", "/home/dev/shop/dist/keep/app.js", "deny"],
];

/** Cedar with its policies parsed beforehand: a function that answers as `checkFile` does. */
export async function peer() {
  const { preparsePolicySet, statefulIsAuthorized } = await import("@cedar-policy/cedar-wasm/nodejs");
  const parsed = preparsePolicySet("files", { staticPolicies: policies });
  if (parsed.type !== "success") throw new Error(`Cedar refuses its policies: ${JSON.stringify(parsed)}`);
  const principal = { type: "Agent", id: "agent" };
  const resource = { type: "Machine", id: "machine" };
  return (mode, path) => {
    const answer = statefulIsAuthorized({
      principal,
      action: { type: "Action", id: mode },
      resource,
      context: { path },
      preparsedPolicySetId: "files",
      entities: [],
    });
    if (answer.type !== "success") throw new Error(`Cedar gives no answer: ${JSON.stringify(answer)}`);
    return answer.response.decision;
  };
}
