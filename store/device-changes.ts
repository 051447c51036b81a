import type { Queryable } from './database.ts';
import type { AgentState, CameraState, SensorState } from './device-state.ts';

/** The newest state of one device, as ingest wrote it. */
export type DeviceChange = { readonly id: string; readonly heardAtMs: number } & (
  | { readonly kind: 'camera'; readonly state: CameraState }
  | { readonly kind: 'agent'; readonly state: AgentState }
  | { readonly kind: 'sensor'; readonly state: SensorState }
);

/**
 * States of devices that changed since `xid`, each once in its newest form, and the position to go on from. A row's
 * older states are skipped on purpose.
 *
 * @param xid as returned by the last call, or the transaction of a cursor (cursor.ts: cursorNow).
 */
export async function readDeviceChanges(
  connection: Queryable,
  xid: string,
): Promise<{ readonly changes: readonly DeviceChange[]; readonly xid: string }> {
  const { rows } = await connection.query<{
    upto: string;
    device_kind: DeviceChange['kind'] | null;
    device_id: string;
    state: DeviceChange['state'];
    heard_at: Date;
  }>(
    `with now_at as materialized (select settled_xid() as upto)
     select upto::text, device_kind, device_id, state, heard_at
     from now_at left join device_state on xid >= $1::xid8 and xid < upto`,
    [xid],
  );
  return {
    changes: rows.flatMap((row) =>
      row.device_kind === null
        ? []
        : // a row's kind says what its state is: store/device-state.ts writes both
          [
            {
              kind: row.device_kind,
              id: row.device_id,
              state: row.state,
              heardAtMs: row.heard_at.getTime(),
            } as DeviceChange,
          ],
    ),
    xid: rows[0]?.upto ?? xid,
  };
}
