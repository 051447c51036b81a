import type { ExportProgress } from '../contracts/exports.ts';
import type { Report, ReportOrder } from '../contracts/reports.ts';
import type { StatsEvent } from './core/stats/state.ts';

/** Takes files out and orders reports, telling how far they are. */
export interface StatsExporter {
  readonly take: (path: string, ticket: string) => Promise<void>;
  readonly cancel: () => void;
  /** Fetches the list of reports, again and again while one is being made. */
  readonly reports: () => Promise<void>;
  readonly order: (order: Omit<ReportOrder, 'again'>) => Promise<void>;
}

const ASK_EVERY_MS = 1000;

/** One file at a time; another one breaks off the one before. */
export function createStatsExporter({
  tell,
  get,
}: {
  readonly tell: (event: StatsEvent) => void;
  readonly get: (path: string, signal: AbortSignal) => Promise<unknown>;
}): StatsExporter {
  let running: AbortController | null = null;
  let asking: ReturnType<typeof setTimeout> | null = null;

  const reports = async (): Promise<void> => {
    if (asking !== null) clearTimeout(asking);
    asking = null;
    // The gateway answers by the schema of the route.
    const list = (await get('/api/reports', AbortSignal.timeout(20_000)).catch(() => [])) as readonly Report[];
    tell({ type: 'reports', reports: list });
    if (list.some(({ state }) => state === 'waiting' || state === 'running'))
      asking = setTimeout(() => void reports(), ASK_EVERY_MS);
  };

  return {
    async take(path, ticket) {
      running?.abort();
      const stop = new AbortController();
      running = stop;
      let rows = 0;
      tell({ type: 'exporting', exporting: { is: 'running', rows, total: null } });
      const watch = setInterval(() => {
        get(`/api/exports/progress/${ticket}`, stop.signal).then(
          (said) => {
            if (running !== stop) return;
            const progress = said as ExportProgress;
            rows = progress.rows;
            tell({ type: 'exporting', exporting: { is: 'running', rows, total: progress.total } });
          },
          // Another gateway may be asked than the one that makes the file: then nobody knows how far it is.
          () => undefined,
        );
      }, ASK_EVERY_MS);
      try {
        const response = await fetch(path, { credentials: 'same-origin', signal: stop.signal });
        if (!response.ok) throw new Error(`status ${response.status}`);
        const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'citywatch';
        save(await response.blob(), name);
        const last = (await get(`/api/exports/progress/${ticket}`, stop.signal).catch(
          () => null,
        )) as ExportProgress | null;
        if (running === stop)
          tell({ type: 'exporting', exporting: { is: 'done', rows: last?.rows ?? rows, total: null } });
      } catch {
        const is = stop.signal.aborted ? 'cancelled' : 'failed';
        if (running === stop) tell({ type: 'exporting', exporting: { is, rows, total: null } });
      } finally {
        clearInterval(watch);
      }
    },
    cancel: () => running?.abort(),
    reports,
    async order(order) {
      await fetch('/api/reports', {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(order),
      });
      await reports();
    },
  };
}

/** Hands a file to the browser to keep. */
function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
