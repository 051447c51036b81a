import type { HistoryPlace } from '../../contracts/history.ts';
import type { Queryable } from '../database.ts';
import type { Scope } from '../scope.ts';

type PlaceRow = {
  readonly kind: HistoryPlace['kind'];
  readonly id: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly camera_id: string | null;
  readonly area_id: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly gone_at: Date | null;
};

const SELECT = `select p.kind, p.id, p.name, null as name_en, p.camera_id, coalesce(p.area_id, c.area_id) as area_id,
    coalesce(p.lat, c.lat) as lat, coalesce(p.lon, c.lon) as lon, p.gone_at
  from known_place p left join known_place c on c.kind = 'camera' and c.id = p.camera_id`;
/** What stands in one of the areas today, or whose camera was in service there before boundaries changed. */
const IN_SCOPE = `($1::text[] is null or coalesce(p.area_id, c.area_id) = any ($1) or exists (
    select from service_span s where s.camera_id = coalesce(p.camera_id, p.id) and s.area_id = any ($1)))`;
/** The last version of each area. */
const AREAS = `select distinct on (id) 'area' as kind, id, name_vi as name, name_en, null as camera_id,
    parent_id as area_id, null::float8 as lat, null::float8 as lon, valid_to as gone_at
  from area`;

/** Everything that is or was there as far as one may see it, and all areas, whose names are public. */
export async function readHistoryPlaces(connection: Queryable, scope: Scope): Promise<HistoryPlace[]> {
  const { rows } = await connection.query<PlaceRow>(
    `(${SELECT} where ${IN_SCOPE}) union all (${AREAS} order by id, valid_from desc) order by kind, id`,
    [scope.areaIds],
  );
  return rows.map(toPlace);
}

/** Names of cameras, zones and lines, sensors and areas, whoever asks: an answer already holds only what is theirs. */
export async function nameHistoryPlaces(
  connection: Queryable,
  ids: { readonly devices: readonly string[]; readonly areas: readonly string[] },
): Promise<HistoryPlace[]> {
  if (ids.devices.length + ids.areas.length === 0) return [];
  const { rows } = await connection.query<PlaceRow>(
    `(${SELECT} where p.id = any ($1)) union all (${AREAS} where id = any ($2) order by id, valid_from desc)
     order by kind, id`,
    [ids.devices, ids.areas],
  );
  return rows.map(toPlace);
}

/** Those of these cameras, zones and sensors that never were, or are not theirs to see. */
export async function unknownPlaces(
  connection: Queryable,
  ids: readonly string[],
  kinds: readonly HistoryPlace['kind'][],
  scope: Scope,
): Promise<readonly string[]> {
  const { rows } = await connection.query<{ id: string }>(
    `select id from unnest($2::text[]) as asked(id)
      where not exists (${SELECT} where p.id = asked.id and p.kind = any ($3) and ${IN_SCOPE})`,
    [scope.areaIds, ids, kinds],
  );
  return rows.map(({ id }) => id);
}

/** Those of these areas that never were. */
export async function unknownAreas(connection: Queryable, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await connection.query<{ id: string }>(
    'select id from unnest($1::text[]) as asked(id) where not exists (select from area where area.id = asked.id)',
    [ids],
  );
  return rows.map(({ id }) => id);
}

function toPlace(row: PlaceRow): HistoryPlace {
  return {
    kind: row.kind,
    id: row.id,
    name: row.name,
    nameEn: row.name_en,
    cameraId: row.camera_id,
    areaId: row.area_id,
    place: row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon },
    goneAt: row.gone_at?.toISOString() ?? null,
  };
}
