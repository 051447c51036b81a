import { MOST_ROWS, type Figure, type MovementAnswer, type MovementQuery } from '../../../contracts/history.ts';
import { objectClass } from '../../../contracts/road-users.ts';
import type { Queryable } from '../../../store/database.ts';
import { readMovementSums } from '../../../store/history/movement-sums.ts';
import { readPlanningSettings } from '../../../store/planning-settings.ts';
import type { Scope } from '../../../store/scope.ts';
import { scaledFigure } from '../../core/history/figures.ts';
import { levelFor, onHour } from '../../core/history/level.ts';
import { badField } from '../http/fault-of.ts';
import { readFlows } from './read-flows.ts';
import { checkSteps, historyTimeZone, noteOf, periodOf, selectionOf, tooManyRows } from './read-selection.ts';

/**
 * Who came over one line of a camera and went on over another.
 *
 * @throws ApiFault when the question is not answerable or the answer too long.
 */
export async function readMovements(
  connection: Queryable,
  query: MovementQuery,
  scope: Scope,
): Promise<MovementAnswer> {
  const timeZone = await historyTimeZone(connection);
  const span = periodOf(query, timeZone);
  checkSteps(query.by, span);
  for (const end of ['from', 'to'] as const)
    if (!onHour(span[end].getTime())) throw badField(end, 'must be on a full hour: movements are summed by hours');
  const { cameraId, by, split, ...rest } = query;
  const asked = { ...rest, cameraIds: [cameraId] };
  const [selection, planning] = await Promise.all([
    selectionOf(connection, asked, span, scope),
    readPlanningSettings(connection),
  ]);
  const [fromMs, toMs] = [span.from.getTime(), span.to.getTime()];
  const [sums, flows, note] = await Promise.all([
    readMovementSums(connection, {
      selection,
      scope,
      daily: levelFor(by, fromMs, toMs, timeZone) === 'daily',
      by,
      byClass: split !== undefined,
      timeZone,
      carUnits: planning.carUnits,
      limit: MOST_ROWS,
    }),
    readFlows(connection, { ...asked, what: 'crossed', by: 'none', split: ['zone', 'direction'] }, scope),
    noteOf(connection, {
      span,
      timeZone,
      boundaries: query.boundaries,
      rollup: 'movement',
      deviceIds: [cameraId],
    }),
  ]);
  if (sums.length > MOST_ROWS) throw tooManyRows();
  // What was missed of crossings was missed of movements in the same proportion.
  const scaled = (counted: number, of: 'count' | 'carUnits'): Figure => scaledFigure(counted, flows.total[of]);
  const sum = (zone: string | null, direction: string | null, end: 'origin' | 'destination') =>
    sums
      .filter((one) =>
        end === 'origin'
          ? one.fromZone === zone && one.fromDirection === direction
          : one.zone === zone && one.direction === direction,
      )
      .reduce((total, one) => total + one.counted, 0);
  return {
    ...note,
    cameraId,
    rows: sums.map((one) => ({
      at: one.at?.toISOString() ?? null,
      slot: one.slot,
      origin: { zoneId: one.fromZone, direction: one.fromDirection },
      destination: { zoneId: one.zone, direction: one.direction },
      ...(split && { class: objectClass.nullable().catch(null).parse(one.class) }),
      meanS: one.counted > 0 ? one.seconds / one.counted : null,
      count: scaled(one.counted, 'count'),
      carUnits: scaled(one.carUnits, 'carUnits'),
    })),
    lines: flows.parts.flatMap(({ key, count }) =>
      key.zoneId === undefined || key.zoneId === null
        ? []
        : [
            {
              zoneId: key.zoneId,
              direction: key.direction ?? null,
              count,
              arrivedFromOther: sum(key.zoneId, key.direction ?? null, 'destination'),
              wentOnToOther: sum(key.zoneId, key.direction ?? null, 'origin'),
            },
          ],
    ),
    places: flows.places,
  };
}
