import { z } from 'zod';
import { report, reportOrder, reportSchedule } from '../../../contracts/reports.ts';
import { findAreaOnce } from '../../../store/areas.ts';
import type { Database } from '../../../store/database.ts';
import {
  cancelReport,
  findReport,
  findReportFile,
  listReports,
  orderReport,
  readReportPart,
} from '../../../store/reports.ts';
import { inScope } from '../../../store/scope.ts';
import { saveSetting } from '../../../store/settings.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { monthAfter, monthBefore } from '../../core/reports/month.ts';
import { audited } from '../audited.ts';
import { readCitySettings } from '../city-settings.ts';
import { badField, notFound } from '../http/fault-of.ts';
import { ADMINS, ANYBODY, route, type Route } from '../http/route.ts';
import { readReportSchedule, SCHEDULE_SETTING } from '../../../store/report-schedule.ts';

const params = z.object({ id: z.uuid() });

/** Monthly reports as PDF: ordered, made by a gateway in its own time, kept. */
export function reportRoutes({
  database,
  clock,
  wakeReports,
}: {
  readonly database: Database;
  readonly clock: () => number;
  readonly wakeReports: () => void;
}): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/reports',
      summary: 'Monthly reports one may see, newest month first',
      rights: ANYBODY,
      answer: z.array(report),
      handle: async ({ caller }) => ({ body: await listReports(database, caller.scope) }),
    }),
    route({
      method: 'post',
      path: '/api/reports',
      summary: 'Order the report of a month; the same one is not made twice',
      rights: ['planner', 'operator', 'admin'],
      body: reportOrder,
      answer: report,
      status: 201,
      handle: async ({ body, caller, address }) => {
        if (!inScope(caller.scope, body.areaId)) throw badField('areaId', 'is not yours to see');
        if (body.areaId !== null && !(await findAreaOnce(database, body.areaId)))
          throw badField('areaId', 'there never was such an area');
        const { timeZone } = await readCitySettings(database);
        const running = monthAfter(monthBefore(new Date(clock()), timeZone));
        if (body.month > running) throw badField('month', 'has not begun yet');
        const deed = { caller, address, action: 'report.order', subject: body.month, detail: body };
        const { id } = await audited(database, deed, (connection) =>
          orderReport(connection, body, caller.account.username),
        );
        wakeReports();
        return { body: await found(database, id, caller.scope) };
      },
    }),
    route({
      method: 'get',
      path: '/api/reports/:id',
      summary: 'One report, and how far it is',
      rights: ANYBODY,
      params,
      answer: report,
      handle: async ({ params, caller }) => ({ body: await found(database, params.id, caller.scope) }),
    }),
    route({
      method: 'delete',
      path: '/api/reports/:id',
      summary: 'Stop a report that is not done yet',
      rights: ['planner', 'operator', 'admin'],
      params,
      answer: null,
      handle: async ({ params, caller, address }) => {
        await found(database, params.id, caller.scope);
        const deed = { caller, address, action: 'report.cancel', subject: params.id };
        const stopped = await audited(database, deed, (connection) => cancelReport(connection, params.id));
        if (!stopped) throw new ApiFault('conflict', 'it is done, or was stopped before');
      },
    }),
    route({
      method: 'get',
      path: '/api/reports/:id/file',
      summary: 'A report as PDF. Noted in the audit log',
      rights: ANYBODY,
      params,
      answer: 'application/pdf',
      handle: async ({ params, caller, address }) => {
        const file = await findReportFile(database, params.id, caller.scope);
        if (file === null) throw notFound('report');
        const deed = { caller, address, action: 'report.take', subject: params.id };
        await audited(database, deed, async () => undefined);
        const { sha256, size } = file;
        const read = (start: number, length: number): Promise<Buffer> =>
          readReportPart(database, params.id, start, length);
        return { mime: 'application/pdf', sha256, size, read };
      },
    }),
    route({
      method: 'get',
      path: '/api/settings/reports',
      summary: 'Which reports are made by themselves on the first of each month',
      rights: ANYBODY,
      answer: reportSchedule,
      handle: async () => ({ body: await readReportSchedule(database) }),
    }),
    route({
      method: 'put',
      path: '/api/settings/reports',
      summary: 'Change which reports are made by themselves',
      rights: ADMINS,
      body: reportSchedule,
      answer: reportSchedule,
      handle: async ({ body, caller, address }) => {
        const deed = { caller, address, action: 'reports.save', subject: SCHEDULE_SETTING, detail: body };
        await audited(database, deed, (connection) => saveSetting(connection, SCHEDULE_SETTING, body));
        return { body };
      },
    }),
  ];
}

async function found(database: Database, id: string, scope: Parameters<typeof findReport>[2]) {
  const one = await findReport(database, id, scope);
  if (one === null) throw notFound('report');
  return one;
}
