import type { z } from 'zod';
import {
  MOST_ROWS,
  type SelectionQuery,
  type SpeedAnswer,
  type StayAnswer,
  type TimeStep,
} from '../../../contracts/history.ts';
import type { speedQuery, stayQuery } from '../../../contracts/history.ts';
import type { Queryable } from '../../../store/database.ts';
import { nameHistoryPlaces } from '../../../store/history/places.ts';
import {
  readOccupancy,
  readPresence,
  readValueBins,
  readValueTotal,
  type BinSum,
} from '../../../store/history/value-bins.ts';
import type { Scope } from '../../../store/scope.ts';
import { levelFor, onHour } from '../../core/history/level.ts';
import { occurrences } from '../../core/history/occurrences.ts';
import {
  quantile,
  SECONDS_BIN_ERROR,
  secondsBin,
  shareAbove,
  spreadOf,
  together,
  unitBin,
} from '../../core/history/spread.ts';
import { badField } from '../http/fault-of.ts';
import { readFlows } from './read-flows.ts';
import { checkSteps, historyTimeZone, noteOf, periodOf, selectionOf, tooManyRows } from './read-selection.ts';

const MOST_BINS = 20 * MOST_ROWS;

/** How fast vehicles were. @throws ApiFault when the question is not answerable or the answer too long. */
export async function readSpeeds(
  connection: Queryable,
  query: z.output<typeof speedQuery>,
  scope: Scope,
): Promise<SpeedAnswer> {
  const { limitKmh, by, ...rest } = query;
  const { asked, note, places, observed } = await prepare(connection, { ...rest, what: 'speed' }, by, 'value', scope);
  const [sums, total] = await Promise.all([
    readValueBins(connection, { ...asked, by }, MOST_BINS),
    readValueTotal(connection, asked),
  ]);
  if (sums.length > MOST_BINS) throw tooManyRows();
  const all = together(sums, unitBin);
  const over = (bins: typeof all) => (limitKmh === undefined ? null : shareAbove(bins, limitKmh));
  return {
    ...note,
    speeds: spreadOf(all, total.count > 0 ? total.sum / total.count : null),
    binErrorKmh: 1,
    observed,
    overLimit: over(all),
    rows: steps(sums).map(({ at, slot, of }) => {
      const bins = together(of, unitBin);
      return {
        at: at?.toISOString() ?? null,
        slot,
        count: bins.reduce((sum, { count }) => sum + count, 0),
        p15: quantile(bins, 0.15),
        p50: quantile(bins, 0.5),
        p85: quantile(bins, 0.85),
        overLimit: over(bins),
      };
    }),
    places,
  };
}

/** How long things stayed in zones, and how many at once. @throws ApiFault as {@link readSpeeds} does. */
export async function readStays(
  connection: Queryable,
  query: z.output<typeof stayQuery>,
  scope: Scope,
): Promise<StayAnswer> {
  const { by, ...rest } = query;
  const { asked, note, places, observed, span } = await prepare(
    connection,
    { ...rest, what: 'left' },
    by,
    'presence',
    scope,
  );
  const [sums, total, occupied, presence] = await Promise.all([
    readValueBins(connection, { ...asked, by }, MOST_BINS),
    readValueTotal(connection, asked),
    readOccupancy(connection, asked),
    readPresence(connection, { ...asked, by }),
  ]);
  if (sums.length > MOST_BINS) throw tooManyRows();
  const quarters = (span.to.getTime() - span.from.getTime()) / 900_000;
  const used = occupied.reduce((sum, one) => sum + one.quarters, 0);
  const inside = new Map(occupied.map((one) => [one.inside, one.quarters]));
  // Quarters in which nobody was there are quarters too.
  inside.set(0, (inside.get(0) ?? 0) + Math.max(0, quarters - used));
  const seconds = occupied.reduce((sum, one) => sum + one.seconds, 0);
  const key = (at: Date | null, slot: number | null) => `${at?.getTime() ?? ''} ${slot ?? ''}`;
  const present = new Map(presence.map((one) => [key(one.at, one.slot), one.seconds]));
  const times = new Map(
    occurrences(by, { fromMs: span.from.getTime(), toMs: span.to.getTime(), timeZone: asked.timeZone }).map((one) => [
      one.slot,
      one.times,
    ]),
  );
  const lengthS = (at: Date | null, slot: number | null): number => {
    if (slot !== null) return (times.get(slot) ?? 1) * (by === 'hour-of-day' ? 3600 : 86_400);
    if (at === null) return quarters * 900;
    const days = by === 'month' ? new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 2, 0)).getUTCDate() : 1;
    return days * 86_400;
  };
  return {
    ...note,
    stays: spreadOf(together(sums, secondsBin), total.count > 0 ? total.sum / total.count : null),
    binError: SECONDS_BIN_ERROR,
    observed,
    occupancy: spreadOf(
      [...inside].sort(([a], [b]) => a - b).map(([from, count]) => ({ from, to: from + 1, count })),
      quarters > 0 ? seconds / (quarters * 900) : null,
    ),
    rows: steps(sums).map(({ at, slot, of }) => {
      const bins = together(of, secondsBin);
      return {
        at: at?.toISOString() ?? null,
        slot,
        count: bins.reduce((sum, { count }) => sum + count, 0),
        medianS: quantile(bins, 0.5),
        p85S: quantile(bins, 0.85),
        meanOccupancy: (present.get(key(at, slot)) ?? 0) / lengthS(at, slot),
      };
    }),
    places,
  };
}

async function prepare(
  connection: Queryable,
  query: SelectionQuery,
  by: TimeStep,
  rollup: 'value' | 'presence',
  scope: Scope,
) {
  const timeZone = await historyTimeZone(connection);
  const span = periodOf(query, timeZone);
  checkSteps(by, span);
  for (const end of ['from', 'to'] as const)
    if (!onHour(span[end].getTime())) throw badField(end, 'must be on a full hour: values are summed by hours');
  const selection = await selectionOf(connection, query, span, scope);
  const daily = levelFor(by, span.from.getTime(), span.to.getTime(), timeZone) === 'daily';
  const [note, flows, places] = await Promise.all([
    noteOf(connection, { span, timeZone, boundaries: query.boundaries, rollup, deviceIds: query.cameraIds ?? null }),
    readFlows(connection, { ...query, by: 'none' }, scope),
    nameHistoryPlaces(connection, {
      devices: [...(query.cameraIds ?? []), ...(query.zoneIds ?? [])],
      areas: query.areaIds ?? [],
    }),
  ]);
  return { asked: { selection, scope, daily, timeZone }, note, places, span, observed: flows.total.count.observed };
}

/** Bins by step, in order of time. */
function steps(sums: readonly BinSum[]) {
  const all = new Map<string, { readonly at: Date | null; readonly slot: number | null; readonly of: BinSum[] }>();
  for (const sum of sums) {
    const key = `${sum.at?.getTime() ?? ''} ${sum.slot ?? ''}`;
    const step = all.get(key) ?? { at: sum.at, slot: sum.slot, of: [] };
    step.of.push(sum);
    all.set(key, step);
  }
  return [...all.values()];
}
