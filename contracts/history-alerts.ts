import { z } from 'zod';
import { boundaries, historyNote, historyPlace, listOf, periodQuery } from './history.ts';
import { instant, slug } from './ids.ts';
import { severity } from './rules.ts';

/** What alerts are told apart by. `unit`: to whom it was handed last; `type`: kind of the rule's condition. */
export const alertGrouping = z.enum([
  'area',
  'unit',
  'rule',
  'type',
  'severity',
  'device',
  'hour-of-day',
  'weekday',
  'day',
  'month',
]);
export type AlertGrouping = z.infer<typeof alertGrouping>;

/** GET /api/history/alerts: how many, how quickly dealt with, how many false. Alerts count when they were raised. */
export const alertStatisticsQuery = periodQuery.extend({
  by: alertGrouping.default('rule'),
  areaIds: listOf(slug, 100).optional(),
  ruleIds: listOf(slug, 100).optional(),
  severities: listOf(severity, 3).optional(),
  boundaries: boundaries.default('then'),
});
export type AlertStatisticsQuery = z.infer<typeof alertStatisticsQuery>;

/** GET /api/history/alert-tables: the same told apart in several ways, for which alerts are read once. */
export const alertTablesQuery = alertStatisticsQuery.extend({ by: listOf(alertGrouping, 6) });
export type AlertTablesQuery = z.infer<typeof alertTablesQuery>;

/** Seconds it took: of `count` alerts, half were quicker than `p50`, nine of ten than `p90`. */
const took = z.object({ count: z.number().int(), p50: z.number().nullable(), p90: z.number().nullable() });

/** A share with its 95 % interval (Wilson 1927); null: of none. */
const share = z.object({
  of: z.number().int(),
  share: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

export const alertCounts = z.object({
  raised: z.number().int(),
  /** Occurrences, repeats of active alerts included. */
  occurrences: z.number().int(),
  open: z.number().int(),
  resolved: z.number().int(),
  falseAlarms: z.number().int(),
  escalated: z.number().int(),
  /** From raised to the first reaction of a person. */
  acknowledge: took,
  /** From raised to resolved or found false. */
  resolve: took,
  /** Of alerts somebody had to react to by the escalation setting: those that were acknowledged before. */
  acknowledgedInTime: share,
  /** Of alerts handed over with a deadline: those closed or reached before it. */
  deadlineMet: share,
  /** Of closed alerts: those found false. Says which rule to mend. */
  falseAlarmRate: share,
});
export type AlertCounts = z.infer<typeof alertCounts>;

const alertGroups = z.array(
  alertCounts.extend({
    /** Id of what the row is about (area, rule, device), or the word itself (unit, type, severity); null: none. */
    key: z.string().nullable(),
    name: z.string().nullable(),
    at: instant.nullable(),
    slot: z.number().int().nullable(),
  }),
);

export const alertStatistics = historyNote.extend({
  by: alertGrouping,
  total: alertCounts,
  rows: alertGroups,
  places: z.array(historyPlace),
});
export type AlertStatistics = z.infer<typeof alertStatistics>;

export const alertTables = historyNote.extend({
  total: alertCounts,
  /** In the order that was asked for. */
  tables: z.array(z.object({ by: alertGrouping, rows: alertGroups })),
  places: z.array(historyPlace),
});
export type AlertTables = z.infer<typeof alertTables>;
