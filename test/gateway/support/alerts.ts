import { createHash } from 'node:crypto';
import type { Database } from '../../../store/database.ts';
import { PLACES, type Ward } from './city.ts';

let made = 0;

/** What one alert is to be like. */
export type AlertWish = {
  readonly ward?: Ward;
  readonly severity?: string;
  readonly snapshot?: Buffer;
  readonly rule?: string;
};

/** Raises an alert on the ward's camera, as analytics would: its row and its first step in one statement. */
export async function raiseAlert(database: Database, wish: AlertWish = {}): Promise<number> {
  const ward = wish.ward ?? 'north';
  const { rows } = await database.query<{ id: number }>(
    `with put as (
       insert into alert (rule_id, rule_version, rule_name, condition, severity, device_kind, device_id, device_name,
         zone_id, zone_name, area_id, lat, lon, class, box, place_key, source_key, last_at, captured_at, received_at,
         perceived_at, raised_at, recipient, handed_to)
       select id, version, name, condition, $2, 'camera', 'cam-' || $1, 'Cổng chợ', 'zone-' || $1, 'Kho', $1, $3, $4,
         'person', '{0.1,0.2,0.3,0.4}', $5, $5, now(), now() - interval '300 ms', now() - interval '250 ms',
         now() - interval '100 ms', now(), whom,
         case when whom ->> 'kind' in ('unit', 'ward') then array[(whom ->> 'kind') || ':' || (whom ->> 'id')]
              else '{}' end
       from rule_now cross join lateral named_recipient(recipient) as whom where id = $6 returning alert.id
     ), step as (insert into alert_step (alert_id, kind) select id, 'raised' from put)
     select id from put`,
    [
      ward,
      wish.severity ?? 'critical',
      PLACES[ward].lat,
      PLACES[ward].lon,
      `place-${made++}-${process.pid}`,
      wish.rule ?? 'night',
    ],
  );
  const id = rows[0]?.id ?? 0;
  if (wish.snapshot) {
    await database.query(
      "insert into evidence (alert_id, kind, at, mime, sha256, content) values ($1, 'snapshot', now(), 'image/jpeg', $2, $3)",
      [id, createHash('sha256').update(wish.snapshot).digest(), wish.snapshot],
    );
  }
  return id;
}
