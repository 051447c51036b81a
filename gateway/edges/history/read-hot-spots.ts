import { MOST_ROWS } from '../../../contracts/history.ts';
import type { HotSpotAnswer, HotSpotQuery } from '../../../contracts/history-comparison.ts';
import type { Queryable } from '../../../store/database.ts';
import { readSpotSums } from '../../../store/history/hot-spots.ts';
import { nameHistoryPlaces } from '../../../store/history/places.ts';
import type { Scope } from '../../../store/scope.ts';
import { levelFor } from '../../core/history/level.ts';
import { checkSteps, historyTimeZone, noteOf, periodOf, selectionOf, tooManyRows } from './read-selection.ts';

/** Most values of an answer: devices times steps. */
const MOST_VALUES = 10 * MOST_ROWS;

/**
 * How much happened where, step by step.
 *
 * @throws ApiFault when the question is not answerable or the answer too long.
 */
export async function readHotSpots(connection: Queryable, query: HotSpotQuery, scope: Scope): Promise<HotSpotAnswer> {
  const timeZone = await historyTimeZone(connection);
  const span = periodOf(query, timeZone);
  checkSteps(query.step, span);
  const { areaIds } = await selectionOf(connection, { areaIds: query.areaIds }, span, scope);
  const sums = await readSpotSums(connection, {
    query,
    span,
    areaIds,
    scope,
    level: levelFor(query.step, span.from.getTime(), span.to.getTime(), timeZone),
    timeZone,
    limit: MOST_VALUES,
  });
  const steps = new Map<string, { readonly at: string | null; readonly slot: number | null }>();
  for (const { at, slot } of sums) steps.set(`${at?.getTime()} ${slot}`, { at: at?.toISOString() ?? null, slot });
  const order = new Map([...steps.keys()].map((key, i) => [key, i]));
  const spots = new Map<string, number[]>();
  for (const { deviceId, at, slot, total } of sums) {
    const values = spots.get(deviceId) ?? Array.from(order, () => 0);
    values[order.get(`${at?.getTime()} ${slot}`) ?? 0] = total;
    spots.set(deviceId, values);
  }
  if (sums.length > MOST_VALUES || spots.size * order.size > MOST_VALUES) throw tooManyRows();
  const [note, places] = await Promise.all([
    noteOf(connection, { span, timeZone }),
    nameHistoryPlaces(connection, { devices: [...spots.keys()], areas: [] }),
  ]);
  return {
    ...note,
    steps: [...steps.values()],
    spots: [...spots]
      .map(([deviceId, values]) => {
        const place = places.find(({ id, kind }) => id === deviceId && (kind === 'camera' || kind === 'sensor'));
        return {
          deviceId,
          name: place?.name ?? deviceId,
          place: place?.place ?? null,
          total: values.reduce((sum, value) => sum + value, 0),
          values,
        };
      })
      .sort((a, b) => b.total - a.total),
  };
}
