import type { z } from 'zod';
import { alertStatisticsQuery, alertTablesQuery } from '../../../contracts/history-alerts.ts';
import { comparisonQuery, hotSpotQuery, usualQuery } from '../../../contracts/history-comparison.ts';
import { eventQuery, pastQuery, type EventQuery } from '../../../contracts/history-events.ts';
import { sensorSeriesQuery, sensorTrafficQuery } from '../../../contracts/history-sensors.ts';
import { flowQuery, movementQuery, speedQuery, stayQuery } from '../../../contracts/history.ts';
import type { Database } from '../../../store/database.ts';
import type { Scope } from '../../../store/scope.ts';
import { flowTable, hotSpotTable, movementTable, tableOf, type AnswerTable } from '../../core/exports/answer-tables.ts';
import { ApiFault } from '../../core/api-fault.ts';
import type { Cell, Column, RowPages } from '../../core/exports/column.ts';
import { pastTable } from '../../core/exports/past-table.ts';
import { alertTable, EVENT_FIELDS, sensorTable, usualTable } from '../../core/exports/record-tables.ts';
import { comparisonTable, speedTable, stayTable } from '../../core/exports/spread-tables.ts';
import { readAlertStatistics, readAlertTables } from '../history/read-alert-statistics.ts';
import { readComparison } from '../history/read-comparison.ts';
import { readEvents } from '../history/read-events.ts';
import { readFlows } from '../history/read-flows.ts';
import { readHotSpots } from '../history/read-hot-spots.ts';
import { readMovements } from '../history/read-movements.ts';
import { readPast } from '../history/read-past.ts';
import { readSensorAndTraffic, readSensorSeries } from '../history/read-sensor-series.ts';
import { readUsualAnswer } from '../history/read-usual.ts';
import { readSpeeds, readStays } from '../history/read-values.ts';
import { badField } from '../http/fault-of.ts';

/** A question as a file: its columns, and its rows as they are read. */
export type QuestionRows = { readonly columns: readonly Column[]; readonly pages: RowPages };

type Reader = (database: Database, given: unknown, scope: Scope, signal: AbortSignal) => Promise<QuestionRows>;

/** A question that is answered whole, which is at most so many rows as an answer has. */
function whole<Q>(
  schema: z.ZodType<Q, unknown>,
  read: (database: Database, query: Q, scope: Scope) => Promise<AnswerTable>,
): Reader {
  return async (database, given, scope) => {
    const { columns, rows } = await read(database, parsed(schema, given), scope);
    return { columns, pages: inPages(rows) };
  };
}

const QUESTIONS: Readonly<Record<string, Reader>> = {
  flows: whole(flowQuery, async (...asked) => flowTable(await readFlows(...asked))),
  movements: whole(movementQuery, async (...asked) => movementTable(await readMovements(...asked))),
  stays: whole(stayQuery, async (...asked) => stayTable(await readStays(...asked), asked[1].by)),
  speeds: whole(speedQuery, async (...asked) => speedTable(await readSpeeds(...asked), asked[1].by)),
  comparison: whole(comparisonQuery, async (...asked) => comparisonTable(await readComparison(...asked))),
  'hot-spots': whole(hotSpotQuery, async (...asked) => hotSpotTable(await readHotSpots(...asked), asked[1].step)),
  usual: whole(usualQuery, async (...asked) => usualTable(await readUsualAnswer(...asked))),
  alerts: whole(alertStatisticsQuery, async (...asked) => alertTable(await readAlertStatistics(...asked))),
  'alert-tables': whole(alertTablesQuery, async (...asked) => alertTable(await readAlertTables(...asked))),
  'sensor-series': whole(sensorSeriesQuery, async (...asked) => sensorTable(await readSensorSeries(...asked))),
  'sensor-and-traffic': whole(sensorTrafficQuery, async (...asked) =>
    sensorTable(await readSensorAndTraffic(...asked)),
  ),
  past: async (database, given, scope) => {
    const answer = await readPast(database, parsed(pastQuery, given), scope);
    // The page says that there are more; a file would be taken for all of them.
    if (answer.moreAlerts)
      throw new ApiFault('too-large', 'more alerts than the map plays: take a shorter period, or the file of alerts');
    const { columns, rows } = pastTable(answer);
    return { columns, pages: inPages(rows) };
  },
  // However many there are: page by page.
  events: async (database, given, scope, signal) => ({
    columns: EVENT_FIELDS.map(([name, type]) => ({ name, type })),
    pages: eventPages(database, { ...parsed(eventQuery, given), limit: 500 }, scope, signal),
  }),
};

/**
 * The answer to a question of `/api/history/…` as rows.
 *
 * @param of the question, `flows?from=…`.
 * @throws ApiFault as the question itself does, or when there is no such one
 */
export async function questionRows(
  database: Database,
  of: string,
  scope: Scope,
  signal: AbortSignal,
): Promise<QuestionRows & { readonly name: string }> {
  const [name = '', ...rest] = of.split('?');
  const read = Object.hasOwn(QUESTIONS, name) ? QUESTIONS[name] : undefined;
  if (read === undefined)
    throw badField('of', `begins with none of the questions ${Object.keys(QUESTIONS).join(', ')}`);
  const given = Object.fromEntries(new URLSearchParams(rest.join('?')));
  return { name, ...(await read(database, given, scope, signal)) };
}

function parsed<Q>(schema: z.ZodType<Q, unknown>, given: unknown): Q {
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  const [issue] = error.issues;
  throw badField('of', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`);
}

const PAGE_ROWS = 1000;

/** Made as they are taken. */
async function* inPages(rows: Iterable<readonly Cell[]>): RowPages {
  let page: (readonly Cell[])[] = [];
  for (const row of rows) {
    page.push(row);
    if (page.length < PAGE_ROWS) continue;
    yield page;
    page = [];
  }
  yield page;
}

async function* eventPages(database: Database, query: EventQuery, scope: Scope, signal: AbortSignal): RowPages {
  let after = query.after;
  for (;;) {
    signal.throwIfAborted();
    const { events, next } = await readEvents(database, { ...query, after }, scope);
    yield tableOf(events, EVENT_FIELDS, { keep: EVENT_FIELDS.map(([name]) => name) }).rows;
    if (next === null) return;
    after = next;
  }
}
