import type { z } from 'zod';
import type { UsualAnswer, usualQuery } from '../../../contracts/history-comparison.ts';
import type { Queryable } from '../../../store/database.ts';
import { nameHistoryPlaces } from '../../../store/history/places.ts';
import { readUsual } from '../../../store/history/usual.ts';
import type { Scope } from '../../../store/scope.ts';
import { usualLearnedAt } from '../../../store/usual-refresh.ts';
import { checkPlaces, historyTimeZone } from './read-selection.ts';

/** What is usual at a line or zone for each hour of the week. @throws ApiFault when it never was there. */
export async function readUsualAnswer(
  connection: Queryable,
  query: z.output<typeof usualQuery>,
  scope: Scope,
): Promise<UsualAnswer> {
  await checkPlaces(connection, 'zoneId', [query.zoneId], ['zone', 'line'], scope);
  const [timeZone, learnedAt, places, hours] = await Promise.all([
    historyTimeZone(connection),
    usualLearnedAt(connection),
    nameHistoryPlaces(connection, { devices: [query.zoneId], areas: [] }),
    readUsual(connection, { zoneId: query.zoneId, what: query.what, thing: query.class ?? null, scope }),
  ]);
  return {
    zoneId: query.zoneId,
    what: query.what,
    class: query.class ?? null,
    timeZone,
    learnedAt: learnedAt?.toISOString() ?? null,
    hours,
    places,
  };
}
