import type { Deviation } from '../../contracts/deviations.ts';
import { ALERT_IN_SCOPE } from '../alert-row.ts';
import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';
import type { Span } from './note.ts';

/** Which events are looked for; null: not restricted. */
export type EventSearch = {
  readonly span: Span;
  readonly scope: Scope;
  /** Words, each of which must be found. */
  readonly words: readonly string[] | null;
  readonly polygon: readonly { readonly lat: number; readonly lon: number }[] | null;
  readonly areaIds: readonly string[] | null;
  readonly deviceIds: readonly string[] | null;
  readonly zoneIds: readonly string[] | null;
  readonly classes: readonly string[] | null;
  readonly kinds: readonly string[] | null;
  readonly direction: string | null;
  readonly longerThanS: number | null;
  readonly shorterThanS: number | null;
  readonly states: readonly string[] | null;
  readonly severities: readonly string[] | null;
  readonly ruleIds: readonly string[] | null;
  /** Place of the last event of the page before: microseconds since 1970, id. */
  readonly after: readonly [string, string] | null;
  readonly limit: number;
};

type Shared = {
  readonly id: number;
  /** Microseconds since 1970, as text. */
  readonly place_at: string;
  readonly at: Date;
  readonly device_id: string;
  readonly device_name: string | null;
  readonly zone_id: string | null;
  readonly zone_name: string | null;
  readonly area_id: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly class: string | null;
  readonly value: number | null;
  readonly simulated: boolean;
  readonly has_picture: boolean;
  /** Alert whose clip shows the moment, and when that clip begins; null: there is none. */
  readonly clip_of: number | null;
  readonly clip_from: Date | null;
};

export type AlertEventRow = Shared & {
  readonly device_kind: 'camera' | 'sensor';
  readonly rule_id: string;
  readonly rule_name: string;
  readonly severity: string;
  readonly state: string;
  readonly unit: string | null;
  readonly count: number;
  readonly duration_s: number | null;
  readonly comments: readonly string[] | null;
  readonly captured_at: Date;
};

export type ObservationEventRow = Shared & {
  readonly kind: string;
  readonly direction: string | null;
  readonly track_id: string | null;
  readonly score: number | null;
  readonly deviation: Deviation | null;
};

const placeAt = (time: string): string => `(extract(epoch from ${time}) * 1000000)::bigint::text`;
const after = (time: string, id: string, at: number): string =>
  `($${at}::bigint is null or (${time}, ${id}) < ('epoch'::timestamptz + $${at} * interval '1 microsecond', $${at + 1}::bigint))`;
const simulated = (device: string, time: string): string =>
  `exists (select from simulated_span s where (s.device_id is null or s.device_id = ${device}) and ${time} >= s.from_at and ${time} < s.to_at)`;

/** Of an observation `o`: what is asked of the clip of an alert nearby that shows its moment, where one may see that alert. */
const clipOf = (what: string): string =>
  `(select ${what} from alert join evidence e on e.alert_id = alert.id and e.kind = 'clip'
     where alert.device_kind = 'camera' and alert.device_id = o.camera_id and ($1::text[] is null or alert.area_id = any ($1))
       and alert.raised_at >= o.at - interval '9 seconds' and alert.raised_at < o.at + interval '1 hour'
       and alert.captured_at between o.at - interval '9 seconds' and o.at + interval '9 seconds' and e.at <= o.at
     order by alert.captured_at desc limit 1)`;

/** Alerts, newest first. */
export async function findAlertEvents(connection: Queryable, search: EventSearch): Promise<AlertEventRow[]> {
  const comments = `(select array_agg(s.text order by s.at) from alert_step s where s.alert_id = alert.id and s.text is not null`;
  const { rows } = await connection.query<AlertEventRow>(
    `select alert.id, ${placeAt('raised_at')} as place_at, raised_at as at, captured_at, device_kind, device_id, device_name,
       zone_id, zone_name, area_id, lat, lon, class, value, rule_id, rule_name, severity, state, unit, count,
       extract(epoch from resolved_at - raised_at)::float8 as duration_s,
       ${simulated('alert.device_id', 'raised_at')} as simulated,
       ${comments} and ($17::text[] is null or fold(s.text) like any ($17))) as comments,
       exists (select from evidence where alert_id = alert.id and kind = 'snapshot') as has_picture,
       (select alert_id from evidence where alert_id = alert.id and kind = 'clip') as clip_of,
       (select at from evidence where alert_id = alert.id and kind = 'clip') as clip_from
     from alert
     where ${ALERT_IN_SCOPE} and raised_at >= $3 and raised_at < $4
       and ($5::text[] is null or area_id = any ($5)) and ($6::text[] is null or device_id = any ($6))
       and ($7::text[] is null or zone_id = any ($7)) and ($8::text[] is null or class = any ($8))
       and ($9::text[] is null or state = any ($9)) and ($10::text[] is null or severity = any ($10))
       and ($11::text[] is null or rule_id = any ($11))
       and ($12::float8 is null or extract(epoch from resolved_at - raised_at) >= $12)
       and ($13::float8 is null or extract(epoch from resolved_at - raised_at) <= $13)
       and ($14::text is null or polygon($14) @> point(lon, lat))
       and ${after('raised_at', 'alert.id', 15)}
       and ($17::text[] is null or fold(concat_ws(' ', rule_name, device_name, zone_name,
             array_to_string(${comments}), ' '))) like all ($17))
     order by raised_at desc, alert.id desc limit $18`,
    [
      search.scope.areaIds,
      search.scope.handedTo,
      search.span.from,
      search.span.to,
      search.areaIds,
      search.deviceIds,
      search.zoneIds,
      search.classes,
      search.states,
      search.severities,
      search.ruleIds,
      search.longerThanS,
      search.shorterThanS,
      polygonText(search.polygon),
      search.after?.[0] ?? null,
      search.after?.[1] ?? null,
      patterns(search.words),
      search.limit,
    ],
  );
  return rows;
}

/** How far back observations are looked for first: planning for all of a year's hundreds of chunks takes longer than finding a page in a few. */
const NEAR_MS = 14 * 86_400_000;

/** Observations, newest first. */
export async function findObservationEvents(
  connection: Queryable,
  search: EventSearch,
): Promise<ObservationEventRow[]> {
  const { from, to } = search.span;
  const untilMs = Math.min(to.getTime(), search.after ? Math.ceil(Number(search.after[0]) / 1000) + 1 : Infinity);
  const near = new Date(untilMs - NEAR_MS);
  if (near > from && untilMs > from.getTime()) {
    const found = await findObservations(connection, { ...search, span: { from: near, to: new Date(untilMs) } });
    if (found.length >= search.limit) return found;
  }
  return findObservations(connection, search);
}

async function findObservations(connection: Queryable, search: EventSearch): Promise<ObservationEventRow[]> {
  const { rows } = await connection.query<ObservationEventRow>(
    `select o.id, ${placeAt('o.at')} as place_at, o.at, o.camera_id as device_id, c.name as device_name, o.zone_id,
       z.name as zone_name, o.area_id, c.lat, c.lon, o.class, o.value, o.kind, o.direction, o.track_id, o.score, o.deviation,
       ${simulated('o.camera_id', 'o.at')} as simulated,
       exists (select from snapshot s where s.camera_id = o.camera_id and s.at = o.at) as has_picture,
       ${clipOf('alert_id')} as clip_of, ${clipOf('e.at')} as clip_from
     from observation o
     left join known_place c on c.kind = 'camera' and c.id = o.camera_id
     left join known_place z on z.kind in ('zone', 'line') and z.id = o.zone_id and z.camera_id = o.camera_id
     where ($1::text[] is null or o.area_id = any ($1)) and o.at >= $2 and o.at < $3
       and ($4::text[] is null or o.area_id = any ($4)) and ($5::text[] is null or o.camera_id = any ($5))
       and ($6::text[] is null or o.zone_id = any ($6)) and ($7::text[] is null or o.class = any ($7))
       and ($8::text[] is null or o.kind = any ($8)) and ($9::text is null or o.direction = $9)
       and ($10::float8 is null or o.value >= $10) and ($11::float8 is null or o.value <= $11)
       and ($12::text is null or polygon($12) @> point(c.lon, c.lat))
       and ${after('o.at', 'o.id', 13)}
       and ($15::text[] is null or fold(concat_ws(' ', c.name, z.name)) like all ($15))
     order by o.at desc, o.id desc limit $16`,
    [
      search.scope.areaIds,
      search.span.from,
      search.span.to,
      search.areaIds,
      search.deviceIds,
      search.zoneIds,
      search.classes,
      search.kinds,
      search.direction,
      search.longerThanS,
      search.shorterThanS,
      polygonText(search.polygon),
      search.after?.[0] ?? null,
      search.after?.[1] ?? null,
      patterns(search.words),
      search.limit,
    ],
  );
  return rows;
}

/** The picture in which something was observed, while it is kept; null: there is none, or it is not theirs to see. */
export async function findObservationPicture(
  connection: Queryable,
  cameraId: string,
  at: Date,
  scope: Scope,
): Promise<Buffer | null> {
  const { rows } = await connection.query<{ jpeg: Buffer }>(
    `select jpeg from snapshot s where s.camera_id = $2 and s.at = $3 and ($1::text[] is null or exists (
       select from observation o where o.camera_id = $2 and o.at = $3 and o.area_id = any ($1)))`,
    [scope.areaIds, cameraId, at],
  );
  return rows[0]?.jpeg ?? null;
}

function patterns(words: readonly string[] | null): readonly string[] | null {
  return words === null ? null : words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
}

/** As PostgreSQL's type polygon reads it; numbers only. */
function polygonText(corners: EventSearch['polygon']): string | null {
  return corners === null ? null : `(${corners.map(({ lat, lon }) => `(${lon},${lat})`).join(',')})`;
}
