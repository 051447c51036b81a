import { MOST_ROWS, type FlowAnswer, type FlowQuery } from '../../../contracts/history.ts';
import type { Queryable } from '../../../store/database.ts';
import { readFlowSums, type FlowSum } from '../../../store/history/flow-sums.ts';
import { readMissedSums, type MissedSum } from '../../../store/history/missed-sums.ts';
import { detailFor } from '../../../store/history/selection.ts';
import { readWatch } from './read-watched.ts';
import { nameHistoryPlaces } from '../../../store/history/places.ts';
import type { Scope } from '../../../store/scope.ts';
import { flowParts } from '../../core/history/flow-parts.ts';
import { levelFor } from '../../core/history/level.ts';
import { wholeMonths } from '../../core/history/whole-months.ts';
import { occurrences } from '../../core/history/occurrences.ts';
import { readPlanningSettings } from '../../../store/planning-settings.ts';
import { checkSteps, historyTimeZone, noteOf, periodOf, selectionOf, tooManyRows } from './read-selection.ts';

/**
 * How many, by time and by part.
 *
 * @throws ApiFault when the question is not answerable or the answer too long.
 */
export async function readFlows(connection: Queryable, query: FlowQuery, scope: Scope): Promise<FlowAnswer> {
  const timeZone = await historyTimeZone(connection);
  const span = periodOf(query, timeZone);
  checkSteps(query.by, span);
  const [selection, planning] = await Promise.all([
    selectionOf(connection, query, span, scope),
    readPlanningSettings(connection),
  ]);
  const split = query.split ?? [];
  const [fromMs, toMs] = [span.from.getTime(), span.to.getTime()];
  const level = levelFor(query.by, fromMs, toMs, timeZone);
  const seasonOfMonth = seasons(planning.seasons);
  const asked = { selection, scope, timeZone, carUnits: planning.carUnits };
  const detail = detailFor(selection, scope, split);
  const daily = level === 'daily';
  // What is added up over the whole period may come from days even where steps are hours.
  const monthsOf = (step: typeof query.by) =>
    levelFor(step, fromMs, toMs, timeZone) === 'daily' ? wholeMonths(step, span, timeZone) : null;
  const missedOf = (keys: typeof split) =>
    readMissedSums(connection, {
      ...asked,
      detail: detailFor(selection, scope, keys),
      daily: levelFor('none', fromMs, toMs, timeZone) === 'daily',
      months: monthsOf('none'),
      by: 'none',
      split: keys,
    });
  const [sums, rows, parts, total, watch] = await Promise.all([
    readFlowSums(connection, {
      ...asked,
      detail,
      level,
      by: query.by,
      split,
      months: monthsOf(query.by),
      limit: MOST_ROWS,
    }),
    query.by === 'none'
      ? null
      : readMissedSums(connection, { ...asked, detail, daily, months: monthsOf(query.by), by: query.by, split }),
    split.length === 0 ? null : missedOf(split),
    missedOf([]),
    readWatch(connection, { selection, scope, by: query.by, split, timeZone, seasonOfMonth }),
  ]);
  if (sums.length > MOST_ROWS) throw tooManyRows();
  const seasonal = query.by === 'season';
  const counted = seasonal ? bySeason(sums, seasonOfMonth) : sums;
  const ofParts = parts ?? total;
  const ofRows = rows ?? ofParts;
  const missed = { rows: seasonal ? bySeason(ofRows, seasonOfMonth) : ofRows, parts: ofParts, total };
  const [note, places] = await Promise.all([
    noteOf(connection, { span, timeZone, boundaries: query.boundaries, deviceIds: query.cameraIds ?? null }),
    nameHistoryPlaces(connection, {
      devices: [
        ...new Set([
          ...counted.flatMap(({ camera, zone }) => [camera, zone].filter((id) => id !== null)),
          ...(query.cameraIds ?? []),
          ...(query.zoneIds ?? []),
        ]),
      ],
      areas: [...new Set([...counted.flatMap(({ area }) => (area === null ? [] : [area])), ...(query.areaIds ?? [])])],
    }),
  ]);
  const answer = flowParts(query.by, split, counted, missed, watch, { fromMs, toMs });
  if (answer.rows.length > MOST_ROWS) throw tooManyRows();
  return {
    ...note,
    by: query.by,
    ...answer,
    occurrences: occurrences(query.by, { fromMs, toMs, timeZone }, seasonOfMonth),
    places,
  };
}

/** Season of each month, January first. */
function seasons(all: readonly { readonly months: readonly number[] }[]): readonly number[] {
  return Array.from({ length: 12 }, (_, i) => all.findIndex(({ months }) => months.includes(i + 1)));
}

/** Months added up to seasons. */
function bySeason<Sum extends FlowSum | MissedSum>(sums: readonly Sum[], seasonOfMonth: readonly number[]): Sum[] {
  const merged = new Map<string, Sum>();
  for (const sum of sums) {
    const slot = seasonOfMonth[(sum.slot ?? 1) - 1] ?? 0;
    const name = JSON.stringify([slot, sum.class, sum.direction, sum.camera, sum.zone, sum.area]);
    const before = merged.get(name);
    const numbers = Object.entries(sum).map(([field, value]) =>
      typeof value === 'number' && field !== 'slot'
        ? [field, value + Number(before?.[field as keyof Sum] ?? 0)]
        : [field, value],
    );
    // Every field of a sum that is a number, but the slot, is added up.
    merged.set(name, { ...(Object.fromEntries(numbers) as Sum), slot });
  }
  return [...merged.values()].sort((a, b) => (a.slot ?? 0) - (b.slot ?? 0));
}
