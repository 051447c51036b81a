import type { ExportProgress } from '../../../contracts/exports.ts';
import type { ExportPage } from '../../../store/export-rows.ts';
import { ApiFault } from '../../core/api-fault.ts';
import type { RowPages } from '../../core/exports/column.ts';

/** A file to be made: what is told of it, and to whom. */
export type ExportWork = {
  readonly username: string;
  readonly pages: AsyncIterable<ExportPage>;
  /** From and to, epoch ms: by them a page tells how much has been read. */
  readonly period: readonly [number, number];
  /** The client is gone, or has all of it. */
  readonly signal: AbortSignal;
  /** How far it is, with the first page and then now and then. False: it is not wanted any more. */
  readonly tell: (progress: Pick<ExportProgress, 'rows' | 'share'>) => Promise<boolean>;
  readonly onEnd: (state: ExportProgress['state'], rows: number) => Promise<void>;
};

/** Who takes out what at the moment, and how many may at once. */
export type ExportDesk = {
  /** Whether this account would get a place now. @throws ApiFault `too-many` */
  readonly ask: (username: string) => void;
  /**
   * Takes a place and passes the rows on, counting them. The place is given back when the rows end, however they do.
   * @throws ApiFault `too-many`
   */
  readonly take: (work: ExportWork) => RowPages;
};

const AT_ONCE = 4;
const AT_ONCE_EACH = 2;
const TRY_AGAIN_S = 15;
const TELL_EVERY_MS = 1000;

/** A desk with nobody at it. @param steadyMs a clock that only goes forward */
export function openExportDesk(steadyMs: () => number): ExportDesk {
  const running = new Map<ExportWork, string>();

  async function* counted(work: ExportWork): RowPages {
    const { pages, period, tell, onEnd } = work;
    let state: ExportProgress['state'] = 'running';
    let count = 0;
    let toldMs = -Infinity;
    try {
      for await (const { rows, atMs } of pages) {
        count += rows.length;
        if (steadyMs() - toldMs >= TELL_EVERY_MS) {
          toldMs = steadyMs();
          if (!(await tell({ rows: count, share: shareOf(period, atMs) }))) {
            state = 'cancelled';
            throw new ApiFault('conflict', 'the file is not wanted any more');
          }
        }
        yield rows;
      }
      state = 'done';
    } catch (error) {
      if (state === 'running') state = error instanceof Error && error.name === 'AbortError' ? 'cancelled' : 'failed';
      throw error;
    } finally {
      // Whoever stops to take rows ends here without an error.
      if (state === 'running') state = 'cancelled';
      running.delete(work);
      await onEnd(state, count);
    }
  }

  const ask = (username: string): void => {
    const own = [...running.values()].filter((name) => name === username).length;
    if (running.size >= AT_ONCE || own >= AT_ONCE_EACH)
      throw new ApiFault('too-many', 'too many files are being made; try again when one is done', {
        retryAfterS: TRY_AGAIN_S,
      });
  };
  return {
    ask,
    take(work) {
      ask(work.username);
      running.set(work, work.username);
      // Also where nobody ever came to take the first row.
      work.signal.addEventListener('abort', () => running.delete(work), { once: true });
      return counted(work);
    },
  };
}

function shareOf([fromMs, toMs]: readonly [number, number], atMs: number): number {
  return Math.min(1, Math.max(0, (atMs - fromMs) / (toMs - fromMs)));
}
