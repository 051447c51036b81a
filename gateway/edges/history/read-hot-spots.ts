import { MOST_ROWS } from '../../../contracts/history.ts';
import type { HotSpotAnswer, HotSpotQuery } from '../../../contracts/history-comparison.ts';
import type { Queryable } from '../../../store/database.ts';
import { readSpotSums } from '../../../store/history/hot-spots.ts';
import { nameHistoryPlaces } from '../../../store/history/places.ts';
import type { Scope } from '../../../store/scope.ts';
import { levelFor } from '../../core/history/level.ts';
import { stepKey } from '../../core/history/service-minutes.ts';
import { spotsOf } from '../../core/history/spots.ts';
import { readWatch } from './read-watched.ts';
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
  const { of, what, areaIds, classes, boundaries } = query;
  const selection = await selectionOf(connection, { what, areaIds, classes, boundaries }, span, scope);
  const [sums, watch] = await Promise.all([
    readSpotSums(connection, {
      query,
      span,
      areaIds: selection.areaIds,
      scope,
      level: levelFor(query.step, span.from.getTime(), span.to.getTime(), timeZone),
      timeZone,
      limit: MOST_VALUES,
    }),
    of === 'alerts'
      ? null
      : readWatch(connection, { selection, scope, by: query.step, split: ['camera'], timeZone, seasonOfMonth: [] }),
  ]);
  const happened = sums.map(({ at, slot, deviceId, total }) => ({
    deviceId,
    step: stepKey(query.step, at, slot),
    total,
  }));
  const steps = [...new Set([...(watch?.steps ?? []), ...happened.map(({ step }) => step)])].sort(
    (a, b) => Number(a) - Number(b),
  );
  const spots = spotsOf(
    happened,
    steps,
    watch?.cameraIds ?? [],
    watch && ((camera, step) => watch.watched({ ...NOWHERE, camera }, step)),
  );
  if (sums.length > MOST_VALUES || spots.length * steps.length > MOST_VALUES) throw tooManyRows();
  const [note, places] = await Promise.all([
    noteOf(connection, { span, timeZone, boundaries }),
    nameHistoryPlaces(connection, { devices: spots.map(({ deviceId }) => deviceId), areas: [] }),
  ]);
  const placeOf = new Map(
    places.flatMap((place) => (place.kind === 'camera' || place.kind === 'sensor' ? [[place.id, place]] : [])),
  );
  return {
    ...note,
    steps: steps.map((step) => toStep(query.step, step)),
    spots: spots.map((spot) => {
      const place = placeOf.get(spot.deviceId);
      return { ...spot, name: place?.name ?? spot.deviceId, place: place?.place ?? null };
    }),
  };
}

const NOWHERE = { class: null, direction: null, camera: null, zone: null, area: null } as const;

/** A step as the answer tells it, from its key. */
function toStep(by: HotSpotQuery['step'], key: string): HotSpotAnswer['steps'][number] {
  if (by === 'none') return { at: null, slot: null };
  const recurs = by === 'hour-of-day' || by === 'weekday';
  return recurs ? { at: null, slot: Number(key) } : { at: new Date(Number(key)).toISOString(), slot: null };
}
