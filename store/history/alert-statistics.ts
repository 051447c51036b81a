import type { AlertGrouping } from '../../contracts/history-alerts.ts';
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

/** Which alerts are counted, and in which ways they are told apart. */
export type AlertQuestion = {
  readonly span: Span;
  readonly by: readonly AlertGrouping[];
  readonly scope: Scope;
  /** With everything below them. */
  readonly areaIds: readonly string[] | null;
  readonly ruleIds: readonly string[] | null;
  readonly severities: readonly string[] | null;
  readonly boundaries: 'then' | 'now';
  readonly timeZone: string;
  /** Seconds in which somebody has to react, by severity; a severity that is not there has none. */
  readonly reactWithinS: Readonly<Record<string, number>>;
  /** Most groups to answer with, of all ways; one more is read, so that one sees there are more. */
  readonly limit: number;
};

/** What alerts are told apart by, in SQL over an alert and the place it belongs to, and the column with its name. */
const KEYS: Readonly<Partial<Record<AlertGrouping, readonly [key: string, name: string | null]>>> = {
  unit: ["assignee ->> 'name'", null],
  rule: ['rule_id', 'rule_name'],
  type: ["condition ->> 'kind'", null],
  severity: ['severity', null],
  device: ['device_id', 'device_name'],
};
const STEPS: readonly TimeStep[] = ['hour-of-day', 'weekday', 'day', 'month'];

/**
 * Counts of alerts by when they were raised: told apart in each way that is asked for, groups in order of time, else most
 * first; and of all together. However many ways, the alerts are read once.
 */
export async function readAlertGroups(
  connection: Queryable,
  question: AlertQuestion,
): Promise<{ readonly tables: readonly (readonly AlertGroup[])[]; readonly total: AlertGroup | null }> {
  const { span, by, scope, boundaries, timeZone, limit } = question;
  const area = boundaries === 'now' ? 'coalesce(k.area_id, alert.area_id)' : 'alert.area_id';
  const groupings = by.map((one, i) => {
    const step = STEPS.find((name) => name === one);
    const { at, slot } = stepOf(step ?? 'none', 'raised_at', '$9');
    const [key, name] = one === 'area' ? [area, null] : (KEYS[one] ?? ['null::text', null]);
    const as = step === undefined ? 'key' : slot.startsWith('null') ? 'at' : 'slot';
    return { column: `g${i}`, as, name, sql: { key, at, slot }[as] } as const;
  });
  // The column of a group is null in the groups of every other way.
  const told = (as: 'key' | 'at' | 'slot', type: string) =>
    `coalesce(null::${type}${groupings.flatMap((one) => (one.as === as ? [`, ${one.column}`] : [])).join('')})`;
  const named = groupings.flatMap(({ column, name }, i) => (name === null ? [] : [{ column, name, i }]));
  const { rows } = await connection.query<AlertRow>(
    `with steps as (
       select alert_id, bool_or(kind = 'escalated') as was_escalated,
         min(at) filter (where kind <> 'escalated' and not undone) as reached_at
       from alert_step where kind = 'escalated' and alert_id in (select id from alert where raised_at >= $3 and raised_at < $4)
         or kind in ('on-scene', 'resolved', 'false-alarm')
           and alert_id in (select id from alert where raised_at >= $3 and raised_at < $4 and deadline_at is not null) group by 1),
     counted as materialized (
       select ${groupings.map(({ sql, as, column }) => `(${sql})${as === 'key' ? ' collate "C"' : ''} as ${column}, `).join('')}
         ${[...new Set(named.map(({ name }) => `${name}, `))].join('')}
         raised_at, count, state, severity, deadline_at,
         date_part('epoch', coalesce(acknowledged_at, resolved_at) - raised_at) as reacted_s,
         date_part('epoch', resolved_at - raised_at) as closed_s,
         react.value::float8 as limit_s, was_escalated, reached_at
       from alert
       left join steps on steps.alert_id = alert.id
       left join jsonb_each_text($10::jsonb) react on react.key = severity
       left join known_place k on k.kind = alert.device_kind and k.id = alert.device_id
       where ($1::text[] is null or ${area} = any ($1) or alert.handed_to && $2::text[]) and raised_at >= $3 and raised_at < $4
         and ($5::text[] is null or ${area} = any ($5)) and ($6::text[] is null or rule_id = any ($6))
         and ($7::text[] is null or severity = any ($7)) and $9::text is not null),
     names as (
       select null::int as way, null::text as key, null::text as called
       ${named.map(({ column, name, i }) => `union all select ${i}, c.${column}, min(${name}) from counted c join (select ${column}, max(raised_at) as last from counted group by 1) l on c.${column} = l.${column} and raised_at = last group by 2`).join('\n       ')}),
     summed as (
     select case ${groupings.map(({ column }, i) => `when grouping(${column}) = 0 then ${i}`).join(' ')} end as way,
       ${told('key', 'text')} as key, ${told('at', 'timestamptz')} as at, ${told('slot', 'int')} as slot,
       count(*) as raised, sum(count)::int8 as occurrences, count(*) filter (where state = any ($8)) as open,
       count(*) filter (where state = 'resolved') as resolved, count(*) filter (where state = 'false-alarm') as "falseAlarms",
       count(*) filter (where was_escalated) as escalated,
       count(reacted_s) as acknowledged, percentile_cont(array[0.5, 0.9]) within group (order by reacted_s) as acknowledge,
       count(closed_s) as closed, percentile_cont(array[0.5, 0.9]) within group (order by closed_s) as resolve,
       -- One that still may be reacted to in time is not judged yet.
       count(*) filter (where limit_s is not null
         and (reacted_s is not null or raised_at + limit_s * interval '1 second' < now())) as limited,
       count(*) filter (where reacted_s <= limit_s) as "inTime",
       count(*) filter (where deadline_at is not null and (reached_at is not null or deadline_at < now())) as "withDeadline",
       count(*) filter (where reached_at <= deadline_at) as "deadlineMet"
     from counted group by grouping sets (${groupings.map(({ column }) => `(${column}), `).join('')}()))
     select coalesce(called, ${by.includes('unit') ? `case when way = ${by.indexOf('unit')} then key end` : 'null'}) as name, summed.*
       from summed left join names using (way, key) order by way nulls first, at, slot, raised desc, key limit $11`,
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
  const ofWay = (wanted: number | null) =>
    rows.flatMap(({ way, acknowledge, resolve, ...row }): AlertGroup[] =>
      way !== wanted
        ? []
        : [
            {
              ...row,
              acknowledgeP50: acknowledge?.[0] ?? null,
              acknowledgeP90: acknowledge?.[1] ?? null,
              resolveP50: resolve?.[0] ?? null,
              resolveP90: resolve?.[1] ?? null,
            },
          ],
    );
  return { tables: by.map((_, i) => ofWay(i)), total: ofWay(null)[0] ?? null };
}

type Percentiles = 'acknowledgeP50' | 'acknowledgeP90' | 'resolveP50' | 'resolveP90';
type AlertRow = Omit<AlertGroup, Percentiles> & {
  /** Which of the ways; null: all together. */
  readonly way: number | null;
  readonly acknowledge: readonly number[] | null;
  readonly resolve: readonly number[] | null;
};
