import {
  EXPORT_LONGEST_DAYS,
  type ExportKind,
  type ExportProgress,
  type ExportQuery,
} from '../../../contracts/exports.ts';
import type { CitySettings } from '../../../contracts/api.ts';
import { findAreaOnce, readAreasBelow } from '../../../store/areas.ts';
import { recordAudit } from '../../../store/audit.ts';
import type { Database } from '../../../store/database.ts';
import { exportColumns, readExportPages } from '../../../store/export-rows.ts';
import type { ExportFilter } from '../../../store/exports/source.ts';
import type { Scope } from '../../../store/scope.ts';
import type { FileOptions } from '../../core/exports/column.ts';
import { localText, wallClockOf } from '../../core/exports/local-time.ts';
import { notesOf } from '../../core/exports/notes.ts';
import { columnTitle, sheetTitle } from '../../core/exports/texts.ts';
import { localDay } from '../../core/history/city-time.ts';
import { readCitySettings } from '../city-settings.ts';
import { checkPlaces } from '../history/read-selection.ts';
import { badField } from '../http/fault-of.ts';
import type { Caller, StreamReply } from '../http/route.ts';
import type { ExportDesk, ExportWork } from './export-desk.ts';
import { fileParts, FORMATS } from './open-export.ts';

const DAY_MS = 24 * 3_600_000;

/** A file somebody asks for, and who hears how far it is. */
export type AskedExport = {
  readonly kind: ExportKind;
  readonly query: ExportQuery;
  readonly caller: Caller;
  readonly address: string;
  readonly signal: AbortSignal;
  readonly tell: ExportWork['tell'];
  readonly onEnd: (progress: Pick<ExportProgress, 'state' | 'rows'>) => Promise<void>;
};

/**
 * Begins a file that is made while it is sent. Who takes what out, and how much of it, is noted before and after.
 * @throws ApiFault when the request is wrong or there is no place
 */
export async function makeExport(
  { database, exports }: { readonly database: Database; readonly exports: ExportDesk },
  { kind, query, caller, address, signal, tell, onEnd }: AskedExport,
): Promise<StreamReply> {
  const filter = await exportFilter(database, query, caller.scope);
  const city = await readCitySettings(database);
  const { username } = caller.account;
  const note = (action: string, more: Record<string, unknown>): Promise<void> =>
    recordAudit(database, { username, action, subject: kind, detail: { ...query, ...more }, address });
  const pages = exports.take({
    username,
    pages: readExportPages(database, { kind, filter, scope: caller.scope }, signal),
    period: [filter.from.getTime(), filter.to.getTime()],
    signal,
    tell,
    async onEnd(state, rows) {
      await note('export.end', { state, rows });
      await onEnd({ state, rows });
    },
  });
  await note('export.start', {});
  const { mime, ending } = FORMATS[query.format];
  const options = optionsOf(kind, query, city);
  return {
    mime,
    // Its first and last day, as the city's calendar has them.
    fileName: `citywatch-${kind}-${localDay(filter.from.getTime(), city.timeZone)}-${localDay(filter.to.getTime() - 1, city.timeZone)}.${ending}`,
    parts: fileParts(query.format, pages, options, query.language),
  };
}

/** What a request asks for. @throws ApiFault where its period is none, or it names what never was or is not theirs */
export async function exportFilter(database: Database, query: ExportQuery, scope: Scope): Promise<ExportFilter> {
  const from = new Date(query.from);
  const to = new Date(query.to);
  if (from >= to) throw badField('to', 'does not lie after `from`');
  if (to.getTime() - from.getTime() > EXPORT_LONGEST_DAYS * DAY_MS)
    throw badField('to', `lies more than ${EXPORT_LONGEST_DAYS} days after \`from\``);
  const { areaId, cameraId, zoneId, sensorId } = query;
  if (areaId !== undefined && !(await findAreaOnce(database, areaId)))
    throw badField('areaId', `there never was an area ${areaId}`);
  await checkPlaces(database, 'cameraId', asList(cameraId), ['camera'], scope);
  await checkPlaces(database, 'zoneId', asList(zoneId), ['zone', 'line'], scope);
  await checkPlaces(database, 'sensorId', asList(sensorId), ['sensor'], scope);
  return {
    from,
    to,
    step: query.step,
    areaIds: areaId === undefined ? undefined : await readAreasBelow(database, areaId),
    cameraId,
    zoneId,
    sensorId,
    classes: query.classes,
    event: query.event,
    boundaries: query.boundaries,
  };
}

/** How a table of one of the kinds is written. */
function optionsOf(kind: ExportKind, query: ExportQuery, { timeZone, name }: CitySettings): FileOptions {
  const columns = exportColumns(kind);
  const { from, to, boundaries, step, areaId, cameraId, zoneId, sensorId, classes, event } = query;
  const wall = wallClockOf(timeZone);
  const chosen = Object.entries({ step, areaId, cameraId, zoneId, sensorId, classes: classes?.join(', '), event });
  return {
    columns,
    titles: columns.map(({ name }) => columnTitle(name, query.language)),
    sheet: sheetTitle(kind, query.language),
    timeZone,
    bom: query.bom === 'yes',
    separator: query.separator === 'semicolon' ? ';' : ',',
    notes: notesOf(query.language, {
      city: name[query.language],
      table: sheetTitle(kind, query.language),
      asked: [
        `${localText(wall, new Date(from))} – ${localText(wall, new Date(to))}`,
        ...chosen.flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`])),
      ].join('; '),
      boundaries,
      columns,
      timeZone,
      wall,
      madeAt: new Date(),
    }),
    about: {
      product: 'CityWatch',
      city: name.en,
      kind,
      from: query.from,
      to: query.to,
      step: query.step,
      times: 'UTC',
    },
  };
}

const asList = (id: string | undefined) => (id === undefined ? undefined : [id]);
