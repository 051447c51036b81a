import type { Logger } from 'pino';
import type { Database } from '../../store/database.ts';
import { readPlanningSettings } from '../../store/planning-settings.ts';
import { refreshUsual } from '../../store/usual-refresh.ts';
import type { Clock } from './clock.ts';
import { createDeviationDesk } from './deviation-desk.ts';
import type { Metrics } from './metrics.ts';
import { startRegularly } from './regularly.ts';
import type { RuleShelf } from './rule-shelf.ts';

const FIRST_AFTER_MS = 45_000;
const EVERY_MS = 60_000;

/** Keeps what is usual in each hour of the week, and tells what is not. Only one process does. */
export function startUsualLane({
  database,
  shelf,
  timeZone,
  log,
  clock,
  metrics,
  firstAfterMs = FIRST_AFTER_MS,
}: {
  readonly database: Database;
  readonly shelf: RuleShelf;
  /** Whose calendar counts. */
  readonly timeZone: string;
  readonly log: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly firstAfterMs?: number;
}): { readonly stop: () => Promise<void> } {
  const desk = createDeviationDesk({ database, clock });
  return startRegularly({
    part: 'usual',
    trouble: 'the usual could not be learned or compared with; trying on',
    firstAfterMs,
    everyMs: EVERY_MS,
    work: async (signal) => {
      const { holidays } = await readPlanningSettings(database);
      const calendar = { timeZone, holidays: holidays.map(({ date }) => date) };
      const until = await refreshUsual(database, calendar, signal);
      const told = await desk.look(calendar, until, shelf.book().zones.marksOfDeviation);
      if (told > 0) log.info({ deviations: told }, 'something is not as usual');
      metrics.deviations.inc(told);
    },
    log,
    metrics,
  });
}
