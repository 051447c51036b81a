/** Work of which only so much runs at once and so much waits. */
export type Turns = {
  /** Runs `work` when it is its turn. @returns null, without running it, when too many wait already. */
  readonly take: <T>(work: () => Promise<T>) => Promise<{ readonly value: T } | null>;
};

/**
 * Bounds expensive work: at most `atOnce` run, at most `waiting` wait in order, the rest is refused (and counted by
 * whoever asks).
 */
export function boundedTurns({ atOnce, waiting }: { readonly atOnce: number; readonly waiting: number }): Turns {
  const queue: (() => void)[] = [];
  let running = 0;
  return {
    take: async (work) => {
      if (running >= atOnce) {
        if (queue.length >= waiting) return null;
        await new Promise<void>((resolve) => queue.push(resolve));
      } else {
        running++;
      }
      try {
        return { value: await work() };
      } finally {
        // The place is handed on, so that nobody who comes now overtakes the queue.
        const next = queue.shift();
        if (next) next();
        else running--;
      }
    },
  };
}
