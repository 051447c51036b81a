import type { DeviationMark } from '../../contracts/deviations.ts';
import type { Database } from '../../store/database.ts';
import {
  forgetDeviations,
  hoursAgainstUsual,
  readLookedUntil,
  saveLookedUntil,
  tellDeviations,
  type FoundDeviation,
  type HourAgainstUsual,
} from '../../store/deviations.ts';
import type { GapCalendar } from '../../store/gaps.ts';
import { passes } from '../core/deviation.ts';
import { isSameMark, type DeviationMarks } from '../core/judge-observation.ts';
import type { Clock } from './clock.ts';

const HOUR_MS = 3_600_000;
/** Older observations are not judged any more, so older hours are not looked at. */
const LOOKED_BACK_MS = 24 * HOUR_MS - 2 * HOUR_MS;
const KEPT_MS = 7 * 24 * HOUR_MS;

/** Compares hours with what is usual. */
export type DeviationDesk = {
  /**
   * Looks at the hour that runs, and at those that are whole since the last look. What was told is not told again.
   *
   * @param learnedUntil up to where gaps are told; null: nothing is usual yet
   * @returns how many deviations were told
   */
  readonly look: (calendar: GapCalendar, learnedUntil: Date | null, marks: DeviationMarks) => Promise<number>;
};

/** Opens it. The clock says which hour runs. */
export function createDeviationDesk({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): DeviationDesk {
  const ofHour = async (
    hourMs: number,
    isWhole: boolean,
    calendar: GapCalendar,
    marks: DeviationMarks,
  ): Promise<number> => {
    const all = [...marks.everywhere, ...[...marks.byZone.values()].flat()];
    const hours = await hoursAgainstUsual(database, new Date(hourMs), leastFactor(all), calendar);
    const nowMs = clock.now();
    return tellDeviations(
      database,
      hours.flatMap((hour) => found(hour, marks, { hourMs, isWhole, nowMs })),
    );
  };
  return {
    look: async (calendar, learnedUntil, marks) => {
      if (learnedUntil === null) return 0;
      const nowMs = clock.now();
      const runs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
      const until = Math.min(learnedUntil.getTime(), runs);
      const lookedUntil = (await readLookedUntil(database))?.getTime() ?? until;
      let told = 0;
      const first = Math.max(lookedUntil, Math.floor((nowMs - LOOKED_BACK_MS) / HOUR_MS) * HOUR_MS);
      for (let hourMs = first; hourMs < until; hourMs += HOUR_MS) told += await ofHour(hourMs, true, calendar, marks);
      if (until !== lookedUntil) await saveLookedUntil(database, new Date(until));
      // Hours that are over but whose gaps are not told yet, and the one that runs.
      for (let hourMs = Math.max(until, runs - HOUR_MS); hourMs <= runs; hourMs += HOUR_MS)
        told += await ofHour(hourMs, false, calendar, marks);
      await forgetDeviations(database, new Date(nowMs - KEPT_MS));
      return told;
    },
  };
}

function found(
  hour: HourAgainstUsual,
  { everywhere, byZone }: DeviationMarks,
  { hourMs, isWhole, nowMs }: { readonly hourMs: number; readonly isWhole: boolean; readonly nowMs: number },
): readonly FoundDeviation[] {
  const end = hourMs + HOUR_MS;
  const count = { ...hour, isWhole: isWhole && hour.inService, watched: isWhole ? hour.watched : null };
  const own = byZone.get(hour.zoneId) ?? [];
  const marks = [...own, ...everywhere.filter((mark) => !own.some((one) => isSameMark(one, mark)))];
  return marks
    .filter((mark) => mark.what === hour.what && passes(count, mark))
    .map((mark) => ({
      hour,
      deviation: {
        ...mark,
        usual: hour.usual,
        spread: hour.spread,
        weeks: hour.weeks,
        watched: count.watched,
        from: new Date(hourMs).toISOString(),
        to: new Date(end).toISOString(),
      },
      // Within the hour: it belongs to it, however late it is found.
      at: Math.min(nowMs, end - 1),
      perceivedAt: nowMs,
    }));
}

function leastFactor(marks: readonly DeviationMark[]): number {
  return Math.min(...marks.map(({ factor }) => factor));
}
