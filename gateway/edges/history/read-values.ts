import type { z } from 'zod';
import {
  MOST_ROWS,
  type AdjustedSpread,
  type Figure,
  type FlowAnswer,
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
import { adjustedSpread } from '../../core/history/adjusted.ts';
import { stepKey } from '../../core/history/service-minutes.ts';
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
import { readSeenHours } from './read-seen-hours.ts';
import { checkSteps, historyTimeZone, noteOf, periodOf, selectionOf, tooManyRows } from './read-selection.ts';

const MOST_BINS = 20 * MOST_ROWS;

/** How fast vehicles were. @throws ApiFault when the question is not answerable or the answer too long. */
export async function readSpeeds(
  connection: Queryable,
  query: z.output<typeof speedQuery>,
  scope: Scope,
): Promise<SpeedAnswer> {
  const { limitKmh, by, ...rest } = query;
  const prepared = await prepare(connection, { ...rest, what: 'speed' }, by, 'value', scope);
  const { note, places, flows, sums, mean } = prepared;
  const all = together(sums, unitBin);
  const over = (bins: typeof all) => (limitKmh === undefined ? null : shareAbove(bins, limitKmh));
  return {
    ...note,
    speeds: spreadOf(all, mean),
    binErrorKmh: 1,
    count: flows.total.count,
    adjusted: await adjusted(connection, prepared, unitBin),
    observed: flows.total.count.observed,
    overLimit: over(all),
    rows: steps(by, sums, flows).map(({ at, slot, of, figure }) => {
      const bins = together(of, unitBin);
      return {
        at,
        slot,
        count: bins.reduce((sum, { count }) => sum + count, 0),
        figure,
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
  const prepared = await prepare(connection, { ...rest, what: 'left' }, by, 'presence', scope);
  const { asked, note, places, flows, sums, mean } = prepared;
  const seen = await readSeenHours(connection, asked);
  const only = seen.dark === 0 ? null : seen.only;
  const [occupied, presence] = await Promise.all([
    readOccupancy(connection, { ...asked, only }),
    readPresence(connection, { ...asked, only }),
  ]);
  const quarters = seen.count * 4;
  const used = occupied.reduce((sum, one) => sum + one.quarters, 0);
  const inside = new Map(occupied.map((one) => [one.inside, one.quarters]));
  // Quarters in which nobody was there are quarters too.
  inside.set(0, (inside.get(0) ?? 0) + Math.max(0, quarters - used));
  const seconds = occupied.reduce((sum, one) => sum + one.seconds, 0);
  const present = new Map(presence.map((one) => [stepKey(by, one.at, one.slot), one.seconds]));
  return {
    ...note,
    stays: spreadOf(together(sums, secondsBin), mean),
    binError: SECONDS_BIN_ERROR,
    count: flows.total.count,
    adjusted: await adjusted(connection, prepared, secondsBin),
    observed: flows.total.count.observed,
    occupancy: spreadOf(
      [...inside].sort(([a], [b]) => a - b).map(([from, count]) => ({ from, to: from + 1, count })),
      quarters > 0 ? seconds / (quarters * 900) : null,
    ),
    darkQuarters: seen.dark * 4,
    rows: steps(by, sums, flows).map(({ at, slot, key, of, figure }) => {
      const bins = together(of, secondsBin);
      const hours = seen.byStep.get(key) ?? 0;
      return {
        at,
        slot,
        count: bins.reduce((sum, { count }) => sum + count, 0),
        figure,
        medianS: quantile(bins, 0.5),
        p85S: quantile(bins, 0.85),
        meanOccupancy: hours === 0 ? null : (present.get(key) ?? 0) / (hours * 3600),
      };
    }),
    places,
  };
}

async function prepare(
  connection: Queryable,
  query: SelectionQuery,
  by: z.output<typeof stayQuery>['by'],
  rollup: 'value' | 'presence',
  scope: Scope,
) {
  const timeZone = await historyTimeZone(connection);
  const span = periodOf(query, timeZone);
  checkSteps(by, span);
  for (const end of ['from', 'to'] as const)
    if (!onHour(span[end].getTime())) throw badField(end, 'must be on a full hour: values are summed by hours');
  const selection = await selectionOf(connection, query, span, scope);
  const isDaily = (step: TimeStep) => levelFor(step, span.from.getTime(), span.to.getTime(), timeZone) === 'daily';
  const asked = { selection, scope, daily: isDaily(by), by, timeZone };
  const [note, flows, places, sums, total] = await Promise.all([
    noteOf(connection, { span, timeZone, boundaries: query.boundaries, rollup, deviceIds: query.cameraIds ?? null }),
    readFlows(connection, { ...query, by }, scope),
    nameHistoryPlaces(connection, {
      devices: [...(query.cameraIds ?? []), ...(query.zoneIds ?? [])],
      areas: query.areaIds ?? [],
    }),
    readValueBins(connection, asked, MOST_BINS),
    readValueTotal(connection, { ...asked, daily: isDaily('none') }),
  ]);
  if (sums.length > MOST_BINS) throw tooManyRows();
  return { query, asked, note, places, flows, sums, mean: total.count > 0 ? total.sum / total.count : null };
}

/** The spread with what was missed, hour of the day by hour of the day. */
async function adjusted(
  connection: Queryable,
  { query, asked, flows, sums, mean }: Awaited<ReturnType<typeof prepare>>,
  edges: (bin: number) => { readonly from: number; readonly to: number },
): Promise<AdjustedSpread> {
  const { estimated, counted } = flows.total.count;
  if (estimated === null || estimated === counted) return null;
  const by = 'hour-of-day';
  const isAsked = asked.by === by;
  const [ofHours, bins] = isAsked
    ? [flows, sums]
    : await Promise.all([
        readFlows(connection, { ...query, by }, asked.scope),
        readValueBins(connection, { ...asked, by, daily: false }, MOST_BINS),
      ]);
  return adjustedSpread(
    steps(by, bins, ofHours).map(({ of, figure }) => ({ bins: together(of, edges), figure })),
    flows.total.count,
    mean,
  );
}

/** Bins by step, in order of time, with how many there were; steps of which something was only missed too. */
function steps(by: TimeStep, sums: readonly BinSum[], flows: FlowAnswer) {
  type Step = { readonly at: string | null; readonly slot: number | null; readonly of: BinSum[]; figure: Figure };
  const all = new Map<string, Step>();
  for (const { at, slot, count } of flows.rows)
    all.set(stepKey(by, at === null ? null : new Date(at), slot), { at, slot, of: [], figure: count });
  for (const sum of sums) {
    const key = stepKey(by, sum.at, sum.slot);
    const step = all.get(key) ?? { at: sum.at?.toISOString() ?? null, slot: sum.slot, of: [], figure: UNTOLD };
    step.of.push(sum);
    all.set(key, step);
  }
  return [...all]
    .map(([key, step]) => ({ key, ...step }))
    .sort((a, b) => (a.slot ?? Date.parse(a.at ?? '') ?? 0) - (b.slot ?? Date.parse(b.at ?? '') ?? 0));
}

/** Values without a count: the sums of counts are behind those of values. */
const UNTOLD: Figure = { counted: 0, observed: null, estimated: null, plusMinus: null };
