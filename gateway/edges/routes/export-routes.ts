import { z } from 'zod';
import {
  EXPORT_LONGEST_DAYS,
  exportKind,
  exportProgress,
  exportQuery,
  type ExportKind,
  type ExportQuery,
} from '../../../contracts/exports.ts';
import { readAreasBelow } from '../../../store/areas.ts';
import { recordAudit } from '../../../store/audit.ts';
import type { Database } from '../../../store/database.ts';
import { countExportRows, exportColumns, readExportPages } from '../../../store/export-rows.ts';
import type { ExportFilter } from '../../../store/exports/source.ts';
import type { FileOptions } from '../../core/exports/column.ts';
import { columnTitle, sheetTitle } from '../../core/exports/texts.ts';
import { readCitySettings } from '../city-settings.ts';
import { fileParts, FORMATS } from '../exports/open-export.ts';
import type { ExportDesk } from '../exports/export-desk.ts';
import { badField, notFound } from '../http/fault-of.ts';
import { ANYBODY, route, type Route } from '../http/route.ts';

const DAY_MS = 24 * 3_600_000;

/** History as files. Who takes what out, and how much of it, is noted. */
export function exportRoutes({
  database,
  exports,
}: {
  readonly database: Database;
  readonly exports: ExportDesk;
}): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/exports/progress/:ticket',
      summary: 'How far an export of one’s own is; asked of the gateway that makes it',
      rights: ANYBODY,
      params: z.object({ ticket: z.uuid() }),
      answer: exportProgress,
      handle: async ({ params, caller }) => {
        const progress = exports.progress(caller.account.username, params.ticket);
        if (progress === null) throw notFound('export');
        return { body: progress };
      },
    }),
    route({
      method: 'get',
      path: '/api/exports/:kind',
      summary: 'History as a file, made while it is sent. Noted in the audit log',
      rights: ANYBODY,
      params: z.object({ kind: exportKind }),
      query: exportQuery,
      answer: 'application/octet-stream',
      handle: async ({ params: { kind }, query, caller, address, signal }) => {
        const filter = await filterOf(database, query);
        const city = await readCitySettings(database);
        const request = { kind, filter, scope: caller.scope };
        const { username } = caller.account;
        const note = (action: string, more: Record<string, unknown>): Promise<void> =>
          recordAudit(database, { username, action, subject: kind, detail: { ...told(query), ...more }, address });
        const pages = exports.take({
          username,
          ticket: query.ticket,
          pages: readExportPages(database, request, signal),
          signal,
          total:
            query.ticket === undefined ? Promise.reject(new Error('not asked')) : countExportRows(database, request),
          onEnd: (state, rows) => note('export.end', { state, rows }),
        });
        await note('export.start', {});
        const { mime, ending } = FORMATS[query.format];
        const options = optionsOf(kind, query, city.timeZone, city.name.en);
        return {
          mime,
          fileName: `citywatch-${kind}-${query.from.slice(0, 10)}-${query.to.slice(0, 10)}.${ending}`,
          parts: fileParts(query.format, pages, options, query.language),
        };
      },
    }),
  ];
}

async function filterOf(database: Database, query: ExportQuery): Promise<ExportFilter> {
  const from = new Date(query.from);
  const to = new Date(query.to);
  if (from >= to) throw badField('to', 'does not lie after `from`');
  if (to.getTime() - from.getTime() > EXPORT_LONGEST_DAYS * DAY_MS)
    throw badField('to', `lies more than ${EXPORT_LONGEST_DAYS} days after \`from\``);
  return {
    from,
    to,
    step: query.step,
    areaIds: query.areaId === undefined ? undefined : await readAreasBelow(database, query.areaId),
    cameraId: query.cameraId,
    zoneId: query.zoneId,
    sensorId: query.sensorId,
    classes: query.classes,
    event: query.event,
  };
}

function optionsOf(kind: ExportKind, query: ExportQuery, timeZone: string, city: string): FileOptions {
  const columns = exportColumns(kind);
  return {
    columns,
    titles: columns.map(({ name }) => columnTitle(name, query.language)),
    sheet: sheetTitle(kind, query.language),
    timeZone,
    bom: query.bom === 'yes',
    separator: query.separator === 'semicolon' ? ';' : ',',
    about: { product: 'CityWatch', city, kind, from: query.from, to: query.to, step: query.step, times: 'UTC' },
  };
}

function told(query: ExportQuery): Record<string, unknown> {
  return { ...query, ticket: undefined };
}
