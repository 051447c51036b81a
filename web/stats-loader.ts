import type { StatsEvent, Want } from './core/stats/state.ts';
import { RequestFailed } from './edges/http.ts';

/** Dragging through choices asks for the last of them only. */
const REST_MS = 150;
const AT_ONCE = 4;
const MOST_KEPT = 80;
const KEPT_MS = 120_000;

/** Fetches what the pages want: no more than that, nothing twice, nothing that is not wanted any more. */
export interface StatsLoader {
  /** From now on exactly this is wanted. */
  readonly want: (wants: readonly Want[]) => void;
  /** Asks again for what failed. */
  readonly retry: () => void;
  /** Wants nothing; what is under way is broken off. */
  readonly stop: () => void;
}

/** Outside things the loader needs. */
export interface LoaderParts {
  readonly get: (path: string, signal: AbortSignal) => Promise<unknown>;
  readonly tell: (event: StatsEvent) => void;
  readonly onSignedOut: () => void;
  readonly now: () => number;
}

interface Run {
  readonly want: Want;
  readonly abort: AbortController;
  started: boolean;
}

/** Makes the loader of one console. */
export function createStatsLoader({ get, tell, onSignedOut, now }: LoaderParts): StatsLoader {
  const kept = new Map<string, { readonly at: number; readonly value: unknown }>();
  const runs = new Map<string, Run>();
  const shown = new Map<string, string>();
  let wanted: readonly Want[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const fresh = (path: string): unknown => {
    const entry = kept.get(path);
    return entry && now() - entry.at < KEPT_MS ? entry.value : undefined;
  };
  const keep = (path: string, value: unknown) => {
    kept.delete(path);
    kept.set(path, { at: now(), value });
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break;
      kept.delete(oldest);
    }
  };

  const begin = () => {
    for (const [slot, run] of runs) {
      if (wanted.some((want) => want.slot === slot && want.path === run.want.path)) continue;
      run.abort.abort();
      runs.delete(slot);
    }
    for (const want of wanted) {
      if (runs.has(want.slot) || (shown.get(want.slot) === want.path && fresh(want.path) !== undefined)) continue;
      tell({ type: 'loading', slot: want.slot, path: want.path });
      const value = fresh(want.path);
      if (value !== undefined) {
        shown.set(want.slot, want.path);
        tell({ type: 'loaded', slot: want.slot, path: want.path, value });
      } else runs.set(want.slot, { want, abort: new AbortController(), started: false });
    }
    next();
  };

  const next = () => {
    for (const run of runs.values()) {
      const started = [...runs.values()].filter((one) => one.started);
      if (started.length >= AT_ONCE) return;
      // Two places of a page may show the same answer.
      if (!run.started && !started.some(({ want }) => want.path === run.want.path)) void fetchOne(run);
    }
  };

  const fetchOne = async (run: Run): Promise<void> => {
    run.started = true;
    const { slot, path } = run.want;
    try {
      const value = fresh(path) ?? (await get(path, run.abort.signal));
      if (fresh(path) === undefined) keep(path, value);
      if (run.abort.signal.aborted) return;
      shown.set(slot, path);
      tell({ type: 'loaded', slot, path, value });
    } catch (error) {
      if (run.abort.signal.aborted) return;
      if (!(error instanceof RequestFailed)) throw error;
      if (error.code === 'not-signed-in') return onSignedOut();
      shown.set(slot, path);
      tell({ type: 'failed', slot, path, code: error.code });
    } finally {
      if (runs.get(slot) === run) runs.delete(slot);
      next();
    }
  };

  return {
    want: (wants) => {
      wanted = wants;
      clearTimeout(timer);
      timer = setTimeout(begin, REST_MS);
    },
    retry: () => {
      begin();
    },
    stop: () => {
      clearTimeout(timer);
      wanted = [];
      begin();
    },
  };
}
