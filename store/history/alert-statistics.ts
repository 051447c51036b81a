import type { AlertStatisticsQuery } from '../../contracts/history-alerts.ts';
import type { TimeStep } from '../../contracts/history.ts';
import { ACTIVE_STATES } from '../../contracts/alerts.ts';
import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';
import type { Span } from './note.ts';
import { stepOf } from './time-steps.ts';

/** Alerts of one group, counted. Times in seconds. */
export type AlertGroup = {
  readonly key: string | null;
  readonly name: string | null;
  readonly at: Date | null;
  readonly slot: number | null;
  readonly raised: number;
  readonly occurrences: number;
  readonly open: number;
  readonly resolved: number;
  readonly falseAlarms: number;
  readonly escalated: number;
  readonly acknowledged: number;
  readonly acknowledgeP50: number | null;
  readonly acknowledgeP90: number | null;
  readonly closed: number;
  readonly resolveP50: number | null;
  readonly resolveP90: number | null;
  readonly limited: number;
  readonly inTime: number;
  readonly withDeadline: number;
  readonly deadlineMet: number;
};

/** Which alerts are counted, and how they are told apart. */
export type AlertQuestion = {
  readonly span: Span;
  readonly by: AlertStatisticsQuery['by'];
  readonly scope: Scope;
  /** With everything below them. */
  readonly areaIds: readonly string[] | null;
  readonly ruleIds: readonly string[] | null;
  readonly severities: readonly string[] | null;
  readonly boundaries: 'then' | 'now';
  readonly timeZone: string;
  /** Seconds in which somebody has to react, by severity; a severity that is not there has none. */
  readonly reactWithinS: Readonly<Record<string, number>>;
  readonly limit: number;
};

const KEYS: Readonly<Partial<Record<AlertQuestion['by'], readonly [key: string, name: string]>>> = {
  unit: ["assignee ->> 'name'", "assignee ->> 'name'"],
  rule: ['rule_id', 'rule_name'],
  type: ["condition ->> 'kind'", 'null::text'],
  severity: ['severity', 'null::text'],
  device: ['device_id', 'device_name'],
};

/** Counts of alerts by when they were raised: of each group, in order of time, else most first; and of all together. */
export async function readAlertGroups(
  connection: Queryable,
  question: AlertQuestion,
): Promise<{ readonly groups: readonly AlertGroup[]; readonly total: AlertGroup | null }> {
  const { span, by, scope, boundaries, timeZone, limit } = question;
  const area = boundaries === 'now' ? 'coalesce(k.area_id, alert.area_id)' : 'alert.area_id';
  const [key, name] = by === 'area' ? [area, 'null::text'] : (KEYS[by] ?? ['null::text', 'null::text']);
  const steps: readonly TimeStep[] = ['hour-of-day', 'weekday', 'day', 'month'];
  const step = stepOf(steps.find((one) => one === by) ?? 'none', 'raised_at', '$9');
  const { rows } = await connection.query<AlertGroup & { readonly whole: boolean }>(
    `with steps as (
       select alert_id, bool_or(kind = 'escalated') as was_escalated,
         min(at) filter (where kind in ('on-scene', 'resolved', 'false-alarm') and not undone) as reached_at
       from alert_step where alert_id in (select id from alert where raised_at >= $3 and raised_at < $4) group by 1),
     counted as (
       select ${key} as key, ${name} as called, ${step.at} as at, ${step.slot} as slot, alert.*,
         extract(epoch from coalesce(acknowledged_at, resolved_at) - raised_at)::float8 as reacted_s,
         extract(epoch from resolved_at - raised_at)::float8 as closed_s,
         ($10::jsonb ->> severity)::float8 as limit_s, was_escalated, reached_at
       from alert
       left join steps on steps.alert_id = alert.id
       left join known_place k on k.kind = alert.device_kind and k.id = alert.device_id
       where ($1::text[] is null or ${area} = any ($1) or alert.handed_to && $2::text[]) and raised_at >= $3 and raised_at < $4
         and ($5::text[] is null or ${area} = any ($5)) and ($6::text[] is null or rule_id = any ($6))
         and ($7::text[] is null or severity = any ($7)) and $9::text is not null)
     select grouping(key) = 1 as whole, key, (array_agg(called order by raised_at desc))[1] as name, at, slot,
       count(*) as raised, sum(count)::int8 as occurrences, count(*) filter (where state = any ($8)) as open,
       count(*) filter (where state = 'resolved') as resolved, count(*) filter (where state = 'false-alarm') as "falseAlarms",
       count(*) filter (where was_escalated) as escalated,
       count(reacted_s) as acknowledged,
       percentile_cont(0.5) within group (order by reacted_s) as "acknowledgeP50",
       percentile_cont(0.9) within group (order by reacted_s) as "acknowledgeP90",
       count(closed_s) as closed,
       percentile_cont(0.5) within group (order by closed_s) as "resolveP50",
       percentile_cont(0.9) within group (order by closed_s) as "resolveP90",
       -- One that still may be reacted to in time is not judged yet.
       count(*) filter (where limit_s is not null
         and (reacted_s is not null or raised_at + limit_s * interval '1 second' < now())) as limited,
       count(*) filter (where reacted_s <= limit_s) as "inTime",
       count(*) filter (where deadline_at is not null and (reached_at is not null or deadline_at < now())) as "withDeadline",
       count(*) filter (where reached_at <= deadline_at) as "deadlineMet"
     from counted group by grouping sets ((key, at, slot), ()) order by whole desc, at, slot, raised desc, key limit $11`,
    [
      scope.areaIds,
      scope.handedTo,
      span.from,
      span.to,
      question.areaIds,
      question.ruleIds,
      question.severities,
      ACTIVE_STATES,
      timeZone,
      JSON.stringify(question.reactWithinS),
      limit + 1,
    ],
  );
  return { groups: rows.filter(({ whole }) => !whole), total: rows.find(({ whole }) => whole) ?? null };
}
