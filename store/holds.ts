import type { Hold, NewHold } from '../contracts/retention.ts';
import { ALERT_IN_SCOPE } from './alert-row.ts';
import type { Queryable } from './database.ts';
import type { Scope } from './scope.ts';

/**
 * Held by whoever puts a hold on and by whoever removes old facts, in turn: a hold that is there is seen by every removal
 * after it.
 */
const HOLD_LOCK = 0x43_57_04;

type Row = {
  id: number;
  alert_id: number | null;
  camera_ids: string[];
  sensor_ids: string[];
  area_ids: string[];
  from_at: Date;
  to_at: Date;
  reason: string;
  put_by: string;
  put_by_name: string | null;
  put_at: Date;
  lifted_by: string | null;
  lifted_by_name: string | null;
  lifted_at: Date | null;
  lift_reason: string | null;
  footage: Hold['footage'];
};

const HOLD_COLUMNS = `h.id, h.alert_id, h.area_ids, h.reason, h.put_by, putter.name as put_by_name, h.put_at, h.lifted_by,
  lifter.name as lifted_by_name, h.lifted_at, h.lift_reason,
  case when a.device_kind = 'camera' then array[a.device_id] else h.camera_ids end as camera_ids,
  case when a.device_kind = 'sensor' then array[a.device_id] else h.sensor_ids end as sensor_ids,
  coalesce(h.from_at, a.captured_at - interval '10 minutes') as from_at,
  coalesce(h.to_at, greatest(a.last_at, a.cleared_at, a.captured_at) + interval '10 minutes') as to_at,
  (select jsonb_build_object('stored', count(*) filter (where state = 'stored'), 'waiting', count(*) filter (where state = 'waiting'),
            'gone', count(*) filter (where state = 'gone'), 'failed', count(*) filter (where state = 'failed'),
            'bytes', coalesce(sum(octet_length(content)), 0))
     from held_footage f where f.hold_id = h.id) as footage`;
const HOLD_TABLES = `hold h left join alert a on a.id = h.alert_id
  left join account putter on putter.username = h.put_by left join account lifter on lifter.username = h.lifted_by`;

/** Waits for removals under way, and keeps others waiting until the transaction ends. */
export async function lockHolds(connection: Queryable): Promise<void> {
  await connection.query('select pg_advisory_xact_lock($1)', [HOLD_LOCK]);
}

/** Puts a hold on an alert one may see; one that is there already stays. Run it in a transaction. @returns null: no such alert. */
export async function holdAlert(
  connection: Queryable,
  {
    alertId,
    reason,
    by,
    scope,
  }: { readonly alertId: number; readonly reason: string; readonly by: string; readonly scope: Scope },
): Promise<Hold | null> {
  await lockHolds(connection);
  const { rows } = await connection.query(
    `with mine as (select id from alert where ${ALERT_IN_SCOPE} and id = $3),
     put as (
       insert into hold (alert_id, reason, put_by) select id, $4, $5 from mine
       on conflict (alert_id) where lifted_at is null and alert_id is not null do nothing)
     select 1 from mine`,
    [scope.areaIds, scope.handedTo, alertId, reason, by],
  );
  if (rows.length === 0) return null;
  return (await holdsOfAlert(connection, alertId)).find(({ liftedAt }) => liftedAt === null) ?? null;
}

/** Puts a hold on a time at places. Areas stand for the devices that were in them then. Run it in a transaction. */
export async function holdPlaces(connection: Queryable, wish: NewHold, by: string): Promise<Hold> {
  await lockHolds(connection);
  const { rows } = await connection.query<{ id: number }>(
    `insert into hold (camera_ids, sensor_ids, area_ids, from_at, to_at, reason, put_by)
     select array(select unnest($1::text[]) union
                  select camera_id from service_span where area_id = any ($3) and from_at < $5 and (to_at is null or to_at > $4) union
                  select id from camera where area_id = any ($3) order by 1),
            array(select unnest($2::text[]) union select id from known_place where kind = 'sensor' and area_id = any ($3) order by 1),
            $3, $4, $5, $6, $7
     returning id`,
    [wish.cameraIds, wish.sensorIds, wish.areaIds, wish.from, wish.to, wish.reason, by],
  );
  const hold = await findHold(connection, rows[0]?.id ?? 0);
  if (!hold) throw new Error('a hold that was just put is there');
  return hold;
}

/** Lifts a hold. @returns null: there is none, or it was lifted before. */
export async function liftHold(
  connection: Queryable,
  { id, reason, by }: { readonly id: number; readonly reason: string; readonly by: string },
): Promise<Hold | null> {
  const { rowCount } = await connection.query(
    `update hold set lifted_at = now(), lifted_by = $2, lift_reason = $3 where id = $1 and lifted_at is null`,
    [id, by, reason],
  );
  if (rowCount === 0) return null;
  await connection.query("delete from held_footage where hold_id = $1 and state = 'waiting'", [id]);
  return findHold(connection, id);
}

/** All holds, those that stand first, then newest first. */
export async function readHolds(connection: Queryable): Promise<Hold[]> {
  const { rows } = await connection.query<Row>(
    `select ${HOLD_COLUMNS} from ${HOLD_TABLES} order by h.lifted_at is not null, h.id desc limit 1000`,
  );
  return rows.map(toHold);
}

/** Holds an alert has or had, newest first. Whether one may see the alert was asked before. */
export async function holdsOfAlert(connection: Queryable, alertId: number): Promise<Hold[]> {
  const { rows } = await connection.query<Row>(
    `select ${HOLD_COLUMNS} from ${HOLD_TABLES} where h.alert_id = $1 order by h.id desc`,
    [alertId],
  );
  return rows.map(toHold);
}

async function findHold(connection: Queryable, id: number): Promise<Hold | null> {
  const { rows } = await connection.query<Row>(`select ${HOLD_COLUMNS} from ${HOLD_TABLES} where h.id = $1`, [id]);
  return rows[0] ? toHold(rows[0]) : null;
}

function toHold(row: Row): Hold {
  return {
    id: row.id,
    alertId: row.alert_id,
    cameraIds: row.camera_ids,
    sensorIds: row.sensor_ids,
    areaIds: row.area_ids,
    from: row.from_at.toISOString(),
    to: row.to_at.toISOString(),
    reason: row.reason,
    putBy: row.put_by,
    putByName: row.put_by_name,
    putAt: row.put_at.toISOString(),
    liftedBy: row.lifted_by,
    liftedByName: row.lifted_by_name,
    liftedAt: row.lifted_at?.toISOString() ?? null,
    liftReason: row.lift_reason,
    footage: row.footage,
  };
}
