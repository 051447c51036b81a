import type { TrackSummary } from '../contracts/observations.ts';
import type { Queryable } from './database.ts';
import { WRITE_LIMIT } from './write-limit.ts';

/** A track with the administrative unit of its camera. */
export interface TrackRow extends TrackSummary {
  readonly areaId: string | null;
}

/**
 * Stores tracks, or brings those that still live up to date. An older account of a track never replaces a newer.
 *
 * @param rows at most one per track.
 */
export async function writeTracks(connection: Queryable, rows: readonly TrackRow[]): Promise<void> {
  await connection.query({
    ...WRITE_LIMIT,
    name: 'write-tracks',
    text: `insert into track (first_at, last_at, track_id, camera_id, area_id, class, score, looks, path)
      select to_timestamp(first_at / 1000.0), to_timestamp(last_at / 1000.0), track_id, camera_id, area_id, class, score,
        looks, path
      from unnest($1::float8[], $2::float8[], $3::text[], $4::text[], $5::text[], $6::text[], $7::real[], $8::int[],
        $9::jsonb[]) as t(first_at, last_at, track_id, camera_id, area_id, class, score, looks, path)
      on conflict (track_id, first_at) do update
        set last_at = excluded.last_at, class = excluded.class, score = excluded.score, looks = excluded.looks,
          path = excluded.path
        where track.looks <= excluded.looks`,
    values: [
      rows.map((row) => row.firstAt),
      rows.map((row) => row.lastAt),
      rows.map((row) => row.trackId),
      rows.map((row) => row.cameraId),
      rows.map((row) => row.areaId),
      rows.map((row) => row.class),
      rows.map((row) => row.score),
      rows.map((row) => row.looks),
      rows.map((row) => JSON.stringify(row.path)),
    ],
  });
}
