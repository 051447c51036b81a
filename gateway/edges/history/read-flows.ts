import { MOST_ROWS, type FlowAnswer, type FlowQuery } from '../../../contracts/history.ts';
import type { Queryable } from '../../../store/database.ts';
import { readFlowSums, type FlowSum } from '../../../store/history/flow-sums.ts';
import { nameHistoryPlaces } from '../../../store/history/places.ts';
import type { Scope } from '../../../store/scope.ts';
import { flowParts } from '../../core/history/flow-parts.ts';
import { levelFor } from '../../core/history/level.ts';
import { occurrences } from '../../core/history/occurrences.ts';
import { readPlanningSettings } from '../planning-settings.ts';
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
  const sums = await readFlowSums(connection, {
    selection,
    scope,
    level: levelFor(query.by, fromMs, toMs, timeZone),
    by: query.by,
    split,
    timeZone,
    carUnits: planning.carUnits,
    limit: MOST_ROWS,
  });
  if (sums.length > MOST_ROWS) throw tooManyRows();
  const seasonOfMonth = seasons(planning.seasons);
  const counted = query.by === 'season' ? bySeason(sums, seasonOfMonth) : sums;
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
  return {
    ...note,
    by: query.by,
    ...flowParts(counted, split),
    occurrences: occurrences(query.by, { fromMs, toMs, timeZone }, seasonOfMonth),
    places,
  };
}

/** Season of each month, January first. */
function seasons(all: readonly { readonly months: readonly number[] }[]): readonly number[] {
  return Array.from({ length: 12 }, (_, i) => all.findIndex(({ months }) => months.includes(i + 1)));
}

function bySeason(sums: readonly FlowSum[], seasonOfMonth: readonly number[]): readonly FlowSum[] {
  const merged = new Map<string, FlowSum>();
  for (const sum of sums) {
    const slot = seasonOfMonth[(sum.slot ?? 1) - 1] ?? 0;
    const { counted, carUnits, ...part } = { ...sum, slot };
    const name = JSON.stringify(part);
    const before = merged.get(name);
    merged.set(name, {
      ...part,
      counted: counted + (before?.counted ?? 0),
      carUnits: carUnits + (before?.carUnits ?? 0),
    });
  }
  return [...merged.values()].sort((a, b) => (a.slot ?? 0) - (b.slot ?? 0));
}
