import type { ChainTrouble } from '../../../contracts/push.ts';

/** Remembers when each part of the way from the cameras to the consoles was last known to work. */
export type Chain = {
  /** A part worked then. Times are of a clock that only goes forward. */
  readonly worked: (part: ChainTrouble['is'], atMs: number) => void;
  /** What has not worked for too long, and when it last did. Parts nobody ever heard of are no trouble. */
  readonly troubles: (nowMs: number) => readonly ChainTrouble[];
};

/** What takes shorter is a restart, which nobody has to be told of, milliseconds. */
const BEAR_MS: Readonly<Record<ChainTrouble['is'], number>> = {
  database: 10_000,
  judging: 30_000,
  perceiving: 30_000,
  broker: 20_000,
};
const PARTS: readonly ChainTrouble['is'][] = ['database', 'judging', 'perceiving', 'broker'];

/** Knows of nothing at first. */
export function createChain(): Chain {
  const workedAt = new Map<ChainTrouble['is'], number>();
  return {
    worked: (part, atMs) => void workedAt.set(part, Math.max(atMs, workedAt.get(part) ?? -Infinity)),
    troubles(nowMs) {
      const broken = PARTS.flatMap((is) => {
        const since = workedAt.get(is);
        return since === undefined || nowMs - since <= BEAR_MS[is] ? [] : [{ is, since }];
      });
      // Without the database nobody can say anything of the rest.
      return broken[0]?.is === 'database' ? broken.slice(0, 1) : broken;
    },
  };
}
