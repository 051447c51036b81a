import { transaction, type Database } from './database.ts';
import { lockHolds } from './holds.ts';
import type { Cuts } from './housekeeping.ts';

const BATCH = 200;
const AUDIT_BATCH = 5_000;

/**
 * Removes pictures or clips of closed alerts that are older than a moment, but not what is held for a case; the alert and
 * its steps stay. In batches, each in a short transaction.
 *
 * @returns how many were removed.
 */
export function removeEvidence(
  database: Database,
  kind: 'snapshot' | 'clip',
  { others, areas }: Cuts,
  signal: AbortSignal,
): Promise<number> {
  const byArea = JSON.stringify(Object.fromEntries([...areas].map(([id, at]) => [id, at?.toISOString() ?? null])));
  return inBatches(
    database,
    `delete from evidence where (alert_id, kind) in (
       select e.alert_id, e.kind from evidence e join alert a on a.id = e.alert_id
        where e.kind = $1 and a.state in ('resolved', 'false-alarm')
          and e.at < case when $3::jsonb ? a.area_id then ($3::jsonb ->> a.area_id)::timestamptz else $2::timestamptz end
          and not exists (select from held h where h.alert_id = a.id
                or (a.device_id = any (h.camera_ids || h.sensor_ids) and e.at >= h.from_at and e.at < h.to_at))
        limit $4)`,
    [kind, others, byArea, BATCH],
    BATCH,
    signal,
  );
}

/**
 * Removes minutes of video that were copied for a case whose hold was lifted, when they are older than clips are kept. In
 * batches, each in a short transaction.
 *
 * @returns how many were removed.
 */
export function removeHeldFootage(database: Database, { others, areas }: Cuts, signal: AbortSignal): Promise<number> {
  const byArea = JSON.stringify(Object.fromEntries([...areas].map(([id, at]) => [id, at?.toISOString() ?? null])));
  return inBatches(
    database,
    `delete from held_footage where id in (
       select f.id from held_footage f join hold h on h.id = f.hold_id and h.lifted_at is not null
         left join known_place p on p.kind = 'camera' and p.id = f.camera_id
        where f.from_at < case when $2::jsonb ? p.area_id then ($2::jsonb ->> p.area_id)::timestamptz else $1::timestamptz end
        limit $3)`,
    [others, byArea, BATCH],
    BATCH,
    signal,
  );
}

/**
 * Removes entries of the audit log older than a moment, but none about holds, about an alert that is held, or about a
 * device in the time that is held.
 *
 * @returns how many were removed.
 */
export function removeAudit(database: Database, before: Date, signal: AbortSignal): Promise<number> {
  return inBatches(
    database,
    `delete from audit where id in (
       select id from audit a where a.at < $1 and a.action not like 'hold.%' and a.action not like 'retention.%'
          and not exists (select from held h
                where h.alert_id::text = a.subject and a.action ~ '^(alert|snapshot|clip)[.]'
                   or a.subject = any (h.camera_ids || h.sensor_ids) and a.at >= h.from_at and a.at < h.to_at)
        order by a.at limit $2)`,
    [before, AUDIT_BATCH],
    AUDIT_BATCH,
    signal,
  );
}

async function inBatches(
  database: Database,
  statement: string,
  values: readonly unknown[],
  batch: number,
  signal: AbortSignal,
): Promise<number> {
  for (let rows = 0; ;) {
    const removed = await transaction(database, async (connection) => {
      await connection.query("set local lock_timeout = '500ms'");
      await lockHolds(connection);
      const { rowCount } = await connection.query(statement, [...values]);
      return rowCount ?? 0;
    });
    rows += removed;
    if (removed < batch || signal.aborted) return rows;
  }
}
