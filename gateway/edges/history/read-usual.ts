import type { z } from 'zod';
import type { UsualAnswer, usualQuery } from '../../../contracts/history-comparison.ts';
import type { Queryable } from '../../../store/database.ts';
import { gapAccount } from '../../../store/gaps.ts';
import { nameHistoryPlaces } from '../../../store/history/places.ts';
import { readUsual } from '../../../store/history/usual.ts';
import { readPlanningSettings } from '../../../store/planning-settings.ts';
import type { Scope } from '../../../store/scope.ts';
import { checkPlaces, historyTimeZone } from './read-selection.ts';

const WEEKS = 12;
const WEEK_MS = 7 * 86_400_000;

/** What is usual at a line or zone for each hour of the week. @throws ApiFault when it never was there. */
export async function readUsualAnswer(
  connection: Queryable,
  query: z.output<typeof usualQuery>,
  scope: Scope,
): Promise<UsualAnswer> {
  await checkPlaces(connection, 'zoneId', [query.zoneId], ['zone', 'line'], scope);
  const [timeZone, account, planning, places] = await Promise.all([
    historyTimeZone(connection),
    gapAccount(connection),
    readPlanningSettings(connection),
    nameHistoryPlaces(connection, { devices: [query.zoneId], areas: [] }),
  ]);
  const told = { zoneId: query.zoneId, what: query.what, class: query.class ?? null, timeZone, places };
  // Only hours whose gaps are told: an hour nobody watched is not an hour without traffic.
  if (account === null) return { ...told, learnedAt: null, hours: [] };
  const hours = await readUsual(connection, {
    zoneId: query.zoneId,
    what: query.what,
    thing: query.class ?? null,
    from: new Date(account.until.getTime() - WEEKS * WEEK_MS),
    to: account.until,
    timeZone,
    holidays: planning.holidays.map(({ date }) => date),
    scope,
  });
  return { ...told, learnedAt: account.until.toISOString(), hours };
}
