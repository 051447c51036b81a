import type { Observation } from '../contracts/observations.ts';
import type { Queryable } from './database.ts';
import { WRITE_LIMIT } from './write-limit.ts';

/** An observation with what the store adds. */
export interface ObservationRow extends Observation {
  /** Makes an observation the same one when it is written again. Unique together with `capturedAt`. */
  readonly naturalKey: string;
  /** Administrative unit of the camera at this moment. */
  readonly areaId: string | null;
}

/** The picture in which something was observed. */
export interface SnapshotRow {
  readonly cameraId: string;
  readonly capturedAt: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly jpeg: Buffer;
}

/**
 * Stores observations and their pictures in one statement and so in one transaction; what is there already is left as
 * it is. Wakes listeners of `observation`.
 *
 * @returns how many observations were new.
 */
export async function writeObservations(
  connection: Queryable,
  rows: readonly ObservationRow[],
  snapshots: readonly SnapshotRow[],
): Promise<number> {
  const { rows: answer } = await connection.query<{ written: number }>({
    ...WRITE_LIMIT,
    name: 'write-observations',
    text: `with pictured as (
        insert into snapshot (at, camera_id, width, height, jpeg)
        select to_timestamp(at / 1000.0), camera_id, width, height, jpeg
        from unnest($1::float8[], $2::text[], $3::int[], $4::int[], $5::bytea[])
          as s(at, camera_id, width, height, jpeg)
        on conflict do nothing
      ), written as (
        insert into observation (at, kind, camera_id, area_id, zone_id, track_id, class, direction, value, uncertainty,
          score, box, received_at, perceived_at, natural_key)
        select to_timestamp(at / 1000.0), kind, camera_id, area_id, zone_id, track_id, class, direction, value,
          uncertainty, score, case when x is not null then array[x, y, w, h] end,
          to_timestamp(received_at / 1000.0), to_timestamp(perceived_at / 1000.0), natural_key
        from unnest($6::float8[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
          $13::text[], $14::float8[], $15::float8[], $16::real[], $17::real[], $18::real[], $19::real[], $20::real[],
          $21::float8[], $22::float8[], $23::text[])
          as o(at, kind, camera_id, area_id, zone_id, track_id, class, direction, value, uncertainty, score, x, y, w,
            h, received_at, perceived_at, natural_key)
        on conflict do nothing
        returning 1
      )
      select n.written, case when n.written > 0 then pg_notify('observation', '') end
      from (select count(*)::int as written from written) n`,
    values: [
      snapshots.map((row) => row.capturedAt),
      snapshots.map((row) => row.cameraId),
      snapshots.map((row) => row.width),
      snapshots.map((row) => row.height),
      snapshots.map((row) => row.jpeg),
      rows.map((row) => row.capturedAt),
      rows.map((row) => row.kind),
      rows.map((row) => row.cameraId),
      rows.map((row) => row.areaId),
      rows.map((row) => row.zoneId),
      rows.map((row) => row.trackId),
      rows.map((row) => row.class),
      rows.map((row) => row.direction),
      rows.map((row) => row.value),
      rows.map((row) => row.uncertainty),
      rows.map((row) => row.score),
      rows.map((row) => row.box?.x ?? null),
      rows.map((row) => row.box?.y ?? null),
      rows.map((row) => row.box?.w ?? null),
      rows.map((row) => row.box?.h ?? null),
      rows.map((row) => row.receivedAt),
      rows.map((row) => row.perceivedAt),
      rows.map((row) => row.naturalKey),
    ],
  });
  return answer[0]?.written ?? 0;
}
