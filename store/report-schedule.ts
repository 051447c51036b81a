import { reportSchedule, type ReportSchedule } from '../contracts/reports.ts';
import type { Queryable } from './database.ts';
import { readSetting } from './settings.ts';

/** Key of the schedule in the store. */
export const SCHEDULE_SETTING = 'reports';

/** A report of the whole city in Vietnamese each month, until somebody says otherwise. */
const UNTOLD: ReportSchedule = { enabled: true, languages: ['vi'], areaIds: [null] };

/** Which reports are made by themselves; what another version left unreadable counts as not told. */
export async function readReportSchedule(connection: Queryable): Promise<ReportSchedule> {
  const parsed = reportSchedule.safeParse(await readSetting(connection, SCHEDULE_SETTING));
  return parsed.success ? parsed.data : UNTOLD;
}
