import type { TimeStep } from '../../../contracts/history.ts';
import type { Queryable } from '../../../store/database.ts';
import { gapAccount } from '../../../store/gaps.ts';
import type { Selection } from '../../../store/history/selection.ts';
import { readServiceGaps, readServiceSpans } from '../../../store/history/service.ts';
import type { Scope } from '../../../store/scope.ts';
import { serviceMinutes, stepHours } from '../../core/history/service-minutes.ts';

/** An hour of which less was watched says nothing of how many were there. */
const ENOUGH_WATCHED = 0.9;

/** Hours of a period in which the selected cameras were watched enough to say who was there. */
export type SeenHours = {
  /** Starts of these hours; null: all hours of the period. */
  readonly only: readonly Date[] | null;
  readonly count: number;
  /** Hours that were left out, of those that are told. */
  readonly dark: number;
  /** How many of these hours each step has, by its key (`stepKey`). */
  readonly byStep: ReadonlyMap<string, number>;
};

/** Tells the hours of a selection that were seen. Where no gaps are told yet, all were. */
export async function readSeenHours(
  connection: Queryable,
  {
    selection,
    scope,
    by,
    timeZone,
  }: { readonly selection: Selection; readonly scope: Scope; readonly by: TimeStep; readonly timeZone: string },
): Promise<SeenHours> {
  const [account, spans, gaps] = await Promise.all([
    gapAccount(connection),
    readServiceSpans(connection, selection, scope, false),
    readServiceGaps(connection, selection, scope, { by: 'hour', timeZone, cameras: false, areas: false }),
  ]);
  const period = {
    fromMs: selection.from.getTime(),
    toMs: selection.to.getTime(),
    timeZone,
    untilMs: account?.until.getTime() ?? Infinity,
  };
  const hours = stepHours('hour', period, []);
  const steps = stepHours(by, period, []);
  const services = spans.map(({ from, to }) => ({ fromMs: from.getTime(), toMs: to?.getTime() ?? null }));
  const inService = serviceMinutes(services, hours);
  const missing = new Map(gaps.map(({ at, missing: minutes }) => [String(at?.getTime()), minutes]));
  const isSeen = (hour: string): boolean => {
    const minutes = inService.get(hour) ?? 0;
    return account === null || (minutes > 0 && (missing.get(hour) ?? 0) <= (1 - ENOUGH_WATCHED) * minutes);
  };
  const only: Date[] = [];
  const byStep = new Map<string, number>();
  for (const [i, hour] of hours.keys.entries()) {
    const step = steps.keys[i];
    if (step === undefined || !isSeen(hour)) continue;
    only.push(new Date(Number(hour)));
    byStep.set(step, (byStep.get(step) ?? 0) + 1);
  }
  const all = hours.keys.length;
  return { only: account === null ? null : only, count: only.length, dark: all - only.length, byStep };
}
