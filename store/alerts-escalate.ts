import type { Queryable } from './database.ts';

/** Seconds after which an alert that nobody has acted on is escalated, by severity; null: never. */
export type EscalationLimits = {
  readonly critical: number | null;
  readonly warning: number | null;
  readonly info: number | null;
};

/**
 * Escalates alerts nobody has acted on within their limit, and dispatched ones past their deadline: a step `escalated`
 * once for each deadline, and a change that every reader of the feed sees.
 *
 * @returns the alerts escalated now.
 */
export async function escalateOverdue(connection: Queryable, limits: EscalationLimits): Promise<readonly number[]> {
  const { rows } = await connection.query<{ alert_id: number }>({
    name: 'escalate-overdue',
    text: `with overdue as (
        select alert.id, state, raised_at + make_interval(secs => l.seconds) as deadline_at
          from alert
          join (values ('critical', $1::float8), ('warning', $2::float8), ('info', $3::float8)) as l(severity, seconds)
            using (severity)
         where state = 'raised' and raised_at + make_interval(secs => l.seconds) <= clock_timestamp()
           and not exists (select from alert_step where alert_id = alert.id and kind = 'escalated')
        union all
        select id, state, deadline_at from alert
         where state = 'dispatched' and deadline_at <= clock_timestamp()
           and not exists (select from alert_step where alert_id = alert.id and kind = 'escalated'
                              and alert_step.deadline_at = alert.deadline_at)
      ), changed as (
        update alert set version = version + 1, changed_xid = fact_xid(), changed_seq = nextval('alert_change')
          from overdue
         -- Asked again under the row's lock: somebody may be acting on it at this moment.
         where alert.id = overdue.id and alert.state = overdue.state
        returning alert.id, overdue.deadline_at
      )
      insert into alert_step (alert_id, kind, deadline_at) select id, 'escalated', deadline_at from changed
      on conflict do nothing
      returning alert_id`,
    values: [limits.critical, limits.warning, limits.info],
  });
  return rows.map((row) => row.alert_id);
}
