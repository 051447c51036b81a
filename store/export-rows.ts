import type { ExportKind } from '../contracts/exports.ts';
import type { Database } from './database.ts';
import { alertSource } from './exports/alerts.ts';
import { coverageSource } from './exports/coverage.ts';
import { deviceSource } from './exports/devices.ts';
import { eventSource } from './exports/events.ts';
import { flowSource } from './exports/flows.ts';
import { measurementSource } from './exports/measurements.ts';
import type { ExportColumn, ExportFilter, ExportSource } from './exports/source.ts';
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

const PAGE_ROWS = 5000;

/** What is asked for, by whom. */
export type ExportRequest = { readonly kind: ExportKind; readonly filter: ExportFilter; readonly scope: Scope };

export function exportColumns(kind: ExportKind): readonly ExportColumn[] {
  return SOURCES[kind].columns;
}

/** Some rows, cells in the order of the columns, and the time of the last of them, epoch ms. */
export type ExportPage = { readonly rows: readonly (readonly Cell[])[]; readonly atMs: number };

/** Longest and shortest time that is looked at at once, of sums. */
const [LONGEST_MS, SHORTEST_MS] = [64 * 86_400_000, 900_000];

/**
 * Rows in the order of their times, one page after the other; each page is a statement of its own. Rows that are written meanwhile at
 * times already passed are not in it.
 */
export async function* readExportPages(
  database: Database,
  request: ExportRequest,
  signal: AbortSignal,
): AsyncGenerator<ExportPage> {
  const statement = statementOf(request);
  const { from, to } = request.filter;
  if (!statement.isOfSums) {
    yield* pagesBefore(database, statement, { from: '-infinity', to: 'infinity' }, signal);
    return;
  }
  // Sums are joined before they are sorted: of a year that would be all of it, page after page. So a part at a time.
  let [sinceMs, lengthMs] = [from.getTime(), 86_400_000];
  while (sinceMs < to.getTime()) {
    const untilMs = Math.min(to.getTime(), sinceMs + lengthMs);
    let rows = 0;
    const part = { from: new Date(sinceMs).toISOString(), to: new Date(untilMs).toISOString() };
    for await (const page of pagesBefore(database, statement, part, signal)) {
      rows += page.rows.length;
      yield page;
    }
    sinceMs = untilMs;
    if (rows < PAGE_ROWS / 2) lengthMs = Math.min(LONGEST_MS, lengthMs * 2);
    else if (rows > PAGE_ROWS) lengthMs = Math.max(SHORTEST_MS, lengthMs / 2);
  }
}

/** Pages of a part of the time. */
async function* pagesBefore(
  database: Database,
  { select, from, where, at, key, values, reader }: ReturnType<typeof statementOf>,
  part: { readonly from: string; readonly to: string },
  signal: AbortSignal,
): AsyncGenerator<ExportPage> {
  const given = [...reader, ...values];
  const [time, name, limit, end] = [1, 2, 3, 4].map((more) => `$${given.length + more}`);
  // The time as text: a Date has no microseconds.
  let place: readonly [string, string] | undefined;
  for (;;) {
    signal.throwIfAborted();
    // At the first page there is nothing before it.
    const [onTime, after]: readonly [string, string] = place ?? [part.from, ''];
    const { rows } = await database.query<Cell[]>({
      rowMode: 'array',
      text: `select ${select}, extract(epoch from ${at})::float8 * 1000, ${at}::text, ${key} collate "C" from ${from}
        where ${where} and ${at} >= ${time}::timestamptz and ${at} < ${end}::timestamptz
          and (${at}, ${key} collate "C") > (${time}::timestamptz, ${name}::text)
        order by ${at}, ${key} collate "C" limit ${limit}`,
      values: [...given, onTime, after, PAGE_ROWS, part.to],
    });
    const last = rows.at(-1);
    if (last !== undefined) {
      // the last three columns of the statement above
      place = [last[last.length - 2] as string, last[last.length - 1] as string];
      yield { rows: rows.map((row) => row.slice(0, -3)), atMs: last[last.length - 3] as number };
    }
    if (rows.length < PAGE_ROWS) return;
  }
}

function statementOf({ kind, filter, scope }: ExportRequest) {
  const reader = kind === 'alerts' ? [scope.areaIds, scope.handedTo] : [scope.areaIds];
  return { ...SOURCES[kind].statement(filter), reader };
}
