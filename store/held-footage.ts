import { MOST_HELD_MINUTES, type HeldMinute } from '../contracts/retention.ts';
import { ALERT_IN_SCOPE } from './alert-row.ts';
import { transaction, type Database, type Queryable } from './database.ts';
import type { Scope } from './scope.ts';

/** A minute is asked for when it is over and written to the agent's disk. */
const SETTLE_S = 15;
/**
 * An agent that has a minute and cannot bring it (its disk is full, the line breaks) is asked so often, each time after
 * twice the pause: for some twelve hours, until somebody had time to look.
 */
const MOST_TRIES = 9;
const PAUSE_S = 180;

/** The whole minutes a row of the view `held` (h) covers: from the first up to, not including, the last. */
const FIRST_MINUTE = "date_bin('1 minute', h.from_at, '2000-01-01Z')";
const LAST_MINUTE = "date_bin('1 minute', h.to_at + interval '1 minute' - interval '1 microsecond', '2000-01-01Z')";

/**
 * Spans of video an agent must not remove from its disk (a list of JSON objects, epoch milliseconds), in a query that has
 * `agent.id`: of holds whose minutes are not all settled. Ends are whole hours later, so that an alert that goes on is
 * not a new order each time.
 */
export const HELD_OF_AGENT = `coalesce((
  select jsonb_agg(span order by span->>'cameraId', span->>'from') from (
    select jsonb_build_object('cameraId', c.id, 'from', (extract(epoch from ${FIRST_MINUTE}) * 1000)::bigint,
             'to', (extract(epoch from date_bin('1 hour', h.to_at, '2000-01-01Z') + interval '1 hour') * 1000)::bigint) as span
      from held h join hold on hold.id = h.id cross join unnest(h.camera_ids) as held_camera(id)
      join camera c on c.id = held_camera.id and c.agent_id = agent.id
     where hold.footage_until is null or hold.footage_until < ${LAST_MINUTE}
        or exists (select from held_footage f where f.hold_id = h.id and f.camera_id = c.id and f.state = 'waiting')
     order by h.id desc limit 500) newest), '[]')`;

/**
 * Orders the minutes of video that holds cover and that are over by now: of an alert those nearest to its moment, of a
 * time at places from its beginning. Cameras that are gone have nothing to bring.
 *
 * @returns how many were ordered.
 */
export async function orderHeldMinutes(connection: Queryable, now: Date): Promise<number> {
  const { rows } = await connection.query<{ ordered: number }>(
    `with spans as (
       select h.id, h.camera_ids, coalesce(a.captured_at, h.from_at) as nearest, hold.footage_until,
              ${FIRST_MINUTE} as first,
              least(${LAST_MINUTE}, ${FIRST_MINUTE} + $2 * interval '1 minute',
                    date_bin('1 minute', $1::timestamptz - $3 * interval '1 second', '2000-01-01Z')) as until
         from held h join hold on hold.id = h.id left join alert a on a.id = h.alert_id),
     due as (select * from spans where until > first and (footage_until is null or footage_until < until)),
     minutes as (
       select due.id, camera_id, minute, row_number() over (
                partition by due.id order by abs(extract(epoch from minute - nearest)), camera_id) as place
         from due cross join unnest(camera_ids) as c(camera_id)
         cross join generate_series(first, until - interval '1 minute', interval '1 minute') minute),
     ordered as (
       insert into held_footage (hold_id, camera_id, from_at, state, reason)
       select m.id, camera_id, minute, case when camera.id is null then 'gone' else 'waiting' end,
              case when camera.id is null then 'no-camera' end
         from minutes m left join camera on camera.id = m.camera_id where place <= $2
       on conflict do nothing returning 1),
     noted as (update hold set footage_until = due.until from due where hold.id = due.id)
     select count(*)::int as ordered from ordered`,
    [now, MOST_HELD_MINUTES, SETTLE_S],
  );
  return rows[0]?.ordered ?? 0;
}

/** A minute that is to be asked of an agent now. */
export type HeldWish = {
  readonly id: number;
  readonly cameraId: string;
  readonly agentId: string;
  readonly from: Date;
};

/**
 * Takes minutes to ask for, so that no agent has more than a few to bring at a time: never asked for, refused a while ago,
 * or asked for before `againBefore` without an answer. Those of agents that are said to be away wait. Whoever takes one
 * asks; of several gateways one does.
 */
export async function takeHeldWishes(
  connection: Queryable,
  { now, againBefore, perAgent }: { readonly now: Date; readonly againBefore: Date; readonly perAgent: number },
): Promise<HeldWish[]> {
  const { rows } = await connection.query<HeldWish>(
    `with open as (
       select f.id, c.agent_id, f.asked_at is not null and f.asked_at >= $2 as is_asked,
              row_number() over (partition by c.agent_id, f.asked_at is not null and f.asked_at >= $2
                                     order by f.tries, f.asked_at nulls first, f.id) as place
         from held_footage f join hold h on h.id = f.hold_id and h.lifted_at is null
         join camera c on c.id = f.camera_id
        where f.state = 'waiting' and (f.not_before is null or f.not_before <= $1)
          and not exists (select from device_state s where s.device_kind = 'agent' and s.device_id = c.agent_id
                             and s.state ->> 'state' = 'offline')),
     busy as (select agent_id, count(*) as n from open where is_asked group by 1),
     picked as (
       select open.id, agent_id from open left join busy using (agent_id)
        where not is_asked and place <= $3 - coalesce(n, 0))
     update held_footage f set asked_at = $1 from picked
      where f.id = picked.id and f.state = 'waiting' and (f.asked_at is null or f.asked_at < $2)
     returning f.id, f.camera_id as "cameraId", picked.agent_id as "agentId", f.from_at as "from"`,
    [now, againBefore, perAgent],
  );
  return rows;
}

/** Writes that a minute is asked for under a token. What nobody answered within an hour is worth nothing any more. */
export async function requestHeldMinute(
  connection: Queryable,
  asked: {
    readonly requestId: string;
    readonly tokenHash: Buffer;
    readonly wish: HeldWish;
    readonly to: Date;
    readonly askedAt: Date;
  },
): Promise<void> {
  await connection.query(
    `with unanswered as (
       delete from upload_request where held_id = $4 and answered_at is null and asked_at < $7::timestamptz - interval '1 hour')
     insert into upload_request (request_id, kind, token_hash, camera_id, held_id, from_at, to_at, asked_at)
     values ($1, 'held', $2, $3, $4, $5, $6, $7)`,
    [asked.requestId, asked.tokenHash, asked.wish.cameraId, asked.wish.id, asked.wish.from, asked.to, asked.askedAt],
  );
}

/** Keeps a minute an agent has brought. @returns whether it was the first answer, to a hold that still stands. */
export function storeHeldMinute(
  database: Database,
  minute: {
    readonly requestId: string;
    readonly takenFrom: Date | null;
    readonly sha256: Buffer;
    readonly content: Buffer;
  },
): Promise<boolean> {
  return transaction(database, async (connection) => {
    const heldId = await answered(connection, minute.requestId, null);
    if (heldId === null) return false;
    const { rowCount } = await connection.query(
      `update held_footage f set state = 'stored', settled_at = now(), reason = null, taken_from = $2, sha256 = $3, content = $4
        where id = $1 and state <> 'stored'
          and exists (select from hold where hold.id = f.hold_id and lifted_at is null)`,
      [heldId, minute.takenFrom, minute.sha256, minute.content],
    );
    return rowCount === 1;
  });
}

/**
 * Notes that an agent has nothing to bring: for good when it has no footage, else it is asked some times more. What it
 * answers to an earlier request than its last is not one more of these times.
 */
export function refuseHeldMinute(database: Database, requestId: string, reason: string): Promise<boolean> {
  return transaction(database, async (connection) => {
    const heldId = await answered(connection, requestId, reason);
    if (heldId === null) return false;
    await connection.query(
      `update held_footage set reason = $2, tries = tries + 1, asked_at = null,
              not_before = now() + $5 * interval '1 second' * power(2, tries),
              settled_at = case when $2 = 'no-footage' or tries + 1 >= $3 then now() end,
              state = case when $2 = 'no-footage' then 'gone' when tries + 1 >= $3 then 'failed' else 'waiting' end
        where id = $1 and state = 'waiting'
          and ($2 = 'no-footage' or not exists (
            select from upload_request newer join upload_request this on this.request_id = $4
             where newer.held_id = $1 and newer.asked_at > this.asked_at))`,
      [heldId, reason, MOST_TRIES, requestId, PAUSE_S],
    );
    return true;
  });
}

async function answered(connection: Queryable, requestId: string, refusal: string | null): Promise<number | null> {
  const { rows } = await connection.query<{ held_id: number }>(
    `update upload_request set answered_at = now(), refusal = $2
      where request_id = $1 and kind = 'held' and answered_at is null returning held_id`,
    [requestId, refusal],
  );
  return rows[0]?.held_id ?? null;
}

/** Who asks for footage of a hold: those who see its alert; of a time at places, who may see everything. */
export type FootageReader = { readonly scope: Scope; readonly seesAll: boolean };

const HOLD_IN_REACH = `exists (select from hold left join alert on alert.id = hold.alert_id where hold.id = $3
  and case when hold.alert_id is null then $4::boolean else ${ALERT_IN_SCOPE} end)`;

/** The minutes of a hold, in their order; null: no such hold for this reader. */
export async function readHeldMinutes(
  connection: Queryable,
  holdId: number,
  { scope, seesAll }: FootageReader,
): Promise<HeldMinute[] | null> {
  const { rows } = await connection.query<{ reach: boolean; minutes: HeldMinute[] }>(
    `select ${HOLD_IN_REACH} as reach,
            coalesce((select jsonb_agg(jsonb_build_object('id', id, 'cameraId', camera_id, 'from', to_char(from_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
               'state', state, 'reason', reason, 'bytes', octet_length(content)) order by from_at, camera_id)
              from held_footage where hold_id = $3), '[]') as minutes`,
    [scope.areaIds, scope.handedTo, holdId, seesAll],
  );
  return rows[0]?.reach ? rows[0].minutes : null;
}

/** A minute that is stored, without its content. */
export async function findHeldMinute(
  connection: Queryable,
  { holdId, minuteId, reader }: { readonly holdId: number; readonly minuteId: number; readonly reader: FootageReader },
): Promise<{
  readonly sha256: Buffer;
  readonly size: number;
  readonly takenAt: Date;
  readonly cameraId: string;
} | null> {
  const { rows } = await connection.query<{ sha256: Buffer; size: number; takenAt: Date; cameraId: string }>(
    `select sha256, octet_length(content) as size, coalesce(taken_from, from_at) as "takenAt", camera_id as "cameraId"
       from held_footage where id = $5 and hold_id = $3 and state = 'stored' and ${HOLD_IN_REACH}`,
    [reader.scope.areaIds, reader.scope.handedTo, holdId, reader.seesAll, minuteId],
  );
  return rows[0] ?? null;
}

/** Bytes of a stored minute. Whether one may see it was asked before. */
export async function readHeldPart(
  connection: Queryable,
  minuteId: number,
  start: number,
  length: number,
): Promise<Buffer> {
  const { rows } = await connection.query<{ part: Buffer }>(
    `select substring(content from $2 for $3) as part from held_footage where id = $1 and state = 'stored'`,
    [minuteId, start + 1, length],
  );
  return rows[0]?.part ?? Buffer.alloc(0);
}
