import type { EdgeCoverage } from '../contracts/telemetry.ts';
import type { Queryable } from './database.ts';
import { WITH_FRESH_FLUSH, type DeltaFlush } from './delta-mark.ts';
import { WRITE_LIMIT } from './write-limit.ts';

/** The agent's account of one camera and minute. */
export interface EdgeCoverageRow extends EdgeCoverage {
  readonly areaId: string | null;
}

/** What ingest counted for one camera and minute since it last said so. */
export interface IngestCoverageDelta {
  readonly cameraId: string;
  /** Start of the minute, epoch milliseconds. */
  readonly minute: number;
  readonly areaId: string | null;
  readonly received: number;
  readonly looked: number;
  /** Of those, whose regions only were taken. */
  readonly lookedParts: number;
  /** How much of them was taken: a whole picture is 1. */
  readonly lookedArea: number;
  /** By reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/**
 * Sets the agents' columns; ingest's own are left alone. Writing it again changes nothing.
 *
 * @param rows at most one per camera and minute.
 */
export async function writeEdgeCoverage(connection: Queryable, rows: readonly EdgeCoverageRow[]): Promise<void> {
  await connection.query({
    ...WRITE_LIMIT,
    name: 'write-edge-coverage',
    text: `insert into coverage (minute, camera_id, area_id, expected, decoded, quiet, sent, dropped_edge)
      select to_timestamp(minute / 1000.0), camera_id, area_id, expected, decoded, quiet, sent, dropped
      from unnest($1::float8[], $2::text[], $3::text[], $4::int[], $5::int[], $6::int[], $7::int[], $8::jsonb[])
        as c(minute, camera_id, area_id, expected, decoded, quiet, sent, dropped)
      on conflict (camera_id, minute) do update
        set expected = excluded.expected, decoded = excluded.decoded, quiet = excluded.quiet, sent = excluded.sent,
          dropped_edge = excluded.dropped_edge`,
    values: [
      rows.map((row) => row.minute),
      rows.map((row) => row.cameraId),
      rows.map((row) => row.areaId),
      rows.map((row) => row.expected),
      rows.map((row) => row.decoded),
      rows.map((row) => row.quiet),
      rows.map((row) => row.sent),
      rows.map((row) => JSON.stringify(row.dropped)),
    ],
  });
}

/**
 * Adds ingest's own counts; the agents' columns are left alone. The same flush adds nothing the second time.
 *
 * @param rows at most one per camera and minute.
 */
export async function addIngestCoverage(
  connection: Queryable,
  { writer, number }: DeltaFlush,
  rows: readonly IngestCoverageDelta[],
): Promise<void> {
  await connection.query({
    ...WRITE_LIMIT,
    name: 'add-ingest-coverage',
    text: `${WITH_FRESH_FLUSH}
      insert into coverage as kept (minute, camera_id, area_id, received, looked, dropped, looked_parts, looked_area)
      select to_timestamp(minute / 1000.0), camera_id, area_id, received, looked, dropped, looked_parts, looked_area
      from unnest($3::float8[], $4::text[], $5::text[], $6::int[], $7::int[], $8::jsonb[], $9::int[], $10::float8[])
        as c(minute, camera_id, area_id, received, looked, dropped, looked_parts, looked_area)
      where exists (select from fresh)
      on conflict (camera_id, minute) do update
        set received = kept.received + excluded.received,
          looked = kept.looked + excluded.looked,
          looked_parts = coalesce(kept.looked_parts, 0) + excluded.looked_parts,
          looked_area = coalesce(kept.looked_area, kept.looked) + excluded.looked_area,
          dropped = (
            select coalesce(jsonb_object_agg(reason, count), '{}')
            from (
              select reason, sum(count::int) as count
              from (
                select * from jsonb_each_text(kept.dropped)
                union all
                select * from jsonb_each_text(excluded.dropped)
              ) as counted(reason, count)
              group by reason
            ) as summed
          )`,
    values: [
      writer,
      number,
      rows.map((row) => row.minute),
      rows.map((row) => row.cameraId),
      rows.map((row) => row.areaId),
      rows.map((row) => row.received),
      rows.map((row) => row.looked),
      rows.map((row) => JSON.stringify(row.dropped)),
      rows.map((row) => row.lookedParts),
      rows.map((row) => row.lookedArea),
    ],
  });
}
