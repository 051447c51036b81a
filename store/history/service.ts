import type { TimeStep } from '../../contracts/history.ts';
import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';
import { selectionParameters, type Selection } from './selection.ts';
import { stepOf } from './time-steps.ts';

/** A time in which a camera, line or zone that could have counted was in service. */
export type ServiceSpan = {
  readonly cameraId: string;
  /** The zone or line, where these are told apart or asked for; else null. */
  readonly zoneId: string | null;
  readonly areaId: string | null;
  readonly from: Date;
  readonly to: Date | null;
};

/** Minutes of an hour, or of the hours of a step, in which cameras in service were not watched. */
export type ServiceGap = {
  /** Start of the hour or step, or the slot of a step that recurs; both null: of the whole period. */
  readonly at: Date | null;
  readonly slot: number | null;
  /** Where cameras, or areas, are told apart; else null. */
  readonly cameraId: string | null;
  readonly areaId: string | null;
  readonly missing: number;
  /** Of these, those for which it could not be told what was missed. */
  readonly unknown: number;
};

/** Kinds that only lines, or only zones, can tell. */
const SHAPE_OF: Readonly<Record<string, readonly string[]>> = {
  crossed: ['line'],
  speed: ['line', 'zone'],
};

// Cameras in service that have what can count: those of the area then or now, as the selection says.
const areaOf = (boundaries: Selection['boundaries'], stamped: string): string =>
  boundaries === 'then' ? `${stamped}.area_id` : 'k.area_id';
const service = (boundaries: Selection['boundaries']): string => `
  select s.camera_id, s.from_at, s.to_at, ${areaOf(boundaries, 's')} as area_id
    from service_span s left join known_place k on k.kind = 'camera' and k.id = s.camera_id
   where s.from_at < $2 and (s.to_at is null or s.to_at > $1)
     and ($3::text[] is null or ${areaOf(boundaries, 's')} = any ($3))
     and ($4::text[] is null or s.camera_id = any ($4))
     and ($6::text[] is null or ${areaOf(boundaries, 's')} = any ($6))`;
const COUNTS = `z.kind = any ($7) and ($5::text[] is null or z.id = any ($5))`;

/** When what is selected was in service; told apart by zone when `zones`. */
export async function readServiceSpans(
  connection: Queryable,
  selection: Selection,
  scope: Scope,
  zones: boolean,
): Promise<ServiceSpan[]> {
  const { rows } = await connection.query<ServiceSpan>(
    zones
      ? `select c.camera_id as "cameraId", z.id as "zoneId", c.area_id as "areaId", greatest(c.from_at, z.first_at) as "from",
                least(c.to_at, z.gone_at) as "to"
           from (${service(selection.boundaries)}) c join known_place z on z.camera_id = c.camera_id and ${COUNTS}
          where z.first_at < coalesce(c.to_at, $2) and (z.gone_at is null or z.gone_at > greatest(c.from_at, z.first_at))`
      : `select c.camera_id as "cameraId", null as "zoneId", c.area_id as "areaId", c.from_at as "from", c.to_at as "to"
           from (${service(selection.boundaries)}) c
          where exists (select from known_place z where z.camera_id = c.camera_id and ${COUNTS})`,
    parameters(selection, scope),
  );
  return rows;
}

/** Hours in which selected cameras were not watched all the time; added up by step; told apart by camera and by area as asked. */
export async function readServiceGaps(
  connection: Queryable,
  selection: Selection,
  scope: Scope,
  apart: {
    readonly by: TimeStep;
    readonly timeZone: string;
    readonly cameras: boolean;
    readonly areas: boolean;
  },
): Promise<ServiceGap[]> {
  const area = areaOf(selection.boundaries, 'g');
  // Hours of gaps are those of UTC; where days do not begin on one, an hour belongs to the step that begins in it.
  const step = stepOf(apart.by, "(bucket + interval '30 minutes')", '$8');
  // Cameras that are not told apart are added up before the step of an hour is told.
  const { rows } = await connection.query<ServiceGap>(
    `select ${apart.by === 'hour' ? 'bucket' : step.at} as at, ${step.slot} as slot, camera as "cameraId", area as "areaId",
            sum(missing) as missing, sum(unknown) as unknown
       from (select ${apart.by === 'none' ? 'null::timestamptz' : 'g.bucket'} as bucket, ${apart.cameras ? 'g.camera_id' : 'null'} as camera,
                    ${apart.areas ? area : 'null'} as area, sum(g.in_service - g.watched) as missing,
                    coalesce(sum(g.in_service - g.watched) filter (where not known), 0) as unknown
               from gap_hourly g ${selection.boundaries === 'now' ? "left join known_place k on k.kind = 'camera' and k.id = g.camera_id" : ''}
              where g.bucket >= $1 and g.bucket < $2
                -- A camera that went to another area in the middle of the period is counted in each for its own time.
                and ($3::text[] is null or ${area} = any ($3)) and ($6::text[] is null or ${area} = any ($6))
                and g.camera_id in (select c.camera_id from (${service(selection.boundaries)}) c
                      where exists (select from known_place z where z.camera_id = c.camera_id and ${COUNTS}))
              group by 1, 2, 3) of_hour
      where $8::text is not null
      group by 1, 2, 3, 4`,
    [...parameters(selection, scope), apart.timeZone],
  );
  return rows;
}

function parameters(selection: Selection, scope: Scope): unknown[] {
  const [from, to, , areas, cameras, zones, ofAreas] = selectionParameters(selection, scope);
  return [from, to, areas, cameras, zones, ofAreas, SHAPE_OF[selection.what] ?? ['zone']];
}
