import type { Deviation } from '../contracts/deviations.ts';
import type { Observation } from '../contracts/observations.ts';
import type { Queryable } from './database.ts';
import { factPage, type FactPage, type ReaderPosition } from './readers.ts';

/** An observation as it stands in the store. Times in epoch milliseconds. */
export type StoredObservation = Omit<Observation, 'uncertainty' | 'score'> & {
  readonly id: number;
  readonly areaId: string | null;
  /** Of a deviation, what is usual; null otherwise. */
  readonly deviation: Deviation | null;
};

/**
 * How much older than its commit an observation's picture may be, milliseconds. Readers by cursor name it, because a
 * feed over all chunks of a hypertable costs 0.1 ms a chunk.
 */
export const OBSERVATION_LATEST_MS = 24 * 3_600_000;

type Row = {
  xid: string;
  id: number;
  settled: boolean;
  kind: Observation['kind'];
  camera_id: string;
  area_id: string | null;
  zone_id: string | null;
  track_id: string | null;
  class: Observation['class'];
  direction: Observation['direction'];
  value: number | null;
  deviation: Deviation | null;
  box: number[] | null;
  at: Date;
  received_at: Date;
  perceived_at: Date;
};

/** The next observations after a reader's place, at most `limit`, none of which a late commit can still precede. */
export async function observationsAfter(
  connection: Queryable,
  from: ReaderPosition,
  limit: number,
): Promise<FactPage<StoredObservation>> {
  const { rows } = await connection.query<Row>(
    `select xid::text as xid, id, xid < settled_xid() as settled,
            kind, camera_id, area_id, zone_id, track_id, class, direction, value, deviation, box, at,
            received_at, perceived_at
       from observation
      where (xid, id) > ($1::xid8, $2::bigint) and at > $3
      order by observation.xid, id
      limit $4`,
    [from.xid, from.id, new Date(from.movedAt - OBSERVATION_LATEST_MS), limit],
  );
  return factPage(rows, from, limit, parseObservation);
}

/** Reads a row of `observation`. */
export function parseObservation(row: Omit<Row, 'xid' | 'settled'>): StoredObservation {
  const [x, y, w, h] = row.box ?? [];
  return {
    id: row.id,
    kind: row.kind,
    cameraId: row.camera_id,
    areaId: row.area_id,
    zoneId: row.zone_id,
    trackId: row.track_id,
    class: row.class,
    direction: row.direction,
    value: row.value,
    deviation: row.deviation,
    box: x === undefined || y === undefined || w === undefined || h === undefined ? null : { x, y, w, h },
    capturedAt: row.at.getTime(),
    receivedAt: row.received_at.getTime(),
    perceivedAt: row.perceived_at.getTime(),
  };
}
