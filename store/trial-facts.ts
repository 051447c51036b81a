import type { TrialBasis } from '../contracts/rule-trial.ts';
import type { ZoneSettings } from '../contracts/devices.ts';
import type { RuleSettings } from '../contracts/rules.ts';
import type { Queryable } from './database.ts';
import { parseHealth, type StoredHealth } from './health-read.ts';
import { parseMeasurement, type StoredMeasurement } from './measurements-read.ts';
import { parseObservation, type StoredObservation } from './observations-read.ts';

/** What of the past a trial looks at. Areas are those stamped on the facts when they were written. */
export type TrialSpan = {
  readonly from: Date;
  readonly to: Date;
  /** null: the whole city. */
  readonly areaIds: readonly string[] | null;
};

/** A place in a list that is ordered by time and something that tells apart what happened at the same moment. */
export type PageMark = { readonly at: Date; readonly key: string };

/** A track as far as a trial needs it. */
export type TrialTrack = {
  readonly trackId: string;
  readonly cameraId: string;
  readonly areaId: string | null;
  readonly class: StoredObservation['class'];
  readonly firstAt: number;
  readonly path: readonly (readonly [number, number, number])[];
};

const IN_AREAS = '($1::text[] is null or area_id = any ($1))';

/** Observations at these zones after a mark, in the order of their times. */
export async function observationsOfZones(
  connection: Queryable,
  { from, to, areaIds }: TrialSpan,
  zoneIds: readonly string[],
  after: PageMark | null,
  limit: number,
): Promise<readonly StoredObservation[]> {
  const { rows } = await connection.query(
    `select id, kind, camera_id, area_id, zone_id, track_id, class, direction, value, deviation, box, at,
            received_at, perceived_at
       from observation
      where ${IN_AREAS} and zone_id = any ($2) and at >= $3 and at < $4
        and (at, id) > (coalesce($5, '-infinity'::timestamptz), $6::bigint)
      order by at, id limit $7`,
    [areaIds, zoneIds, from, to, after?.at ?? null, after?.key ?? '0', limit],
  );
  return rows.map(parseObservation);
}

/** Tracks of these cameras after a mark, by their beginning. */
export async function tracksOfCameras(
  connection: Queryable,
  { from, to, areaIds }: TrialSpan,
  cameraIds: readonly string[],
  after: PageMark | null,
  limit: number,
): Promise<readonly TrialTrack[]> {
  const { rows } = await connection.query<{
    track_id: string;
    camera_id: string;
    area_id: string | null;
    class: TrialTrack['class'];
    first_at: Date;
    path: TrialTrack['path'];
  }>(
    `select track_id, camera_id, area_id, class, first_at, path from track
      where ${IN_AREAS} and camera_id = any ($2) and first_at >= $3 and first_at < $4
        and (first_at, track_id) > (coalesce($5, '-infinity'::timestamptz), $6)
      order by first_at, track_id limit $7`,
    [areaIds, cameraIds, from, to, after?.at ?? null, after?.key ?? '', limit],
  );
  return rows.map((row) => ({
    trackId: row.track_id,
    cameraId: row.camera_id,
    areaId: row.area_id,
    class: row.class,
    firstAt: row.first_at.getTime(),
    path: row.path,
  }));
}

/** Measurements of these sensors after a mark, in the order of their times. */
export async function measurementsOfSensors(
  connection: Queryable,
  { from, to, areaIds }: TrialSpan,
  sensorIds: readonly string[],
  after: PageMark | null,
  limit: number,
): Promise<readonly StoredMeasurement[]> {
  const { rows } = await connection.query(
    `select sensor_id, area_id, at, value, quality, received_at from measurement
      where ${IN_AREAS} and sensor_id = any ($2) and at >= $3 and at < $4
        and (at, sensor_id) > (coalesce($5, '-infinity'::timestamptz), $6)
      order by at, sensor_id limit $7`,
    [areaIds, sensorIds, from, to, after?.at ?? null, after?.key ?? '', limit],
  );
  return rows.map(parseMeasurement);
}

/**
 * News of cameras' health after a mark, that of an agent told for each camera it serves now.
 *
 * @param cameraIds empty: all
 */
export async function healthOfCameras(
  connection: Queryable,
  { from, to, areaIds }: TrialSpan,
  cameraIds: readonly string[],
  after: PageMark | null,
  limit: number,
): Promise<{ readonly facts: readonly StoredHealth[]; readonly last: PageMark | null; readonly rows: number }> {
  const { rows } = await connection.query<Parameters<typeof parseHealth>[0] & { at: Date; id: number }>(
    `with mine as (
       select id, agent_id from camera where ${IN_AREAS} and ($2::text[] = '{}' or id = any ($2)))
     select h.id, device_kind, area_id, condition, fault, at,
            case device_kind when 'camera' then array[device_id]
              else array(select mine.id from mine where agent_id = device_id) end as camera_ids
       from health_event h
      where (device_kind = 'camera' and device_id in (select id from mine)
          or device_kind = 'agent' and device_id in (select agent_id from mine))
        and at >= $3 and at < $4
        and (at, h.id) > (coalesce($5, '-infinity'::timestamptz), $6::bigint)
      order by at, h.id limit $7`,
    [areaIds, cameraIds, from, to, after?.at ?? null, after?.key ?? '0', limit],
  );
  const last = rows.at(-1);
  return {
    facts: rows.flatMap(parseHealth),
    last: last ? { at: last.at, key: String(last.id) } : null,
    rows: rows.length,
  };
}

/** A zone of a trial, and what was observed there during the span. */
export type TrialZone = {
  readonly zoneId: string;
  readonly cameraId: string;
  readonly shape: ZoneSettings['shape'];
  readonly basis: TrialBasis;
};

/** The zones a rule names, as far as one may see them, each with what it can be judged by. */
export async function zonesOfTrial(
  connection: Queryable,
  { from, areaIds }: TrialSpan,
  { condition }: RuleSettings,
): Promise<readonly TrialZone[]> {
  if (!('zoneIds' in condition)) return [];
  const behaviour = condition.kind === 'behaviour' ? condition.behaviour : null;
  const atLeast = condition.kind === 'behaviour' ? condition.atLeast : null;
  const { rows } = await connection.query<{
    id: string;
    camera_id: string;
    shape: ZoneSettings['shape'];
    is_changed: boolean;
    asked: number[];
  }>(
    `select zone.id, zone.camera_id, zone.shape, zone.changed_at > $3 as is_changed,
            -- the limits at which this behaviour was looked for when the span began
            array(select distinct (condition ->> 'atLeast')::float8 from (
                     select distinct on (id) * from rule where changed_at <= $3 order by id, version desc) as rule
                   where not deleted and enabled and condition ->> 'behaviour' = $4
                     and condition -> 'zoneIds' ? zone.id) as asked
       from zone join camera on camera.id = zone.camera_id
      where ${IN_AREAS} and zone.id = any ($2) order by zone.id`,
    [areaIds, condition.zoneIds, from, behaviour],
  );
  return rows.map((row) => ({
    zoneId: row.id,
    cameraId: row.camera_id,
    shape: row.shape,
    basis: basisOf(behaviour, atLeast, row),
  }));
}

function basisOf(
  behaviour: string | null,
  atLeast: number | null,
  {
    is_changed,
    asked,
    shape,
  }: { readonly is_changed: boolean; readonly asked: readonly number[]; readonly shape: object },
): TrialBasis {
  // Coming, staying, leaving and crossing are always observed.
  if (behaviour === null) return is_changed ? 'tracks' : 'observations';
  if (is_changed) return 'not-observed';
  if (behaviour === 'wrong-way') return 'way' in shape ? 'observations' : 'not-observed';
  if (asked.length === 0) return 'not-observed';
  return behaviour === 'speed' || asked.includes(atLeast ?? 0) ? 'observations' : 'other-marks';
}

/** For each moment of a camera the picture taken nearest to it, within seconds; null: none is kept. */
export async function nearestSnapshots(
  connection: Queryable,
  moments: readonly { readonly cameraId: string; readonly at: Date }[],
): Promise<readonly (Date | null)[]> {
  if (moments.length === 0) return [];
  const { rows } = await connection.query<{ at: Date | null }>(
    `select s.at from unnest($1::text[], $2::timestamptz[]) with ordinality as m(camera_id, at, place)
       left join lateral (
         select snapshot.at from snapshot
          where snapshot.camera_id = m.camera_id
            and snapshot.at between m.at - interval '5 seconds' and m.at + interval '3 seconds'
          order by abs(extract(epoch from snapshot.at - m.at)) limit 1) s on true
      order by place`,
    [moments.map(({ cameraId }) => cameraId), moments.map(({ at }) => at)],
  );
  return rows.map(({ at }) => at);
}
