import type { CameraCondition, StreamFault } from '../contracts/telemetry.ts';
import type { Queryable } from './database.ts';
import { factPage, type FactPage, type ReaderPosition } from './readers.ts';

/** News of a camera's health, its own or that of its agent. Times in epoch milliseconds. */
export type StoredHealth = {
  readonly cameraId: string;
  readonly areaId: string | null;
  readonly source: 'camera' | 'agent';
  readonly condition: CameraCondition;
  readonly fault: StreamFault | null;
  readonly at: number;
};

/** How much older than its commit news of health may be, milliseconds. */
export const HEALTH_LATEST_MS = 35 * 86_400_000;

type Row = {
  xid: string;
  id: number;
  settled: boolean;
  device_kind: 'camera' | 'agent' | 'sensor';
  area_id: string | null;
  condition: CameraCondition;
  fault: StreamFault | null;
  at: Date;
  /** Cameras the news is about. */
  camera_ids: string[];
};

/** The next news of health after a reader's place; that of an agent is told for each camera it serves now. */
export async function healthAfter(
  connection: Queryable,
  from: ReaderPosition,
  limit: number,
): Promise<FactPage<StoredHealth>> {
  const { rows } = await connection.query<Row>(
    `select xid::text as xid, h.id, xid < settled_xid() as settled, device_kind, area_id,
            condition, fault, at,
            case device_kind
              when 'camera' then array[device_id]
              when 'agent' then array(select id from camera where agent_id = device_id)
              else '{}' end as camera_ids
       from health_event h
      where (xid, h.id) > ($1::xid8, $2::bigint) and at > $3
      order by h.xid, h.id
      limit $4`,
    [from.xid, from.id, new Date(from.movedAt - HEALTH_LATEST_MS), limit],
  );
  const page = factPage(rows, from, limit, (row) => row);
  return { ...page, facts: page.facts.flatMap(parseHealth) };
}

/** The newest news of every camera, from itself and from its agent, that a reader at this place has seen. */
export async function newestHealth(
  connection: Queryable,
  at: { readonly xid: string; readonly id: number },
): Promise<readonly StoredHealth[]> {
  const { rows } = await connection.query<Row>(
    `select h.*, array[camera.id] as camera_ids
       from camera
       cross join lateral (values ('camera', camera.id), ('agent', camera.agent_id)) as source(kind, id)
       cross join lateral (
         select device_kind, coalesce(area_id, camera.area_id) as area_id, condition, fault, at from health_event
          where device_kind = source.kind and device_id = source.id and (xid, health_event.id) <= ($1::xid8, $2::bigint)
          order by at desc limit 1) h`,
    [at.xid, at.id],
  );
  return rows.flatMap(parseHealth);
}

/** Reads a row of `health_event`, told for each camera it is about. */
export function parseHealth(row: Omit<Row, 'xid' | 'id' | 'settled'>): readonly StoredHealth[] {
  const source = row.device_kind;
  if (source === 'sensor') return [];
  return row.camera_ids.map((cameraId) => ({
    cameraId,
    areaId: row.area_id,
    source,
    condition: row.condition,
    fault: row.fault,
    at: row.at.getTime(),
  }));
}
