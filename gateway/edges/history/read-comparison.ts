import type { ComparisonAnswer, ComparisonQuery } from '../../../contracts/history-comparison.ts';
import type { Queryable } from '../../../store/database.ts';
import { gapAccount } from '../../../store/gaps.ts';
import { historyReach, type Span } from '../../../store/history/note.ts';
import { nameHistoryPlaces } from '../../../store/history/places.ts';
import { readServiceSpans } from '../../../store/history/service.ts';
import { readPlanningSettings } from '../../../store/planning-settings.ts';
import type { Scope } from '../../../store/scope.ts';
import { localDay, startsDay } from '../../core/history/city-time.ts';
import { compareDays } from '../../core/history/compare-days.ts';
import { comparedDays } from '../../core/history/compared-days.ts';
import { sameLines } from '../../core/history/same-lines.ts';
import { badField } from '../http/fault-of.ts';
import { readFlows } from './read-flows.ts';
import { historyTimeZone, noteOf, periodOf, selectionOf } from './read-selection.ts';
import { readWatch } from './read-watched.ts';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 3700;
const EVERYWHERE = { class: null, direction: null, camera: null, zone: null, area: null };
/** What only lines and zones tell, so that it can be chosen by them. */
const OF_LINES: ReadonlySet<string> = new Set(['crossed', 'entered', 'left', 'dwelled', 'stopped', 'wrong-way']);

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
  const { vsFrom, vsTo, unit, withoutHolidays, lines, ...selection } = query;
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
  const [before, after] = spans;
  if (before.from < after.to && after.from < before.to)
    throw badField('vsFrom', 'the periods overlap: a day cannot be before and after');
  const [planning, reach, account] = await Promise.all([
    readPlanningSettings(connection),
    historyReach(connection),
    gapAccount(connection),
  ]);
  const toldUntilMs = account?.until.getTime() ?? Math.min(Date.now(), (reach.last?.getTime() ?? 0) + DAY_MS);
  const chosen =
    lines === 'same' && account !== null && OF_LINES.has(query.what)
      ? await linesOfBoth(connection, query, spans, toldUntilMs, scope)
      : { same: [], leftOut: [] };
  const zoneIds = chosen.leftOut.length > 0 && chosen.same.length > 0 ? [...chosen.same] : query.zoneIds;
  const isNothingAlike = chosen.leftOut.length > 0 && chosen.same.length === 0;
  const holidays = withoutHolidays === 'true' ? new Set(planning.holidays.map(({ date }) => date)) : new Set<string>();
  const side = async (span: Span) => {
    const asked = { ...selection, zoneIds, from: span.from.toISOString(), to: span.to.toISOString() };
    const flows = await readFlows(connection, { ...asked, by: 'day', split: undefined }, scope);
    const watch = await readWatch(connection, {
      selection: await selectionOf(connection, asked, span, scope),
      scope,
      by: 'day',
      split: [],
      timeZone,
      seasonOfMonth: [],
    });
    const of = unit === 'count' ? ('count' as const) : ('carUnits' as const);
    const days = comparedDays(span, {
      figures: new Map(flows.rows.map((row) => [localDay(Date.parse(row.at ?? ''), timeZone), row[of]])),
      watchOf: watch === null ? 'untold' : (atMs) => watch.watched(EVERYWHERE, String(atMs)),
      toldUntilMs,
      firstMs: (reach.first ?? span.to).getTime(),
      holidays,
      timeZone,
    });
    return { flows, figure: flows.total[of], ...days, days: isNothingAlike ? [] : days.days };
  };
  const told = [await side(before), await side(after)] as const;
  const compared = compareDays(told[0].days, told[1].days);
  const tell = (one: (typeof told)[number], perDay: number | null) => ({
    from: one.flows.from,
    to: one.flows.to,
    figure: one.figure,
    days: one.days.length,
    daysTooDark: one.tooDark,
    daysHoliday: one.holidays,
    daysOpen: one.open,
    perDay,
  });
  const [note, places] = await Promise.all([
    noteOf(connection, { span: before, timeZone, boundaries: query.boundaries }),
    nameHistoryPlaces(connection, {
      devices: [...(query.cameraIds ?? []), ...(query.zoneIds ?? []), ...chosen.leftOut],
      areas: query.areaIds ?? [],
    }),
  ]);
  return {
    ...note,
    simulated: [...note.simulated, ...told[1].flows.simulated],
    before: tell(told[0], compared.before),
    after: tell(told[1], compared.after),
    ratio: compared.ratio,
    ratioLow: compared.ratioLow,
    ratioHigh: compared.ratioHigh,
    p: compared.p,
    verdict: compared.verdict,
    weekdays: [...compared.weekdays],
    linesLeftOut: [...chosen.leftOut],
    places,
  };
}

/** Lines and zones that were in service in both periods, of those that are asked for. */
async function linesOfBoth(
  connection: Queryable,
  query: ComparisonQuery,
  spans: readonly [Span, Span],
  toldUntilMs: number,
  scope: Scope,
): Promise<ReturnType<typeof sameLines>> {
  const [before, after] = await Promise.all(
    spans.map(async (span) => {
      const services = await readServiceSpans(
        connection,
        await selectionOf(connection, query, span, scope),
        scope,
        true,
      );
      return {
        period: { fromMs: span.from.getTime(), toMs: Math.min(span.to.getTime(), toldUntilMs) },
        services: services.flatMap(({ zoneId, from, to }) =>
          zoneId === null ? [] : [{ zoneId, fromMs: from.getTime(), toMs: to?.getTime() ?? null }],
        ),
      };
    }),
  );
  return before && after ? sameLines(before, after) : { same: [], leftOut: [] };
}
