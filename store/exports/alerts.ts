import { ALERT_IN_SCOPE } from '../alert-row.ts';
import { areaNameOf, areaOf, columnsOf, simulatedAt, type ExportSource } from './source.ts';

/** Alerts with the times of their life. `$1` and `$2` are the reader's areas and what was handed to them. */
export const alertSource: ExportSource = {
  columns: [
    ...columnsOf('time', 'raised_at'),
    ...columnsOf('integer', 'alert_id'),
    ...columnsOf('text', 'rule_id', 'rule_name', 'severity', 'state', 'device_id', 'device_name', 'zone_id'),
    ...columnsOf('text', 'zone_name', 'area_id', 'area_name', 'class'),
    ...columnsOf('number', 'value'),
    ...columnsOf('text', 'unit'),
    ...columnsOf('integer', 'repeats'),
    ...columnsOf('text', 'assignee'),
    ...columnsOf('time', 'captured_at', 'acknowledged_at', 'resolved_at', 'deadline_at'),
    ...columnsOf('number', 'acknowledged_after_s', 'resolved_after_s', 'lat', 'lon'),
    ...columnsOf('yes-no', 'simulated'),
  ],
  statement: (filter) => {
    const { from, to, areaIds, cameraId, zoneId, sensorId, classes } = filter;
    const area = areaOf(filter, 'alert', 'k');
    return {
      select: `alert.raised_at, alert.id, rule_id, rule_name, severity, state, device_id, device_name, zone_id,
      zone_name, ${area}, ${areaNameOf(filter, area, 'alert.raised_at')}, class, value, unit, count,
      assignee ->> 'name', captured_at, acknowledged_at, resolved_at, deadline_at,
      extract(epoch from acknowledged_at - raised_at)::float8, extract(epoch from resolved_at - raised_at)::float8,
      lat, lon, ${simulatedAt('alert.device_id', 'alert.raised_at')}`,
      from: `alert left join (select kind, id, area_id from known_place) k on k.kind in ('camera', 'sensor') and k.id = alert.device_id`,
      where: `${ALERT_IN_SCOPE} and alert.raised_at >= $3 and alert.raised_at < $4
      and ($5::text[] is null or ${area} = any ($5)) and ($6::text is null or device_id = $6)
      and ($7::text is null or zone_id = $7) and ($8::text[] is null or class = any ($8))`,
      at: 'alert.raised_at',
      key: `lpad(alert.id::text, 20, '0')`,
      values: [from, to, areaIds ?? null, cameraId ?? sensorId ?? null, zoneId ?? null, classes ?? null],
    };
  },
};
