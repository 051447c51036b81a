import { areaName, columnsOf, simulatedAt, type ExportSource } from './source.ts';

const TABLE = { raw: '15min', '15min': '15min', hour: 'hourly', day: 'daily' } as const;
const COVERAGE = { raw: 'hourly', '15min': 'hourly', hour: 'hourly', day: 'daily' } as const;

/** Counts of observations by quarter, hour or day, with how much of the time was really looked at. */
export const flowSource: ExportSource = {
  columns: [
    ...columnsOf('time', 'bucket'),
    ...columnsOf('text', 'event', 'camera_id', 'camera_name', 'zone_id', 'zone_name', 'area_id', 'area_name'),
    ...columnsOf('text', 'class', 'direction'),
    ...columnsOf('integer', 'count'),
    ...columnsOf('number', 'value_mean', 'observed_share', 'lat', 'lon'),
    ...columnsOf('yes-no', 'simulated'),
  ],
  statement: ({ from, to, step, areaIds, cameraId, zoneId, classes, event }) => ({
    select: `o.bucket, o.kind, o.camera_id, c.name, o.zone_id, z.name, o.area_id, ${areaName('o.area_id', 'o.bucket')},
      o.class, o.direction, o.count, (o.value_sum / nullif(o.valued, 0))::float8,
      (select least(1, sum(v.quiet + v.looked)::float8 / nullif(sum(v.expected), 0)) from coverage_${COVERAGE[step]} v
        where v.camera_id = o.camera_id
          and v.bucket = ${step === 'day' ? 'o.bucket' : "date_trunc('hour', o.bucket)"}),
      c.lat, c.lon, ${simulatedAt('o.camera_id', 'o.bucket')}`,
    // Places that are gone keep their names.
    from: `observation_${TABLE[step]} o left join known_place c on c.kind = 'camera' and c.id = o.camera_id
      left join known_place z on z.kind in ('zone', 'line') and z.id = o.zone_id and z.camera_id = o.camera_id`,
    where: `($1::text[] is null or o.area_id = any ($1)) and o.bucket >= $2 and o.bucket < $3
      and ($4::text[] is null or o.area_id = any ($4)) and ($5::text is null or o.camera_id = $5)
      and ($6::text is null or o.zone_id = $6) and ($7::text[] is null or o.class = any ($7))
      and ($8::text is null or o.kind = $8)`,
    at: 'o.bucket',
    key: `concat_ws('|', o.kind, o.camera_id, o.zone_id, o.class, o.direction, o.area_id)`,
    values: [from, to, areaIds ?? null, cameraId ?? null, zoneId ?? null, classes ?? null, event ?? null],
  }),
};
