import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Database } from '../../../store/database.ts';
import { firstService, gapAccount } from '../../../store/gaps.ts';
import { historyReach } from '../../../store/history/note.ts';
import {
  failReport,
  finishReport,
  noteProgress,
  orderReport,
  takeReport,
  type ReportJob,
} from '../../../store/reports.ts';
import { readCitySettings } from '../city-settings.ts';
import { readReportSchedule } from '../../../store/report-schedule.ts';
import { momentOf } from '../../core/history/city-time.ts';
import { monthAfter, monthBefore } from '../../core/reports/month.ts';
import { gatherReport } from './gather-report.ts';

/** Makes the reports that were ordered, one at a time. */
export type ReportMaker = {
  /** Something was ordered: look now. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
};

const LOOK_EVERY_MS = 20_000;
const LOOK_FOR_ACCOUNTS_MS = 1_000;
/** Then a report is made all the same; what cannot be estimated is left out in it. */
const MOST_PATIENCE_MS = 5 * 60_000;
/** Gaps of the running hours are always told later. */
const USUALLY_LATE_MS = 3 * 3_600_000;

/**
 * Starts making reports. Every gateway does; a report is taken by one of them, and taken over when that one is lost.
 * On the first of a month, when its gaps are told, the schedule's reports of the month before are ordered, by whoever is
 * first.
 */
export function startReportMaker({
  database,
  clock,
  log,
  failed,
}: {
  readonly database: Database;
  readonly clock: () => number;
  readonly log: Logger;
  /** One could not be made; counted. */
  readonly failed: () => void;
}): ReportMaker {
  const stopping = new AbortController();
  let rouse: () => void = () => undefined;
  let scheduledFor = '';

  const schedule = async (): Promise<void> => {
    const { timeZone } = await readCitySettings(database);
    const month = monthBefore(new Date(clock()), timeZone);
    if (month === scheduledFor) return;
    const { enabled, languages, areaIds } = await readReportSchedule(database);
    const { first } = await historyReach(database);
    const end = momentOf(`${monthAfter(month)}-01`, timeZone);
    // Nothing is told of months in which there was nothing yet.
    if (!enabled || first === null || first.getTime() >= end) return;
    // A report says how much was seen: it waits until that is told of the whole month.
    if ((await firstService(database)) !== null && ((await gapAccount(database))?.until.getTime() ?? 0) < end) return;
    for (const language of languages)
      for (const areaId of areaIds)
        await orderReport(database, { month, areaId, language, boundaries: 'then', again: false }, null);
    scheduledFor = month;
  };

  /** Waits a while for the account of gaps to reach a month's end: estimates from a part of it would be too low. */
  const accountsOf = async (month: string, id: string): Promise<void> => {
    const { timeZone } = await readCitySettings(database);
    const until = Math.min(momentOf(`${monthAfter(month)}-01`, timeZone), clock() - USUALLY_LATE_MS);
    const patienceMs = performance.now() + MOST_PATIENCE_MS;
    while (performance.now() < patienceMs && !stopping.signal.aborted) {
      const account = await gapAccount(database);
      // Without any account nothing is estimated either.
      if (account === null || account.until.getTime() >= until || (await firstService(database)) === null) return;
      if (!(await noteProgress(database, id, 0))) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_FOR_ACCOUNTS_MS));
    }
  };

  const make = async (job: ReportJob): Promise<void> => {
    const { id, month, areaId, language } = job;
    try {
      await accountsOf(month, id);
      const goOn = (share: number): Promise<boolean> => noteProgress(database, id, share);
      const data = await gatherReport(database, job, { now: new Date(clock()), goOn });
      if (data === null || stopping.signal.aborted) return;
      // Typeface and drawing are loaded only where a report is made.
      const { drawReport } = await import('./draw-report.ts');
      const content = await drawReport(data);
      await finishReport(database, id, { content, sha256: createHash('sha256').update(content).digest() });
      log.info({ report: id, month, areaId, language, bytes: content.length }, 'report made');
    } catch (error) {
      failed();
      log.error({ err: error, report: id, month, areaId }, 'a report could not be made');
      await failReport(database, id).catch((again: unknown) => {
        log.warn({ err: again, report: id }, 'the failure could not be noted; the report will be tried again');
      });
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await schedule();
        for (let job = await takeReport(database); job !== null; job = await takeReport(database)) {
          await make(job);
          if (stopping.signal.aborted) return;
        }
      } catch (error) {
        log.warn({ err: error }, 'orders of reports could not be looked for; trying on');
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_EVERY_MS);
        rouse = () => {
          clearTimeout(timer);
          resolve();
        };
        if (stopping.signal.aborted) rouse();
      });
    }
  };
  const running = run();
  return {
    wake: () => rouse(),
    stop: async () => {
      stopping.abort();
      rouse();
      await running;
    },
  };
}
