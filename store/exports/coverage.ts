import { areaNameOf, areaOf, columnsOf, simulatedAt, type ExportSource } from './source.ts';

/** The table of minutes in the columns of the sums. */
const MINUTES = `(select minute as bucket, camera_id, area_id, 1::bigint as minutes, expected, decoded, quiet, sent, received,
  looked, coalesce(looked_area, looked)::numeric as looked_area, dropped_edge, dropped from coverage)`;

/** How much of each camera's pictures was looked at, by minute (`raw`), hour or day, and why not. */
export const coverageSource: ExportSource = {
  columns: [
    ...columnsOf('time', 'bucket'),
    ...columnsOf('text', 'camera_id', 'camera_name', 'area_id', 'area_name'),
    ...columnsOf('integer', 'minutes', 'expected', 'decoded', 'quiet', 'sent', 'received', 'looked'),
    ...columnsOf('text', 'dropped_at_edge', 'dropped_at_ingest'),
    ...columnsOf('number', 'observed_share', 'inferred_share', 'lat', 'lon'),
    ...columnsOf('yes-no', 'simulated'),
  ],
  statement: (filter) => {
    const { from, to, step, areaIds, cameraId } = filter;
    const area = areaOf(filter, 'v', 'c');
    return {
      select: `v.bucket, v.camera_id, c.name, ${area}, ${areaNameOf(filter, area, 'v.bucket')}, v.minutes, v.expected,
      v.decoded, v.quiet, v.sent, v.received, v.looked, v.dropped_edge::text, v.dropped::text,
      case when v.expected > 0 then least(1, (v.quiet + v.looked)::float8 / v.expected) end,
      round(v.looked_area / nullif(v.looked, 0), 4)::float8, c.lat, c.lon,
      ${simulatedAt('v.camera_id', 'v.bucket')}`,
      from: `${step === 'raw' ? MINUTES : step === 'day' ? 'coverage_daily' : 'coverage_hourly'} v left join known_place c on c.kind = 'camera' and c.id = v.camera_id`,
      where: `($1::text[] is null or ${area} = any ($1)) and v.bucket >= $2 and v.bucket < $3
      and ($4::text[] is null or ${area} = any ($4)) and ($5::text is null or v.camera_id = $5)`,
      at: 'v.bucket',
      key: `concat_ws('|', v.camera_id, v.area_id)`,
      values: [from, to, areaIds ?? null, cameraId ?? null],
    };
  },
};
