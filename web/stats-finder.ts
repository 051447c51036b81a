import type { EventPage } from '../contracts/history-events.ts';
import { FIRST_PAGE, NEXT_PAGE } from './core/stats/found.ts';
import type { StatsEvent } from './core/stats/state.ts';
import { RequestFailed } from './edges/http.ts';

/** Typing asks when it rests. */
const REST_MS = 350;
/** Pages that come by themselves, so that results stream in; more on demand. */
const PAGES_AT_ONCE = 3;

/** Searches, page by page: the newest question only. */
export interface StatsFinder {
  /** What to search for; null: nothing. */
  readonly look: (path: string | null) => void;
  /** Goes on where the list ended. */
  readonly more: () => void;
  /** Searches anew. */
  readonly again: () => void;
}

/** Outside things the finder needs. */
export interface FinderParts {
  readonly get: (path: string, signal: AbortSignal) => Promise<unknown>;
  readonly tell: (event: StatsEvent) => void;
  readonly onSignedOut: () => void;
}

/** Makes the search of one console. */
export function createStatsFinder({ get, tell, onSignedOut }: FinderParts): StatsFinder {
  let path: string | null = null;
  let next: string | null = null;
  let abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const run = async (of: string, after: string | null, pages: number): Promise<void> => {
    const { signal } = abort;
    tell({ type: 'finding', path: of, more: after !== null });
    try {
      let at = after;
      for (let page = 0; page < pages; page++) {
        const size = at === null ? FIRST_PAGE : NEXT_PAGE;
        // The route checks its answer by the schema.
        const answer = (await get(`${of}&limit=${size}${at === null ? '' : `&after=${at}`}`, signal)) as EventPage;
        if (signal.aborted) return;
        next = at = answer.next;
        const goesOn = at !== null && page + 1 < pages;
        tell({ type: 'found', path: of, events: answer.events, next: at, more: goesOn });
        if (at === null) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof RequestFailed)) throw error;
      if (error.code === 'not-signed-in') onSignedOut();
      else tell({ type: 'finding-failed', path: of, code: error.code });
    }
  };
  const begin = () => {
    abort.abort();
    abort = new AbortController();
    next = null;
    if (path !== null) void run(path, null, PAGES_AT_ONCE);
  };
  return {
    look: (wanted) => {
      if (wanted === path) return;
      path = wanted;
      clearTimeout(timer);
      if (wanted === null) begin();
      else timer = setTimeout(begin, REST_MS);
    },
    more: () => {
      if (path === null || next === null) return;
      const after = next;
      next = null;
      void run(path, after, 1);
    },
    again: begin,
  };
}
