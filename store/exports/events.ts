import { areaNameOf, areaOf, columnsOf, simulatedAt, type ExportSource } from './source.ts';

/** Observations one by one: what tracks did. */
export const eventSource: ExportSource = {
  columns: [
    ...columnsOf('time', 'at'),
    ...columnsOf('text', 'event', 'camera_id', 'camera_name', 'zone_id', 'zone_name', 'area_id', 'area_name'),
    ...columnsOf('text', 'class', 'direction'),
    ...columnsOf('number', 'value', 'uncertainty', 'score'),
    ...columnsOf('text', 'track_id'),
    ...columnsOf('number', 'lat', 'lon'),
    ...columnsOf('yes-no', 'simulated'),
  ],
  statement: (filter) => {
    const { from, to, areaIds, cameraId, zoneId, classes, event } = filter;
    const area = areaOf(filter, 'o', 'c');
    return {
      select: `o.at, o.kind, o.camera_id, c.name, o.zone_id, z.name, ${area}, ${areaNameOf(filter, area, 'o.at')},
      o.class, o.direction, o.value, o.uncertainty, o.score, o.track_id, c.lat, c.lon,
      ${simulatedAt('o.camera_id', 'o.at')}`,
      // Places that are gone keep their names.
      from: `observation o left join known_place c on c.kind = 'camera' and c.id = o.camera_id
      left join known_place z on z.kind in ('zone', 'line') and z.id = o.zone_id and z.camera_id = o.camera_id`,
      where: `($1::text[] is null or o.area_id = any ($1)) and o.at >= $2 and o.at < $3
      and ($4::text[] is null or ${area} = any ($4)) and ($5::text is null or o.camera_id = $5)
      and ($6::text is null or o.zone_id = $6) and ($7::text[] is null or o.class = any ($7))
      and ($8::text is null or o.kind = $8)`,
      at: 'o.at',
      key: 'o.natural_key',
      values: [from, to, areaIds ?? null, cameraId ?? null, zoneId ?? null, classes ?? null, event ?? null],
    };
  },
};
