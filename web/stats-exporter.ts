import type { ExportOrder, ExportProgress } from '../contracts/exports.ts';
import type { Report } from '../contracts/reports.ts';
import type { StatsEvent } from './core/stats/state.ts';
import { RequestFailed, type Gateway } from './edges/http.ts';

/** Takes files out and orders reports, telling how far they are and why one was refused. */
export interface StatsExporter {
  readonly take: (order: ExportOrder) => Promise<void>;
  readonly cancel: () => Promise<void>;
  /** Fetches the list of reports, again and again while one is being made. */
  readonly reports: () => Promise<void>;
  readonly order: (order: Parameters<Gateway['orderReport']>[0]) => Promise<void>;
}

/** What the exporter needs of the outside. */
export interface ExporterParts {
  readonly gateway: Pick<Gateway, 'ask' | 'orderExport' | 'cancelExport' | 'orderReport'>;
  readonly tell: (event: StatsEvent) => void;
  /** Lets the browser fetch a file and keep it: it writes to the disk as it comes, whatever its size. */
  readonly download: (path: string) => void;
  readonly onSignedOut: () => void;
}

const ASK_EVERY_MS = 1000;
const MOST_PATIENCE_MS = 20_000;
/** A browser that has not begun to fetch the file by then does not mean to. */
const BEGINS_WITHIN_MS = 30_000;

/** Reasons for which a question is asked again. */
const MAY_PASS: ReadonlySet<string> = new Set(['offline', 'unavailable', 'not-stored', 'internal', 'too-many']);

/** One file at a time. */
export function createStatsExporter({ gateway, tell, download, onSignedOut }: ExporterParts): StatsExporter {
  /** The file that is watched; another one takes its place. */
  let watched: string | null = null;
  let asking: ReturnType<typeof setTimeout> | null = null;
  let isMade = false;

  const failed = (error: unknown): string => {
    if (!(error instanceof RequestFailed)) throw error;
    if (error.code === 'not-signed-in') onSignedOut();
    return error.code;
  };

  /** @returns whether it goes on */
  const look = async (id: string, begunMs: number): Promise<boolean> => {
    try {
      // The gateway answers by the schema of the route.
      const said = (await gateway.ask(
        `/api/exports/orders/${id}`,
        AbortSignal.timeout(MOST_PATIENCE_MS),
      )) as ExportProgress;
      if (watched !== id) return false;
      const isBlocked = said.state === 'waiting' && performance.now() - begunMs > BEGINS_WITHIN_MS;
      const goesOn = (said.state === 'waiting' || said.state === 'running') && !isBlocked;
      const is = isBlocked ? 'failed' : said.state === 'waiting' ? 'running' : said.state;
      tell({ type: 'exporting', exporting: { is, rows: said.rows, share: said.share, code: null } });
      return goesOn;
    } catch (error) {
      // The browser goes on by itself; only how far it is cannot be said for the moment.
      return MAY_PASS.has(failed(error)) && watched === id;
    }
  };
  const watch = async (id: string): Promise<void> => {
    const begunMs = performance.now();
    watched = id;
    while (await look(id, begunMs)) await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    if (watched === id) watched = null;
  };

  const reports = async (): Promise<void> => {
    if (asking !== null) clearTimeout(asking);
    asking = null;
    try {
      const list = (await gateway.ask('/api/reports', AbortSignal.timeout(MOST_PATIENCE_MS))) as readonly Report[];
      isMade = list.some(({ state }) => state === 'waiting' || state === 'running');
      tell({ type: 'reports', reports: list });
    } catch (error) {
      tell({ type: 'reports-failed', what: 'list', code: failed(error) });
    }
    if (isMade) asking = setTimeout(() => void reports(), ASK_EVERY_MS);
  };

  return {
    async take(order) {
      tell({ type: 'exporting', exporting: { is: 'running', rows: 0, share: 0, code: null } });
      try {
        const { id } = await gateway.orderExport(order);
        download(`/api/exports/orders/${id}/file`);
        await watch(id);
      } catch (error) {
        tell({ type: 'exporting', exporting: { is: 'failed', rows: 0, share: 0, code: failed(error) } });
      }
    },
    async cancel() {
      const id = watched;
      if (id === null) return;
      try {
        await gateway.cancelExport(id);
        await look(id, performance.now());
      } catch (error) {
        // Too late to stop it: the next look tells what became of it.
        failed(error);
      }
    },
    reports,
    async order(order) {
      try {
        await gateway.orderReport(order);
        await reports();
      } catch (error) {
        tell({ type: 'reports-failed', what: 'order', code: failed(error) });
      }
    },
  };
}
