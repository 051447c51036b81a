import { z } from 'zod';
import type {
  AlertCounts,
  AlertGrouping,
  AlertStatistics,
  AlertStatisticsQuery,
  AlertTables,
  AlertTablesQuery,
} from '../../../contracts/history-alerts.ts';
import { MOST_ROWS } from '../../../contracts/history.ts';
import type { Queryable } from '../../../store/database.ts';
import { readAlertGroups, type AlertGroup } from '../../../store/history/alert-statistics.ts';
import { nameHistoryPlaces, unknownAreas } from '../../../store/history/places.ts';
import { areasAndBelow } from '../../../store/history/selection.ts';
import type { Scope } from '../../../store/scope.ts';
import { readSetting } from '../../../store/settings.ts';
import { shareOf } from '../../core/history/wilson.ts';
import { badField } from '../http/fault-of.ts';
import { historyTimeZone, noteOf, periodOf, tooManyRows } from './read-selection.ts';

/** Seconds in which somebody has to react, as analytics escalates; null: never. */
const reactWithin = z.object({
  critical: z.number().nullable().default(300),
  warning: z.number().nullable().default(900),
  info: z.number().nullable().default(null),
});

/**
 * How many alerts, how quickly dealt with, how many false.
 *
 * @throws ApiFault when the question is not answerable or the answer too long.
 */
export async function readAlertStatistics(
  connection: Queryable,
  query: AlertStatisticsQuery,
  scope: Scope,
): Promise<AlertStatistics> {
  const { tables, ...answer } = await readAlertTables(connection, { ...query, by: [query.by] }, scope);
  return { ...answer, by: query.by, rows: tables[0]?.rows ?? [] };
}

/**
 * The same told apart in several ways.
 *
 * @throws ApiFault when the question is not answerable or the answer too long.
 */
export async function readAlertTables(
  connection: Queryable,
  query: AlertTablesQuery,
  scope: Scope,
): Promise<AlertTables> {
  const timeZone = await historyTimeZone(connection);
  const span = periodOf(query, timeZone);
  if (query.areaIds) {
    const [unknown] = await unknownAreas(connection, query.areaIds);
    if (unknown !== undefined) throw badField('areaIds', `there never was an area ${unknown}`);
  }
  const by = [...new Set(query.by)];
  const { tables, total } = await readAlertGroups(connection, {
    span,
    by,
    scope,
    areaIds: query.areaIds ? await areasAndBelow(connection, query.areaIds) : null,
    ruleIds: query.ruleIds ?? null,
    severities: query.severities ?? null,
    boundaries: query.boundaries,
    timeZone,
    reactWithinS: await readReactWithin(connection),
    limit: MOST_ROWS + 1,
  });
  if (tables.flat().length > MOST_ROWS) throw tooManyRows();
  const keysOf = (one: AlertGrouping) =>
    tables[by.indexOf(one)]?.flatMap(({ key }) => (key === null ? [] : [key])) ?? [];
  const places = await nameHistoryPlaces(connection, {
    devices: keysOf('device'),
    areas: [...keysOf('area'), ...(query.areaIds ?? [])],
  });
  return {
    ...(await noteOf(connection, { span, timeZone, boundaries: query.boundaries })),
    // Of nothing there is one row, whose sums are null.
    total: total && total.raised > 0 ? countsOf(total) : NOTHING,
    tables: by.map((one, i) => ({
      by: one,
      rows: (tables[i] ?? []).map((row) => ({
        ...countsOf(row),
        key: row.key,
        name: row.name ?? (one === 'area' ? places.find(({ id }) => id === row.key)?.name : null) ?? null,
        at: row.at?.toISOString() ?? null,
        slot: row.slot,
      })),
    })),
    places,
  };
}

async function readReactWithin(connection: Queryable): Promise<Record<string, number>> {
  const parsed = reactWithin.safeParse((await readSetting(connection, 'escalation')) ?? {});
  const limits = parsed.success ? parsed.data : reactWithin.parse({});
  return Object.fromEntries(Object.entries(limits).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}

function countsOf(group: AlertGroup): AlertCounts {
  return {
    raised: group.raised,
    occurrences: group.occurrences,
    open: group.open,
    resolved: group.resolved,
    falseAlarms: group.falseAlarms,
    escalated: group.escalated,
    acknowledge: { count: group.acknowledged, p50: group.acknowledgeP50, p90: group.acknowledgeP90 },
    resolve: { count: group.closed, p50: group.resolveP50, p90: group.resolveP90 },
    acknowledgedInTime: shareOf(group.inTime, group.limited),
    deadlineMet: shareOf(group.deadlineMet, group.withDeadline),
    falseAlarmRate: shareOf(group.falseAlarms, group.resolved + group.falseAlarms),
  };
}

const NOTHING: AlertCounts = {
  raised: 0,
  occurrences: 0,
  open: 0,
  resolved: 0,
  falseAlarms: 0,
  escalated: 0,
  acknowledge: { count: 0, p50: null, p90: null },
  resolve: { count: 0, p50: null, p90: null },
  acknowledgedInTime: shareOf(0, 0),
  deadlineMet: shareOf(0, 0),
  falseAlarmRate: shareOf(0, 0),
};
