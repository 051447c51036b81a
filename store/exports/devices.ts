import { areaName, columnsOf, type ExportSource } from './source.ts';

/** Cameras and sensors as they stand on the map, without their addresses. They have no period. */
export const deviceSource: ExportSource = {
  columns: [
    ...columnsOf('text', 'device_kind', 'device_id', 'name', 'area_id', 'area_name', 'quantity', 'unit'),
    ...columnsOf('number', 'heading_deg', 'field_of_view_deg', 'range_m'),
    ...columnsOf('yes-no', 'enabled'),
    ...columnsOf('number', 'lat', 'lon'),
  ],
  statement: ({ areaIds }) => ({
    select: `d.device_kind, d.id, d.name, d.area_id, ${areaName('d.area_id', 'now()')}, d.quantity, d.unit,
      d.heading_deg, d.field_of_view_deg, d.range_m, d.enabled, d.lat, d.lon`,
    from: `(select 'camera' as device_kind, id, name, area_id, null as quantity, null as unit, heading_deg,
        field_of_view_deg, range_m, enabled, lat, lon, timestamptz '2000-01-01Z' as at from camera
      union all select 'sensor', id, name, area_id, quantity, unit, null, null, null, enabled, lat, lon,
        timestamptz '2000-01-01Z' from sensor) d`,
    where: `($1::text[] is null or d.area_id = any ($1)) and ($2::text[] is null or d.area_id = any ($2))`,
    at: 'd.at',
    key: `concat_ws('|', d.device_kind, d.id)`,
    values: [areaIds ?? null],
    order: 'timeless',
  }),
};
