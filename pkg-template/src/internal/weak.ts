/** Weak references and finalizers, where the platform has them: workerd does only for workers of 2025 and later. */

/** A reference that does not keep its target alive; where there are none, one that does. */
export function weakly<T extends object>(target: T): { deref(): T | undefined } {
  return typeof WeakRef === "undefined" ? { deref: () => target } : new WeakRef(target);
}

/** Calls back for what is garbage. Where that is not known, memory comes back by `free()` alone. */
export function finalizers<T>(release: (held: T) => void): Pick<FinalizationRegistry<T>, "register" | "unregister"> {
  return typeof FinalizationRegistry === "undefined"
    ? { register: () => undefined, unregister: () => false }
    : new FinalizationRegistry(release);
}
