import type { Calibration } from '../contracts/devices.ts';
import type { DirectedLine, Polygon } from '../contracts/geometry.ts';
import type { Queryable } from './database.ts';

/** An agent that may connect. */
export interface KnownAgent {
  readonly id: string;
  /** sha256 of its token. */
  readonly tokenHash: Buffer;
}

/** A polygon or line on a camera's picture. */
export type KnownZone = { readonly id: string } & (
  | {
      readonly kind: 'zone';
      readonly polygon: Polygon;
      /** The way vehicles are to go. */
      readonly way?: DirectedLine;
      /** Seconds of stay at which a rule wants to know, rising. */
      readonly dwellS: readonly number[];
      /** The same for standing vehicles, left baggage and lying people, seconds; and for crowds, people and people per 100 m². Absent: nobody asks. */
      readonly stoppedS?: readonly number[];
      readonly leftBehindS?: readonly number[];
      readonly fallenS?: readonly number[];
      readonly crowdPeople?: readonly number[];
      readonly crowdDensity?: readonly number[];
      /** A rule asks for speeds. */
      readonly speed?: boolean;
    }
  | { readonly kind: 'line'; readonly line: DirectedLine; readonly speed?: boolean }
);

/** A camera that is switched on. */
export interface KnownCamera {
  readonly id: string;
  readonly agentId: string;
  readonly areaId: string | null;
  readonly priority: 'low' | 'normal' | 'high';
  /** Pictures per second while something moves. */
  readonly sampleFps: number;
  readonly looksDown: boolean;
  /** null: not calibrated, no speeds and densities. */
  readonly calibration: Calibration | null;
  readonly zones: readonly KnownZone[];
}

/** A sensor that is switched on. */
export interface KnownSensor {
  readonly id: string;
  /** null: it speaks MQTT itself. */
  readonly agentId: string | null;
  readonly areaId: string | null;
  /** Outside, readings are suspect. */
  readonly plausibleMin: number | null;
  readonly plausibleMax: number | null;
}

/** Everything perception must know of the city. */
export interface PerceptionSettings {
  readonly agents: readonly KnownAgent[];
  readonly cameras: readonly KnownCamera[];
  readonly sensors: readonly KnownSensor[];
}

/** Reads all settings in one statement, so that they fit together. Channel `settings` tells of changes. */
export async function readPerceptionSettings(connection: Queryable): Promise<PerceptionSettings> {
  const { rows } = await connection.query<{
    agents: readonly { id: string; tokenHash: string }[];
    cameras: readonly KnownCamera[];
    sensors: readonly KnownSensor[];
  }>(
    `with wish as (
        select zone_id,
          case condition ->> 'kind' when 'zone-presence' then 'dwellS'
            else case condition ->> 'behaviour' when 'stopped' then 'stoppedS' when 'left-behind' then 'leftBehindS'
              when 'fallen' then 'fallenS' when 'crowd' then 'crowdPeople' when 'crowd-density' then 'crowdDensity'
              when 'speed' then 'speed' end end as wish,
          coalesce(condition ->> 'forS', condition ->> 'atLeast')::float8 as mark
        from rule_now, jsonb_array_elements_text(condition -> 'zoneIds') as zone_id
        where enabled and not deleted and condition ->> 'kind' in ('zone-presence', 'behaviour')
      ), marks_of as (
        select zone_id, wish, case when wish = 'speed' then 'true' else jsonb_agg(distinct mark order by mark) end as marks
        from wish where wish = 'speed' or (wish is not null and mark > 0)
        group by zone_id, wish
      ), mark as (
        select zone_id, jsonb_object_agg(wish, marks) as marks from marks_of group by zone_id
      ), shape as (
        select camera_id, jsonb_agg(
          zone.shape - 'sides' || jsonb_build_object('id', zone.id)
            || case when zone.shape ->> 'kind' = 'zone' then '{"dwellS": []}'::jsonb || coalesce(mark.marks, '{}')
                 when mark.marks ? 'speed' then '{"speed": true}' else '{}' end
          order by zone.id) as zones
        from zone left join mark on mark.zone_id = zone.id
        group by camera_id
      )
      select
        (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'tokenHash', encode(token_hash, 'hex'))), '[]')
          from agent) as agents,
        (select coalesce(jsonb_agg(jsonb_build_object('id', camera.id, 'agentId', agent_id, 'areaId', area_id,
            'priority', priority, 'sampleFps', sample_fps, 'looksDown', looks_down, 'calibration', calibration, 'zones', coalesce(shape.zones, '[]'))), '[]')
          from camera left join shape on shape.camera_id = camera.id where enabled) as cameras,
        (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'agentId', agent_id, 'areaId', area_id,
            'plausibleMin', plausible_min, 'plausibleMax', plausible_max)), '[]')
          from sensor where enabled) as sensors`,
  );
  const found = rows[0];
  if (!found) throw new Error('a select without from gives one row');
  return {
    ...found,
    agents: found.agents.map(({ id, tokenHash }) => ({ id, tokenHash: Buffer.from(tokenHash, 'hex') })),
  };
}
