/** Maps and sets, read by the methods that they had when the package was loaded. */

const { apply } = Reflect;
const { forEach: eachOfMap } = Map.prototype;
const { forEach: eachOfSet } = Set.prototype;

/** Whether an object is a set of any realm. The methods of sets tell, and no method of the host's. */
export function isSet(object: object): object is ReadonlySet<unknown> {
  return isKind(eachOfSet, object);
}

/** Calls for each item of a set. */
export function eachOf(set: ReadonlySet<unknown>, visit: (item: unknown) => void): void {
  apply(eachOfSet, set, [(item: unknown) => visit(item)]);
}

/** Calls for each member of a map. */
export function eachMember(map: ReadonlyMap<unknown, unknown>, visit: (value: unknown, key: unknown) => void): void {
  apply(eachOfMap, map, [(value: unknown, key: unknown) => visit(value, key)]);
}

/** Whether an object is a map of any realm. */
export function isMap(object: object): object is ReadonlyMap<unknown, unknown> {
  return isKind(eachOfMap, object);
}

const stop = new Error("stop");

function isKind(each: (this: never, visit: () => void) => void, object: object): boolean {
  try {
    apply(each, object, [
      () => {
        throw stop;
      },
    ]);
    return true;
  } catch (error) {
    return error === stop;
  }
}
