import type { CameraCoverage, Leg, SystemState } from '../contracts/system-state.ts';
import { ALERT_IN_SCOPE } from './alert-row.ts';
import type { Queryable } from './database.ts';
import type { Scope } from './scope.ts';

/** Size and kind of the database. */
export async function readDatabaseState(
  connection: Queryable,
): Promise<{ readonly version: string; readonly timescale: string | null; readonly sizeBytes: number }> {
  const { rows } = await connection.query<{ version: string; timescale: string | null; size: number }>(
    `select current_setting('server_version') as version, pg_database_size(current_database())::float8 as size,
       (select extversion from pg_extension where extname = 'timescaledb') as timescale`,
  );
  const row = rows[0];
  return { version: row?.version ?? '', timescale: row?.timescale ?? null, sizeBytes: row?.size ?? 0 };
}

/** What became of the pictures of the cameras one may see, in the whole minutes between two moments. */
export async function readCoverageState(
  connection: Queryable,
  { from, to, scope }: { readonly from: Date; readonly to: Date; readonly scope: Scope },
): Promise<Omit<SystemState['coverage'], 'minutes' | 'cameras'>> {
  const { rows } = await connection.query<Omit<SystemState['coverage'], 'minutes' | 'cameras'>>(
    `with seen as (
       select * from coverage
       where minute >= $2 and minute < $3 and ($1::text[] is null or area_id = any ($1))
     )
     select coalesce(sum(expected), 0)::float8 as expected, coalesce(sum(decoded), 0)::float8 as decoded,
       coalesce(sum(quiet), 0)::float8 as quiet, coalesce(sum(sent), 0)::float8 as sent,
       coalesce(sum(received), 0)::float8 as received, coalesce(sum(looked), 0)::float8 as looked,
       coalesce(sum(looked_parts), 0)::float8 as "lookedParts",
       coalesce(sum(coalesce(looked_area, looked)), 0)::float8 as "lookedArea",
       coalesce((
         select jsonb_object_agg(reason, n) from (
           select reason, sum(n::float8) as n
           from seen, lateral (select * from jsonb_each_text(dropped_edge) union all select * from jsonb_each_text(dropped))
             as d (reason, n)
           group by reason
         ) as by_reason
       ), '{}') as dropped
     from seen`,
    [scope.areaIds, from, to],
  );
  const row = rows[0];
  if (!row) throw new Error('an aggregate gave no row');
  return row;
}

/** The same camera by camera; those come first of whose pictures the smallest part was looked at or known to be quiet. */
export async function readCameraCoverage(
  connection: Queryable,
  { from, to, scope, limit }: { readonly from: Date; readonly to: Date; readonly scope: Scope; readonly limit: number },
): Promise<readonly CameraCoverage[]> {
  const { rows } = await connection.query<CameraCoverage>(
    `with seen as (
       select * from coverage
       where minute >= $2 and minute < $3 and ($1::text[] is null or area_id = any ($1))
     ), of_camera as (
       select camera_id, sum(expected)::float8 as expected, sum(received)::float8 as received, sum(looked)::float8 as looked,
         sum(coalesce(looked_area, looked))::float8 as looked_area, sum(quiet)::float8 as quiet
       from seen group by camera_id
       order by least(1, (sum(looked) + sum(quiet))::float8 / greatest(1, sum(expected))), camera_id limit $4
     )
     select camera_id as "cameraId", expected, received, looked, looked_area as "lookedArea", quiet,
       coalesce((
         select jsonb_object_agg(reason, n) from (
           select reason, sum(n::float8) as n
           from seen, lateral (select * from jsonb_each_text(dropped_edge) union all select * from jsonb_each_text(dropped))
             as d (reason, n)
           where seen.camera_id = of_camera.camera_id
           group by reason
         ) as by_reason
       ), '{}') as dropped
     from of_camera
     order by least(1, (looked + quiet) / greatest(1, expected)), camera_id`,
    [scope.areaIds, from, to, limit],
  );
  return rows;
}

const LEGS: readonly (readonly [Leg, string, string])[] = [
  ['receive', 'captured_at', 'received_at'],
  ['perceive', 'received_at', 'perceived_at'],
  ['raise', 'perceived_at', 'raised_at'],
  ['push', 'raised_at', 'pushed_at'],
  ['show', 'pushed_at', 'shown_at'],
  ['acknowledge', 'raised_at', 'acknowledged_at'],
  ['resolve', 'raised_at', 'resolved_at'],
];

/** p50 and p95 of each leg of the alerts one may see, raised since a moment; legs no alert has are left out. */
export async function readLegs(
  connection: Queryable,
  { since, scope }: { readonly since: Date; readonly scope: Scope },
): Promise<SystemState['legs']> {
  // Legs and columns are our own words, never data.
  const values = LEGS.map(([leg, from, to]) => `('${leg}', extract(epoch from ${to} - ${from})::float8 * 1000)`);
  const { rows } = await connection.query<SystemState['legs'][number]>(
    `select leg, count(ms)::int as count, percentile_cont(0.5) within group (order by ms) as "p50Ms",
       percentile_cont(0.95) within group (order by ms) as "p95Ms"
     from alert, lateral (values ${values.join(', ')}) as legs (leg, ms)
     where ${ALERT_IN_SCOPE} and raised_at >= $3 and ms is not null group by leg`,
    [scope.areaIds, scope.handedTo, since],
  );
  const order = LEGS.map(([leg]) => leg);
  return rows.sort((a, b) => order.indexOf(a.leg) - order.indexOf(b.leg));
}

/** When each reader of facts last moved. */
export async function readReaders(connection: Queryable): Promise<SystemState['readers']> {
  const { rows } = await connection.query<{ name: string; moved_at: Date }>(
    'select name, moved_at from reader order by name',
  );
  return rows.map((row) => ({ name: row.name, movedAt: row.moved_at.toISOString() }));
}

/** What was refused, latest first. */
export async function readRefusals(connection: Queryable, limit: number): Promise<SystemState['refusals']> {
  const { rows } = await connection.query<{
    source: string;
    reason: string;
    count: number;
    last_at: Date;
    last_detail: string | null;
  }>('select source, reason, count, last_at, last_detail from refusal order by last_at desc limit $1', [limit]);
  return rows.map((row) => ({
    source: row.source,
    reason: row.reason,
    count: row.count,
    lastAt: row.last_at.toISOString(),
    lastDetail: row.last_detail,
  }));
}
