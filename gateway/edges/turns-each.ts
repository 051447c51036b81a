import { boundedTurns, type Turns } from './bounded-turns.ts';

/** Bounds work for each of many: whoever asks for too much waits for oneself, and keeps nobody else waiting. */
export type TurnsEach = {
  /** Runs `work` when it is this one's turn. @returns null, without running it, when too much of theirs waits already */
  readonly take: <T>(whose: string, work: () => Promise<T>) => Promise<{ readonly value: T } | null>;
};

/** Nothing is remembered of those who ask for nothing. */
export function turnsEach(bounds: { readonly atOnce: number; readonly waiting: number }): TurnsEach {
  const each = new Map<string, { readonly turns: Turns; asking: number }>();
  return {
    take: async (whose, work) => {
      const own = each.get(whose) ?? { turns: boundedTurns(bounds), asking: 0 };
      each.set(whose, own);
      own.asking++;
      try {
        return await own.turns.take(work);
      } finally {
        own.asking--;
        if (own.asking === 0) each.delete(whose);
      }
    },
  };
}
