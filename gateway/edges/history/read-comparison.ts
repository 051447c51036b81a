import type { Figure } from '../../../contracts/history.ts';
import type { ComparisonAnswer, ComparisonQuery } from '../../../contracts/history-comparison.ts';
import type { Queryable } from '../../../store/database.ts';
import { readPlanningSettings } from '../../../store/planning-settings.ts';
import { historyReach, type Span } from '../../../store/history/note.ts';
import type { Scope } from '../../../store/scope.ts';
import { localDay, startsDay } from '../../core/history/city-time.ts';
import { compareDays, type ComparedDay } from '../../core/history/compare-days.ts';
import { badField } from '../http/fault-of.ts';
import { readFlows } from './read-flows.ts';
import { historyTimeZone, noteOf, periodOf } from './read-selection.ts';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 3700;
/** Days of which less was watched are left out. */
const ENOUGH_WATCHED = 0.5;

/**
 * One period against another.
 *
 * @throws ApiFault when the question is not answerable.
 */
export async function readComparison(
  connection: Queryable,
  query: ComparisonQuery,
  scope: Scope,
): Promise<ComparisonAnswer> {
  const timeZone = await historyTimeZone(connection);
  const { vsFrom, vsTo, unit, withoutHolidays, ...selection } = query;
  const spans = [
    periodOf(query, timeZone),
    periodOf({ from: vsFrom, to: vsTo }, timeZone, ['vsFrom', 'vsTo']),
  ] as const;
  for (const [i, span] of spans.entries())
    for (const end of ['from', 'to'] as const) {
      const name = i === 0 ? end : `vs${end === 'from' ? 'From' : 'To'}`;
      if (!startsDay(span[end].getTime(), timeZone)) throw badField(name, 'must be the beginning of a day');
      if (span.to.getTime() - span.from.getTime() > LONGEST_DAYS * DAY_MS)
        throw badField(name, 'a comparison takes at most ten years');
    }
  const [planning, reach] = await Promise.all([readPlanningSettings(connection), historyReach(connection)]);
  const holidays = withoutHolidays === 'true' ? new Set(planning.holidays.map(({ date }) => date)) : new Set<string>();
  const side = async (span: Span) => {
    const asked = { ...selection, from: span.from.toISOString(), to: span.to.toISOString() };
    const flows = await readFlows(connection, { ...asked, by: 'day', split: undefined }, scope);
    const of = unit === 'count' ? ('count' as const) : ('carUnits' as const);
    const figures = new Map(flows.rows.map((row) => [localDay(Date.parse(row.at ?? ''), timeZone), row[of]]));
    return { flows, figure: flows.total[of], ...daysOf(span, figures, reach, timeZone, holidays) };
  };
  const before = await side(spans[0]);
  const after = await side(spans[1]);
  const compared = compareDays(before.days, after.days);
  const told = (one: typeof before, perDay: number | null) => ({
    from: one.flows.from,
    to: one.flows.to,
    figure: one.figure,
    days: one.days.length,
    daysTooDark: one.tooDark,
    daysHoliday: one.holidays,
    perDay,
  });
  const note = await noteOf(connection, { span: spans[0], timeZone, boundaries: query.boundaries });
  return {
    ...note,
    simulated: [...note.simulated, ...after.flows.simulated],
    before: told(before, compared.before),
    after: told(after, compared.after),
    ratio: compared.ratio,
    ratioLow: compared.ratioLow,
    ratioHigh: compared.ratioHigh,
    p: compared.p,
    verdict: compared.verdict,
    weekdays: [...compared.weekdays],
    places: before.flows.places,
  };
}

/** Whole days that are in the sums; a day without a row counted nothing. */
function daysOf(
  span: Span,
  figures: ReadonlyMap<string, Figure>,
  reach: { readonly first: Date | null; readonly last: Date | null },
  timeZone: string,
  holidays: ReadonlySet<string>,
): { readonly days: readonly ComparedDay[]; readonly tooDark: number; readonly holidays: number } {
  const days: ComparedDay[] = [];
  let [tooDark, left] = [0, 0];
  const first = reach.first === null ? '9999' : localDay(reach.first.getTime(), timeZone);
  const last = reach.last === null ? '' : localDay(reach.last.getTime(), timeZone);
  const end = localDay(span.to.getTime(), timeZone);
  let day = localDay(span.from.getTime(), timeZone);
  for (; day < end; day = dayAfter(day)) {
    if (day < first || day > last) continue;
    const figure = figures.get(day);
    if (holidays.has(day)) left += 1;
    else if (figure && figure.observed !== null && figure.observed < ENOUGH_WATCHED) tooDark += 1;
    else {
      const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
      days.push({ day, weekday: weekday === 0 ? 7 : weekday, value: figure?.estimated ?? figure?.counted ?? 0 });
    }
  }
  return { days, tooDark, holidays: left };
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}
