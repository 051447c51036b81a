import type { Latch } from './latch.ts';
import { IDLE, parseLatch } from './latch.ts';

/** Names a latch: one per rule and place. */
export type LatchKey = { readonly ruleId: string; readonly placeKey: string };

/** The latches of all rules of a kind, by {@link latchName}. Idle ones are not kept. */
export type Latches = ReadonlyMap<string, LatchKey & { readonly latch: Latch }>;

/** One name for a rule and place. */
export function latchName({ ruleId, placeKey }: LatchKey): string {
  return `${ruleId} ${placeKey}`;
}

/** Changes of latches that are not yet durable, over those that are. */
export type LatchChanges = {
  readonly get: (key: LatchKey) => Latch;
  readonly set: (key: LatchKey, latch: Latch) => void;
  readonly changed: () => Latches;
};

/** Collects changes over latches without touching them, so that a failed commit leaves nothing behind. */
export function changesOver(latches: Latches): LatchChanges {
  const changed = new Map<string, LatchKey & { latch: Latch }>();
  const get = (key: LatchKey): Latch => {
    const name = latchName(key);
    return (changed.get(name) ?? latches.get(name))?.latch ?? IDLE;
  };
  return {
    get,
    set: (key, latch) => {
      if (get(key) !== latch) changed.set(latchName(key), { ruleId: key.ruleId, placeKey: key.placeKey, latch });
    },
    changed: () => changed,
  };
}

/** Latches after changes have become durable. */
export function withChanges(latches: Latches, changes: Latches): Latches {
  if (changes.size === 0) return latches;
  const next = new Map(latches);
  for (const [name, entry] of changes) {
    if (entry.latch.phase === 'idle') next.delete(name);
    else next.set(name, entry);
  }
  return next;
}

/** Latches as the store remembered them; what cannot be read counts as idle. */
export function latchesFrom(states: readonly (LatchKey & { readonly state: unknown })[]): Latches {
  const latches = new Map<string, LatchKey & { latch: Latch }>();
  for (const { ruleId, placeKey, state } of states) {
    const latch = parseLatch(state);
    if (latch) latches.set(latchName({ ruleId, placeKey }), { ruleId, placeKey, latch });
  }
  return latches;
}

/** Changes as the store remembers them: null forgets. */
export function statesOf(changes: Latches): readonly (LatchKey & { readonly state: Latch | null })[] {
  return [...changes.values()].map(({ ruleId, placeKey, latch }) => ({
    ruleId,
    placeKey,
    state: latch.phase === 'idle' ? null : latch,
  }));
}

/** Changes that forget every latch nobody watches any more. */
export function forget(latches: Latches, watched: (key: LatchKey) => boolean): Latches {
  return new Map([...latches].filter(([, key]) => !watched(key)).map(([name, key]) => [name, { ...key, latch: IDLE }]));
}
