/** What changed between two maps of entities that are replaced, never mutated: identity is the dirty flag. */
export interface Difference<K, V> {
  readonly added: readonly (readonly [K, V])[];
  readonly changed: readonly (readonly [K, V])[];
  readonly removed: readonly K[];
}

/** Compares two maps key by key by identity of their values. O(n); the same map gives an empty difference at once. */
export function diffById<K, V>(before: ReadonlyMap<K, V>, after: ReadonlyMap<K, V>): Difference<K, V> {
  const added: (readonly [K, V])[] = [];
  const changed: (readonly [K, V])[] = [];
  const removed: K[] = [];
  if (before === after) return { added, changed, removed };
  for (const [key, value] of after) {
    const old = before.get(key);
    if (old === undefined) added.push([key, value]);
    else if (old !== value) changed.push([key, value]);
  }
  for (const key of before.keys()) if (!after.has(key)) removed.push(key);
  return { added, changed, removed };
}
