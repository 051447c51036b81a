import { ApiFault } from '../../core/api-fault.ts';
import type { ExportProgress } from '../../../contracts/exports.ts';
import type { RowPages } from '../../core/exports/column.ts';

/** Who takes out what at the moment, how far each is, and how many may at once. */
export type ExportDesk = {
  /**
   * Takes a place and passes the rows on, counting them. The place is given back when the rows end, however they do.
   * @throws ApiFault `too-many`
   */
  readonly take: (start: {
    readonly username: string;
    readonly ticket: string | undefined;
    readonly pages: RowPages;
    /** The client is gone, or has all of it. */
    readonly signal: AbortSignal;
    /** Counted beside it; a failure leaves the total unknown. */
    readonly total: Promise<number>;
    readonly onEnd: (state: ExportProgress['state'], rows: number) => Promise<void>;
  }) => RowPages;
  /** One's own, or null. */
  readonly progress: (username: string, ticket: string) => ExportProgress | null;
};

const AT_ONCE = 4;
const AT_ONCE_EACH = 2;
const MOST_REMEMBERED = 200;
const TRY_AGAIN_S = 15;

type Entry = { readonly username: string; state: ExportProgress['state']; rows: number; total: number | null };

/** A desk with nobody at it. */
export function openExportDesk(): ExportDesk {
  const running = new Map<Entry, string>();
  const known = new Map<string, Entry>();

  async function* counted(
    entry: Entry,
    pages: RowPages,
    onEnd: (state: ExportProgress['state'], rows: number) => Promise<void>,
  ): RowPages {
    try {
      for await (const rows of pages) {
        entry.rows += rows.length;
        yield rows;
      }
      entry.state = 'done';
    } catch (error) {
      entry.state = error instanceof Error && error.name === 'AbortError' ? 'cancelled' : 'failed';
      throw error;
    } finally {
      // Whoever stops to take rows ends here without an error.
      if (entry.state === 'running') entry.state = 'cancelled';
      running.delete(entry);
      await onEnd(entry.state, entry.rows);
    }
  }

  return {
    take({ username, ticket, pages, signal, total, onEnd }) {
      const own = [...running.values()].filter((name) => name === username).length;
      if (running.size >= AT_ONCE || own >= AT_ONCE_EACH)
        throw new ApiFault('too-many', 'too many files are being made; try again when one is done', {
          retryAfterS: TRY_AGAIN_S,
        });
      const entry: Entry = { username, state: 'running', rows: 0, total: null };
      running.set(entry, username);
      // Also where nobody ever came to take the first row.
      signal.addEventListener('abort', () => running.delete(entry), { once: true });
      if (ticket !== undefined) {
        known.set(`${username} ${ticket}`, entry);
        const [oldest] = known.keys();
        if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
      }
      total.then(
        (count) => {
          entry.total = count;
        },
        () => undefined,
      );
      return counted(entry, pages, onEnd);
    },
    progress(username, ticket) {
      const entry = known.get(`${username} ${ticket}`);
      return entry === undefined ? null : { state: entry.state, rows: entry.rows, total: entry.total };
    },
  };
}
