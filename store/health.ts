import type { AgentState, CameraState } from './device-state.ts';
import type { Queryable } from './database.ts';
import { WRITE_LIMIT } from './write-limit.ts';

/** How a camera or an agent is now. */
export type HealthRow = {
  readonly deviceId: string;
  readonly areaId: string | null;
  /** When ingest heard of it, epoch milliseconds. */
  readonly heardAt: number;
  /** Since when its condition holds, epoch milliseconds. */
  readonly since: number;
} & (
  | { readonly deviceKind: 'camera'; readonly state: CameraState }
  | { readonly deviceKind: 'agent'; readonly state: AgentState }
);

/**
 * Replaces the state of devices and, for each whose condition or fault is another than the store knows, adds a
 * `health_event`: the store decides what is a change, so that neither a restart nor a second ingest writes it twice.
 * Wakes listeners of `device_state`, and of `health` when there were events.
 *
 * @param rows at most one per device.
 * @returns how many events were written.
 */
export async function writeHealth(connection: Queryable, rows: readonly HealthRow[]): Promise<number> {
  const { rows: answer } = await connection.query<{ events: number }>({
    ...WRITE_LIMIT,
    name: 'write-health',
    text: `with heard as (
        select * from unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::text[], $7::text[],
          $8::jsonb[]) as h(device_kind, device_id, area_id, heard_at, since, condition, fault, state)
      ), kept as (
        -- in one order for everybody, so that two writers never wait for each other
        select device_kind, device_id, heard_at, coalesce(state ->> 'condition', state ->> 'state') as condition,
          state ->> 'fault' as fault, (state ->> 'since')::float8 as since
        from device_state where (device_kind, device_id) in (select device_kind, device_id from heard)
        order by device_kind, device_id
        for update
      ), written as (
        -- joined to what was kept, so that it is read and locked before it is replaced
        insert into device_state (device_kind, device_id, heard_at, state)
        select device_kind, device_id, to_timestamp(h.heard_at / 1000.0), h.state
        from heard h left join kept k using (device_kind, device_id)
        where k.heard_at is null or k.heard_at <= to_timestamp(h.heard_at / 1000.0)
        on conflict (device_kind, device_id) do update
          set heard_at = excluded.heard_at, state = excluded.state, xid = fact_xid()
        returning device_kind, device_id
      ), changed as (
        insert into health_event (at, device_kind, device_id, area_id, condition, fault)
        -- a link that was down tells on its return of a condition older than the outage: it is news only now
        select to_timestamp(case when h.since <= k.since then h.heard_at else h.since end / 1000.0),
          h.device_kind, h.device_id, h.area_id, h.condition, h.fault
        from written
        join heard h using (device_kind, device_id)
        left join kept k using (device_kind, device_id)
        where k.condition is distinct from h.condition or k.fault is distinct from h.fault
        on conflict do nothing
        returning 1
      )
      select n.events, case when n.events > 0 then pg_notify('health', '') end,
        case when exists (select from written) then pg_notify('device_state', 'health') end
      from (select count(*)::int as events from changed) n`,
    values: [
      rows.map((row) => row.deviceKind),
      rows.map((row) => row.deviceId),
      rows.map((row) => row.areaId),
      rows.map((row) => row.heardAt),
      rows.map((row) => row.since),
      rows.map((row) => (row.deviceKind === 'camera' ? row.state.condition : row.state.state)),
      rows.map((row) => (row.deviceKind === 'camera' ? row.state.fault : null)),
      rows.map((row) => JSON.stringify(row.state)),
    ],
  });
  return answer[0]?.events ?? 0;
}
