/** How often something was refused since it was last taken. */
export interface RefusalCount {
  readonly source: string;
  readonly reason: string;
  readonly count: number;
  readonly detail: string | null;
  readonly lastAt: number;
}

/** Counts refusals by source and reason. */
export interface RefusalCounts {
  /**
   * @param source who sent it: `agent:gate-1`, `device:sk-14`. Names come from outside, so their number is bounded:
   *   beyond the bound they are counted together as `others`.
   */
  readonly refused: (source: string, reason: string, detail: string | null, nowMs: number, count?: number) => void;
  readonly take: () => readonly RefusalCount[];
}

/** Sources told apart during one process's life. */
const MOST_SOURCES = 2_000;
const LONGEST_DETAIL = 300;

/** Makes counts at zero. */
export function createRefusalCounts(): RefusalCounts {
  const sources = new Set<string>();
  let counts = new Map<string, RefusalCount>();

  return {
    refused(source, reason, detail, nowMs, count = 1) {
      if (sources.size < MOST_SOURCES) sources.add(source);
      const named = sources.has(source) ? source : `${source.split(':')[0] ?? ''}:others`;
      const key = `${named} ${reason}`;
      counts.set(key, {
        source: named,
        reason,
        count: (counts.get(key)?.count ?? 0) + count,
        // PostgreSQL's text knows no NUL.
        detail: detail?.slice(0, LONGEST_DETAIL).replaceAll('\0', '') ?? counts.get(key)?.detail ?? null,
        lastAt: nowMs,
      });
    },
    take() {
      const taken = [...counts.values()];
      counts = new Map();
      return taken;
    },
  };
}
