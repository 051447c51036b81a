import { areaNameOf, areaOf, columnsOf, simulatedAt, type ExportFilter, type ExportSource } from './source.ts';

const columns = [
  ...columnsOf('time', 'at'),
  ...columnsOf('text', 'sensor_id', 'sensor_name', 'quantity', 'unit', 'area_id', 'area_name'),
  ...columnsOf('number', 'value', 'lowest', 'highest'),
  ...columnsOf('integer', 'readings', 'suspect'),
  ...columnsOf('number', 'lat', 'lon'),
  ...columnsOf('yes-no', 'simulated'),
];

/** Readings one by one, or mean, lowest and highest by hour or day. A single reading is its own mean. */
export const measurementSource: ExportSource = {
  columns,
  statement: (filter) => {
    const area = areaOf(filter, 'm', 'p');
    return filter.step === 'raw'
      ? {
          select: `m.at, m.sensor_id, p.name, s.quantity, s.unit, ${area}, ${areaNameOf(filter, area, 'm.at')},
            m.value, m.value, m.value, 1, (m.quality <> 'good')::int, p.lat, p.lon,
            ${simulatedAt('m.sensor_id', 'm.at')}`,
          ...shared(filter, 'measurement', 'at'),
        }
      : {
          select: `m.bucket, m.sensor_id, p.name, s.quantity, s.unit, ${area}, ${areaNameOf(filter, area, 'm.bucket')},
            (m.value_sum / nullif(m.count, 0))::float8, m.value_min, m.value_max, m.count, m.suspect, p.lat, p.lon,
            ${simulatedAt('m.sensor_id', 'm.bucket')}`,
          ...shared(filter, filter.step === 'day' ? 'measurement_daily' : 'measurement_hourly', 'bucket'),
        };
  },
};

function shared(filter: ExportFilter, table: string, time: string) {
  const { from, to, areaIds, sensorId } = filter;
  return {
    from: `${table} m left join sensor s on s.id = m.sensor_id left join known_place p on p.kind = 'sensor' and p.id = m.sensor_id`,
    where: `($1::text[] is null or m.area_id = any ($1)) and m.${time} >= $2 and m.${time} < $3
      and ($4::text[] is null or ${areaOf(filter, 'm', 'p')} = any ($4)) and ($5::text is null or m.sensor_id = $5)`,
    at: `m.${time}`,
    key: `concat_ws('|', m.sensor_id, m.area_id)`,
    values: [from, to, areaIds ?? null, sensorId ?? null],
  };
}
