import type { Severity } from '../contracts/rules.ts';
import type { PushNotice } from '../contracts/web-push.ts';
import { transaction, type Database, type Queryable } from './database.ts';

/** Waiting at most for one browser; the gravest are kept, what is beyond is left out and counted. */
const MOST_WAITING = 20;
const STEPS_AT_ONCE = 200;
/** Steps older than this are history: nobody is woken for what happened while every gateway was away. */
const OLD_NEWS = "interval '10 minutes'";

const GRAVITY = (column: string) => `case ${column} when 'critical' then 3 when 'warning' then 2 else 1 end`;

/**
 * Everybody who may be told anything, with what they may see now: areas with everything below, and what they go by:
 * `account:`, `ward:`, `unit:` and `role:` keys. Nothing is handed to a role, so that one alone lets nobody see more.
 */
const LISTENERS = `listener as (
  select push_subscription.*, account.locale, account.area_ids as own_areas, below.ids as areas,
    array['account:' || username, 'unit:' || unit_id, 'role:' || role]
      || array(select 'ward:' || id from unnest(below.ids) as id) as hands
  from push_subscription join account using (username), area_and_below(account.area_ids) as below (ids)
  where account.enabled
)`;
const MAY_SEE = '(own_areas is null or alert.area_id = any (areas) or alert.handed_to && hands)';

/**
 * Turns the steps of alerts since the last call into messages: a new alert and one nobody acts on for those its rule says
 * it is for and for whoever wants that severity, a hand-over for those it is handed to; never to the one who took the
 * step. One gateway at a time does it.
 *
 * @returns how many messages were made, how many were left out because too many wait, and whether there may be more.
 */
export async function makePushMessages(
  database: Database,
): Promise<{ readonly made: number; readonly overflow: number; readonly more: boolean }> {
  return transaction(database, async (connection) => {
    const place = await connection.query<{ xid: string; step_id: string }>(
      'select xid::text, step_id::text from push_service for update skip locked',
    );
    const [from] = place.rows;
    if (!from) return { made: 0, overflow: 0, more: false };
    const { rows: steps } = await connection.query<{ id: number; xid: string }>(
      `select id, xid::text from alert_step
       where (xid, id) > ($1::xid8, $2::bigint) and xid < settled_xid()
       order by xid, id limit $3`,
      [from.xid, from.step_id, STEPS_AT_ONCE],
    );
    const last = steps.at(-1);
    if (!last) return { made: 0, overflow: 0, more: false };
    const { rows } = await connection.query<{ wanted: number; made: number }>(
      `with ${LISTENERS}, wanted as (
         select listener.id as subscription_id, alert.id as alert_id, step.id as step_id, step.kind,
           row_number() over (partition by listener.id order by ${GRAVITY('alert.severity')} desc, step.id desc)
             + (select count(*) from push_message where subscription_id = listener.id) as n
         from alert_step step join alert on alert.id = step.alert_id cross join listener
         where step.id = any ($1::bigint[]) and step.kind in ('raised', 'escalated', 'dispatched')
           and step.at > now() - ${OLD_NEWS} and step.by is distinct from listener.username and ${MAY_SEE}
           and case step.kind
             when 'dispatched' then (step.assignee ->> 'kind') || ':' || (step.assignee ->> 'id') = any (hands)
             else ${GRAVITY('alert.severity')} >= ${GRAVITY('least_severity')}
               or (alert.recipient ->> 'kind') || ':' || (alert.recipient ->> 'id') = any (hands) end
       ), made as (
         insert into push_message (subscription_id, alert_id, step_id, kind)
         select subscription_id, alert_id, step_id, kind from wanted where n <= $2
         on conflict do nothing returning 1
       )
       select (select count(*)::int from wanted) as wanted, (select count(*)::int from made) as made`,
      [steps.map(({ id }) => id), MOST_WAITING],
    );
    await connection.query('update push_service set xid = $1::xid8, step_id = $2', [last.xid, last.id]);
    const { wanted = 0, made = 0 } = rows[0] ?? {};
    return { made, overflow: wanted - made, more: steps.length === STEPS_AT_ONCE };
  });
}

/** A message to send, and to whom. */
export type DuePush = {
  readonly id: number;
  readonly subscriptionId: number;
  readonly endpoint: string;
  readonly p256dh: Buffer;
  readonly auth: Buffer;
  readonly tries: number;
  /** Since it was made, seconds. */
  readonly ageS: number;
  /** Null: the reader may not see the alert any more. */
  readonly notice: PushNotice | null;
};

/**
 * Takes messages that are due; while the lease runs nobody else gets them. Rights are asked now, not when the message was
 * made. A gateway that dies with them leaves them to another.
 */
export async function claimPushMessages(
  connection: Queryable,
  { limit, leaseS }: { readonly limit: number; readonly leaseS: number },
): Promise<readonly DuePush[]> {
  const { rows } = await connection.query<{
    id: number;
    subscription_id: number;
    endpoint: string;
    p256dh: Buffer;
    auth: Buffer;
    tries: number;
    age_s: number;
    theirs: boolean;
    alert_id: number;
    kind: PushNotice['kind'];
    severity: Severity;
    rule_name: string;
    device_name: string;
    zone_name: string | null;
    raised_at: Date;
    locale: 'vi' | 'en';
  }>(
    `with claimed as (
       update push_message set tries = tries + 1, due_at = now() + make_interval(secs => $2)
       where id in (select id from push_message where due_at <= now() order by id limit $1 for update skip locked)
       returning *
     ), ${LISTENERS}
     select claimed.id, subscription_id, push_subscription.endpoint, push_subscription.p256dh, push_subscription.auth,
       tries, extract(epoch from now() - made_at)::float8 as age_s, coalesce(${MAY_SEE}, false) as theirs, alert_id, kind,
       severity, rule_name, device_name, zone_name, raised_at, coalesce(listener.locale, 'vi') as locale
     from claimed join push_subscription on push_subscription.id = subscription_id
       join alert on alert.id = alert_id left join listener on listener.id = subscription_id
     order by claimed.id`,
    [limit, leaseS],
  );
  return rows.map((row) => ({
    id: row.id,
    subscriptionId: row.subscription_id,
    endpoint: row.endpoint,
    p256dh: row.p256dh,
    auth: row.auth,
    tries: row.tries,
    ageS: row.age_s,
    notice: row.theirs
      ? {
          alertId: row.alert_id,
          kind: row.kind,
          severity: row.severity,
          rule: row.rule_name,
          place: row.zone_name === null ? row.device_name : `${row.device_name} · ${row.zone_name}`,
          at: row.raised_at.toISOString(),
          locale: row.locale,
        }
      : null,
  }));
}

/** A message that is done with, sent or not. */
export async function endPushMessage(connection: Queryable, id: number): Promise<void> {
  await connection.query('delete from push_message where id = $1', [id]);
}

/** Tries a message again after so many seconds. */
export async function delayPushMessage(connection: Queryable, id: number, seconds: number): Promise<void> {
  await connection.query('update push_message set due_at = now() + make_interval(secs => $2) where id = $1', [
    id,
    seconds,
  ]);
}

/** How many messages wait. */
export async function countPushMessages(connection: Queryable): Promise<number> {
  const { rows } = await connection.query<{ n: number }>('select count(*)::int as n from push_message');
  return rows[0]?.n ?? 0;
}
