import type { AskedTrial } from '../../../store/rule-trials.ts';
import type { PageMark, TrialZone } from '../../../store/trial-facts.ts';
import type { Database } from '../../../store/database.ts';
import type { Verdict } from '../../core/verdict.ts';

/** What a trial works with. */
export type TrialParts = {
  readonly database: Database;
  readonly timeZone: string;
  /** Called after each page with the share of the span that is done; throws to end the trial. */
  readonly onPage: (progress: number) => Promise<void>;
};

/** Facts looked at, and whether there were too many. */
export type Counted = { facts: number; isCut: boolean };

/** What judging a span came to. */
export type Judged = Counted & {
  readonly verdicts: readonly Verdict[];
  readonly zones: readonly Pick<TrialZone, 'zoneId' | 'basis'>[];
};

/** Rows read at a time. */
export const PAGE = 5000;
/** More facts than these are no trial any more but an evaluation. */
export const MOST_FACTS = 200_000;

/** Reads page after page and hands each on, until there is no more or too much. */
export async function pages<Row>(
  {
    read,
    size,
    markOf,
    take,
    most,
  }: {
    readonly read: (after: PageMark | null, limit: number) => Promise<readonly Row[]>;
    readonly size: number;
    readonly markOf: (row: Row) => PageMark;
    readonly take: (rows: readonly Row[]) => Promise<void>;
    readonly most: number;
  },
  counted: Counted,
): Promise<void> {
  let mark: PageMark | null = null;
  for (let seen = 0; ;) {
    const rows: readonly Row[] = await read(mark, size);
    const last = rows.at(-1);
    if (last === undefined) return;
    counted.facts += rows.length;
    seen += rows.length;
    mark = markOf(last);
    await take(rows);
    if (rows.length < size) return;
    if (seen < most) continue;
    counted.isCut = true;
    return;
  }
}

/** How much of the span lies before a moment, 0..1; 1 when there is no moment. */
export function shareOf({ from, to }: AskedTrial, atMs: number | undefined): number {
  if (atMs === undefined) return 1;
  return Math.min(1, Math.max(0, (atMs - from.getTime()) / (to.getTime() - from.getTime())));
}
