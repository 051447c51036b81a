import type { ExportKind } from '../contracts/exports.ts';
import type { Database } from './database.ts';
import { alertSource } from './exports/alerts.ts';
import { coverageSource } from './exports/coverage.ts';
import { deviceSource } from './exports/devices.ts';
import { eventSource } from './exports/events.ts';
import { flowSource } from './exports/flows.ts';
import { measurementSource } from './exports/measurements.ts';
import type { ExportColumn, ExportFilter, ExportSource } from './exports/source.ts';
import { queryUntil } from './query-until.ts';
import type { Scope } from './scope.ts';

const SOURCES: Readonly<Record<ExportKind, ExportSource>> = {
  events: eventSource,
  flows: flowSource,
  measurements: measurementSource,
  alerts: alertSource,
  coverage: coverageSource,
  devices: deviceSource,
};

type Cell = string | number | boolean | Date | null;

/**
 * Few enough that what is made of them is thrown away young: it costs hardly any memory, and nobody waits behind it. Of sums,
 * which are joined anew for each page, more.
 */
const PAGE_ROWS = { rows: 1000, timeless: 1000, sums: 5000 };

/** What is asked for, by whom. */
export type ExportRequest = { readonly kind: ExportKind; readonly filter: ExportFilter; readonly scope: Scope };

export function exportColumns(kind: ExportKind): readonly ExportColumn[] {
  return SOURCES[kind].columns;
}

/** Some rows, cells in the order of the columns, and the time of the last of them, epoch ms. */
export type ExportPage = { readonly rows: readonly (readonly Cell[])[]; readonly atMs: number };

const DAY_MS = 86_400_000;
/** Longest time that is looked at at once: a statement over years is planned for each of their chunks. */
const LONGEST_MS = 64 * DAY_MS;
/** Shortest: rows lie in an order that is read; sums are joined before they are sorted. */
const SHORTEST_MS = { rows: DAY_MS, sums: 900_000 };

/**
 * Rows in the order of their times, one page after the other; each page is a statement of its own, ended in the server when
 * the signal is. Rows that are written meanwhile at times already passed are not in it.
 */
export async function* readExportPages(
  database: Database,
  request: ExportRequest,
  signal: AbortSignal,
): AsyncGenerator<ExportPage> {
  const statement = statementOf(request);
  const { from, to } = request.filter;
  if (statement.order === 'timeless') {
    yield* pagesBefore(database, statement, { from: '-infinity', to: 'infinity' }, signal);
    return;
  }
  let [sinceMs, lengthMs] = [from.getTime(), DAY_MS];
  while (sinceMs < to.getTime()) {
    const untilMs = Math.min(to.getTime(), sinceMs + lengthMs);
    let rows = 0;
    const part = { from: new Date(sinceMs).toISOString(), to: new Date(untilMs).toISOString() };
    for await (const page of pagesBefore(database, statement, part, signal)) {
      rows += page.rows.length;
      yield page;
    }
    sinceMs = untilMs;
    const most = PAGE_ROWS[statement.order];
    if (rows < most / 2) lengthMs = Math.min(LONGEST_MS, lengthMs * 2);
    else if (rows > most) lengthMs = Math.max(SHORTEST_MS[statement.order], lengthMs / 2);
  }
}

/** Pages of a part of the time. */
async function* pagesBefore(
  database: Database,
  { select, from, where, at, key, values, reader, order }: ReturnType<typeof statementOf>,
  part: { readonly from: string; readonly to: string },
  signal: AbortSignal,
): AsyncGenerator<ExportPage> {
  const given = [...reader, ...values];
  const [time, name, limit, end] = [1, 2, 3, 4].map((more) => `$${given.length + more}`);
  // The time as text: a Date has no microseconds.
  let place: readonly [string, string] | undefined;
  for (;;) {
    // At the first page there is nothing before it.
    const [onTime, after]: readonly [string, string] = place ?? [part.from, ''];
    const { rows } = await queryUntil<Cell[]>(database, signal, {
      rowMode: 'array',
      text: `select ${select}, extract(epoch from ${at})::float8 * 1000, ${at}::text, ${key} collate "C" from ${from}
        where ${where} and ${at} >= ${time}::timestamptz and ${at} < ${end}::timestamptz
          and (${at}, ${key} collate "C") > (${time}::timestamptz, ${name}::text)
        order by ${at}, ${key} collate "C" limit ${limit}`,
      values: [...given, onTime, after, PAGE_ROWS[order], part.to],
    });
    const last = rows.at(-1);
    if (last !== undefined) {
      // the last three columns of the statement above
      const [atMs, lastTime, lastName] = last.slice(-3) as [number, string, string];
      place = [lastTime, lastName];
      for (const row of rows) row.length -= 3;
      yield { rows, atMs };
    }
    if (rows.length < PAGE_ROWS[order]) return;
  }
}

function statementOf({ kind, filter, scope }: ExportRequest) {
  const reader = kind === 'alerts' ? [scope.areaIds, scope.handedTo] : [scope.areaIds];
  return { order: 'rows' as const, ...SOURCES[kind].statement(filter), reader };
}
