import type { Database } from './database.ts';
import { tellDays } from './day-totals.ts';
import { accountGaps, daysBetween, firstService, gapAccount, saveGapAccount, type GapCalendar } from './gaps.ts';
import { weighMissed } from './missed-whole.ts';
import { readPlanningSettings } from './planning-settings.ts';
import { caughtUp } from './rollup-freshness.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Accounts of minutes come when the minute is over, from agents that were cut off later. */
const LATE_MS = 10 * 60_000;
const AGAIN_MS = 72 * HOUR_MS;
/** Gaps are compared with hours six weeks before and after: so long later weeks have more to say. */
const RENEWED_MS = 45 * DAY_MS;
/** So many days are told together of what does not hold anybody up. */
const DAYS_TOGETHER = 35;
/** Days of long ago that one run tells anew. */
const OLD_DAYS_A_RUN = 60;

/**
 * Brings the account of gaps up to date, day by day: what is new, the last three days once more for accounts that came
 * late, and once a day the last six weeks. What was told before days were known to be alike is told anew little by little,
 * the latest first.
 *
 * @param signal stops between days; what is told stays.
 * @param daysAtOnce days told in one write: more are quicker, and hold readers by cursor up for longer.
 * @param oldDays most days that are told anew of what was told before days were known to be alike.
 * @param told hears of what is done: so many days, of how many.
 * @returns until when gaps are told; null when nothing is summed yet.
 */
export async function refreshGaps(
  database: Database,
  calendar: GapCalendar,
  signal: AbortSignal,
  {
    daysAtOnce = 1,
    oldDays = OLD_DAYS_A_RUN,
    told = () => undefined,
  }: {
    readonly daysAtOnce?: number;
    readonly oldDays?: number;
    readonly told?: (done: number, all: number) => void;
  } = {},
): Promise<Date | null> {
  const sums = await Promise.all([caughtUp(database, 'observation'), caughtUp(database, 'coverage')]);
  const until = Math.min(...sums.map((at) => at?.getTime() ?? 0)) - LATE_MS;
  const first = await firstService(database);
  if (until <= 0 || first === null || first.getTime() >= until) return null;
  const account = await gapAccount(database);
  const renews = account === null || until - account.renewedAt.getTime() > DAY_MS;
  const from = Math.max(
    first.getTime(),
    account === null ? 0 : Math.min(account.until.getTime() - AGAIN_MS, renews ? until - RENEWED_MS : Infinity),
  );
  await weighMissed(database, (await readPlanningSettings(database)).carUnits, calendar.timeZone, signal);
  const days = await daysBetween(database, new Date(from), new Date(until), calendar.timeZone);
  // What days are like is told first, for gaps of one day go by days before and after it.
  const alikeFrom = account?.alikeFrom ?? null;
  const all =
    alikeFrom === null && first.getTime() < from
      ? await daysBetween(database, first, new Date(until), calendar.timeZone)
      : days;
  for (let i = 0; i < all.length - 1; i += DAYS_TOGETHER) {
    const [day, to] = [all[i], all[Math.min(i + DAYS_TOGETHER, all.length - 1)]];
    if (!day || !to || signal.aborted) return account?.until ?? null;
    await tellDays(database, { from: day, to }, new Date(until), calendar);
  }
  for (let i = 0; i < days.length - 1; i += daysAtOnce) {
    const next = Math.min(i + daysAtOnce, days.length - 1);
    const [day, to] = [days[i], days[next]];
    if (!day || !to || signal.aborted) return account?.until ?? null;
    await accountGaps(database, { from: day, to }, new Date(until), calendar);
    told(next, days.length - 1);
    const isLast = next === days.length - 1;
    await saveGapAccount(database, {
      until: new Date(Math.min(to.getTime(), Math.floor(until / HOUR_MS) * HOUR_MS)),
      renewedAt: renews && isLast ? new Date(until) : (account?.renewedAt ?? new Date(0)),
      alikeFrom: isLast ? (days[0] ?? null) : null,
    });
  }
  await tellOldAnew(database, { first, until: new Date(until), most: oldDays }, calendar, signal);
  return new Date(until);
}

/** Gaps that were told before days were known to be alike, from the latest on; a run's share of them. */
async function tellOldAnew(
  database: Database,
  { first, until, most }: { readonly first: Date; readonly until: Date; readonly most: number },
  calendar: GapCalendar,
  signal: AbortSignal,
): Promise<void> {
  const account = await gapAccount(database);
  if (account === null || account.alikeFrom === null || account.alikeFrom <= first) return;
  const old = await daysBetween(database, first, account.alikeFrom, calendar.timeZone);
  for (let i = old.length - 2; i >= Math.max(0, old.length - 1 - most); i--) {
    const [day, to] = [old[i], old[i + 1]];
    if (!day || !to || signal.aborted) return;
    await accountGaps(database, { from: day, to }, until, calendar);
    await saveGapAccount(database, { ...account, alikeFrom: day });
  }
}
