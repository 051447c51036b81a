import type { Alert, AlertStep } from '../contracts/alerts.ts';
import type { Cursor } from '../contracts/ids.ts';
import {
  ALERT_COLUMNS,
  ALERT_IN_SCOPE,
  STEP_COLUMNS,
  toAlert,
  toStep,
  type AlertRow,
  type StepRow,
} from './alert-row.ts';
import { parseCursor } from './cursor.ts';
import type { Queryable } from './database.ts';
import { WHOLE_CITY, type Scope } from './scope.ts';

/** An alert at its place in the feed. */
export type FeedEntry = {
  readonly at: Cursor;
  readonly alert: Alert;
  /** For {@link inScope}: the alert's area is in the alert. */
  readonly handedTo: readonly string[];
};

/** What changed after a cursor, oldest change first. */
export type FeedBatch = {
  readonly entries: readonly FeedEntry[];
  /** Steps of these alerts since the cursor. At a batch's edge a step may come twice: its id says so. */
  readonly steps: readonly AlertStep[];
  /** Position after the last entry, or the cursor given when there is none. */
  readonly cursor: Cursor;
  /** Committed changes that cannot be read yet, because an older transaction is still open: ask again soon. */
  readonly unsettled: boolean;
  /** The store's clock, so that legs of alerts are measured by one clock. */
  readonly readAt: Date;
};

/**
 * Reads the feed of alert changes from a cursor on: each changed alert once, in its newest form. Never steps past a
 * transaction that is still open, so nothing that commits late is missed.
 */
export async function readAlertFeed(
  connection: Queryable,
  { since, limit, scope = WHOLE_CITY }: { readonly since: Cursor; readonly limit: number; readonly scope?: Scope },
): Promise<FeedBatch> {
  const from = parseCursor(since);
  const { rows } = await connection.query<AlertRow & { settled: boolean; read_at: Date }>(
    `select ${ALERT_COLUMNS}, changed_xid < settled_xid() as settled,
       clock_timestamp() as read_at
     from alert
     where ${ALERT_IN_SCOPE} and (changed_xid, changed_seq) > ($3::xid8, $4::bigint)
     order by changed_xid, changed_seq limit $5`,
    [scope.areaIds, scope.handedTo, from.xid, from.id, limit],
  );
  const settled = rows.filter((row) => row.settled);
  const last = settled.at(-1);
  return {
    entries: settled.map((row) => ({
      at: `${row.changed_xid}.${row.changed_seq}`,
      alert: toAlert(row),
      handedTo: row.handed_to,
    })),
    steps: await readStepsSince(
      connection,
      settled.map((row) => row.id),
      from.xid,
    ),
    cursor: last ? `${last.changed_xid}.${last.changed_seq}` : since,
    unsettled: settled.length < rows.length,
    readAt: rows[0]?.read_at ?? new Date(0),
  };
}

/** How many alerts one may see changed after a cursor, counted up to `limit`. */
export async function countFeed(
  connection: Queryable,
  { since, limit, scope }: { readonly since: Cursor; readonly limit: number; readonly scope: Scope },
): Promise<number> {
  const from = parseCursor(since);
  const { rows } = await connection.query<{ n: number }>(
    `select count(*)::int as n from (
       select from alert where ${ALERT_IN_SCOPE} and (changed_xid, changed_seq) > ($3::xid8, $4::bigint) limit $5
     ) as changed`,
    [scope.areaIds, scope.handedTo, from.xid, from.id, limit],
  );
  return rows[0]?.n ?? 0;
}

/**
 * Notes when alerts were first pushed to a console. Not a change of the alert: readers are not woken.
 *
 * @returns the milliseconds from commit to push of those noted by this call.
 */
export async function markPushed(
  connection: Queryable,
  pushed: readonly { readonly id: number; readonly at: Date }[],
): Promise<number[]> {
  const { rows } = await connection.query<{ ms: number }>(
    `update alert set pushed_at = pushed.at
     from (
       select alert.id, given.at from unnest($1::bigint[], $2::timestamptz[]) as given (id, at)
       join alert using (id) where pushed_at is null
       -- in one order for everybody, so that two gateways never wait for each other
       order by alert.id for update of alert
     ) as pushed
     where alert.id = pushed.id and pushed_at is null
     returning extract(epoch from pushed_at - raised_at)::float8 * 1000 as ms`,
    [pushed.map((one) => one.id), pushed.map((one) => one.at)],
  );
  return rows.map((row) => row.ms);
}

/**
 * Notes when alerts were first painted in a browser, of those one may see. The moment is the browser's estimate: kept
 * between the push and now. Not a change of the alert: readers are not woken.
 *
 * @returns the milliseconds from push to paint of those noted by this call.
 */
export async function markShown(
  connection: Queryable,
  shown: readonly { readonly id: number; readonly at: Date }[],
  scope: Scope,
): Promise<number[]> {
  const { rows } = await connection.query<{ ms: number | null }>(
    `update alert set shown_at = greatest(coalesce(pushed_at, raised_at), least(clock_timestamp(), painted.at))
     from (
       select alert.id, given.at from unnest($3::bigint[], $4::timestamptz[]) as given (id, at)
       join alert using (id) where shown_at is null and ${ALERT_IN_SCOPE}
       order by alert.id for update of alert
     ) as painted
     where alert.id = painted.id and shown_at is null
     returning extract(epoch from shown_at - pushed_at)::float8 * 1000 as ms`,
    [scope.areaIds, scope.handedTo, shown.map((one) => one.id), shown.map((one) => one.at)],
  );
  return rows.flatMap((row) => row.ms ?? []);
}

async function readStepsSince(connection: Queryable, alertIds: readonly number[], xid: string): Promise<AlertStep[]> {
  if (alertIds.length === 0) return [];
  const { rows } = await connection.query<StepRow>(
    `select ${STEP_COLUMNS} from alert_step left join account on account.username = alert_step.by
     where alert_id = any ($1::bigint[]) and xid >= $2::xid8 and xid < settled_xid()
     order by alert_step.id`,
    [alertIds, xid],
  );
  return rows.map(toStep);
}
