import type { Quality } from '../contracts/telemetry.ts';
import type { Queryable } from './database.ts';
import { factPage, type FactPage, type ReaderPosition } from './readers.ts';

/** A measurement as it stands in the store. Times in epoch milliseconds. */
export type StoredMeasurement = {
  readonly sensorId: string;
  readonly areaId: string | null;
  readonly at: number;
  readonly value: number;
  readonly quality: Quality;
  readonly receivedAt: number;
};

/** How much older than its commit a measurement may be, milliseconds: an agent may have been cut off for a month. */
export const MEASUREMENT_LATEST_MS = 35 * 86_400_000;

type Row = {
  xid: string;
  id: number;
  settled: boolean;
  wanted: boolean;
  sensor_id: string;
  area_id: string | null;
  at: Date;
  value: number;
  quality: Quality;
  received_at: Date;
};

/**
 * The next measurements of these sensors after a reader's place. Looks at `limit` measurements of any sensor, so that
 * the place moves past those nobody asks for.
 */
export async function measurementsAfter(
  connection: Queryable,
  from: ReaderPosition,
  sensorIds: readonly string[],
  limit: number,
): Promise<FactPage<StoredMeasurement>> {
  const { rows } = await connection.query<Row & { scanned: number }>(
    `with feed as materialized (
       select xid, id, xid < settled_xid() as settled, sensor_id, area_id, at, value, quality,
              received_at
         from measurement
        where (xid, id) > ($1::xid8, $2::bigint) and at > $3
        order by xid, id
        limit $4)
     select xid::text as xid, id, settled, wanted, scanned, sensor_id, area_id, at, value, quality, received_at
       from (select *, sensor_id = any($5) as wanted, row_number() over newest_first as age,
                    count(*) filter (where settled) over ()::int as scanned
               from feed window newest_first as (partition by settled order by feed.xid desc, feed.id desc)) f
      where wanted or age = 1
      order by f.xid, id`,
    [from.xid, from.id, new Date(from.movedAt - MEASUREMENT_LATEST_MS), limit, sensorIds],
  );
  const page = factPage(rows, from, limit, (row) => (row.wanted ? parseMeasurement(row) : null));
  return { ...page, more: rows[0]?.scanned === limit };
}

/** The newest trusted measurement of each of these sensors that a reader at this place has seen. */
export async function newestMeasurements(
  connection: Queryable,
  at: { readonly xid: string; readonly id: number },
  sensorIds: readonly string[],
): Promise<readonly StoredMeasurement[]> {
  const { rows } = await connection.query<Row>(
    `select m.* from unnest($3::text[]) as wanted(sensor_id)
       cross join lateral (
         select sensor_id, area_id, at, value, quality, received_at from measurement
          where measurement.sensor_id = wanted.sensor_id and quality = 'good'
            and (xid, id) <= ($1::xid8, $2::bigint)
          order by at desc limit 1) m`,
    [at.xid, at.id, sensorIds],
  );
  return rows.map(parseMeasurement);
}

/** Reads a row of `measurement`. */
export function parseMeasurement(
  row: Pick<Row, 'sensor_id' | 'area_id' | 'at' | 'value' | 'quality' | 'received_at'>,
): StoredMeasurement {
  return {
    sensorId: row.sensor_id,
    areaId: row.area_id,
    at: row.at.getTime(),
    value: row.value,
    quality: row.quality,
    receivedAt: row.received_at.getTime(),
  };
}
