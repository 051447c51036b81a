import type { Area } from '../contracts/devices.ts';
import { insideOutline, type MapPoint } from '../contracts/geometry.ts';
import type { Queryable } from './database.ts';

type AreaRow = {
  readonly id: string;
  readonly kind: Area['kind'];
  readonly name_vi: string;
  readonly name_en: string;
  readonly parent_id: string | null;
  readonly valid_from: Date;
  readonly valid_to: Date | null;
  readonly successor_id: string | null;
  readonly outline: Area['outline'];
};

const COLUMNS = 'id, kind, name_vi, name_en, parent_id, valid_from, valid_to, outline, successor_id';

/** The areas as they are at a moment, one version each, larger kinds first. Boundaries are public: no scope. */
export async function readAreas(connection: Queryable, at: Date): Promise<Area[]> {
  const { rows } = await connection.query<AreaRow>(
    `select ${COLUMNS} from area where valid_from <= $1 and (valid_to is null or valid_to > $1)
     order by array_position(array['country', 'province', 'city', 'ward'], kind), id`,
    [at],
  );
  return rows.map(toArea);
}

/** Every version of every area: what a city file holds. */
export async function readAllAreas(connection: Queryable): Promise<Area[]> {
  const { rows } = await connection.query<AreaRow>(
    `select ${COLUMNS} from area
     order by valid_from desc, array_position(array['country', 'province', 'city', 'ward'], kind), id`,
  );
  return rows.map(toArea);
}

/** Every version of one area, oldest first. */
export async function readAreaVersions(connection: Queryable, id: string): Promise<Area[]> {
  const { rows } = await connection.query<AreaRow>(`select ${COLUMNS} from area where id = $1 order by valid_from`, [
    id,
  ]);
  return rows.map(toArea);
}

/**
 * Adds a version of an area from `validFrom` on and ends the one before it there. A version that begins at the same
 * moment is replaced.
 */
export async function saveArea(connection: Queryable, area: Area): Promise<void> {
  await connection.query(
    `update area set valid_to = $2 where id = $1 and valid_from < $2 and (valid_to is null or valid_to > $2)`,
    [area.id, area.validFrom],
  );
  await connection.query(
    `insert into area (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (id, valid_from) do update set
       kind = excluded.kind, name_vi = excluded.name_vi, name_en = excluded.name_en, parent_id = excluded.parent_id,
       valid_to = excluded.valid_to, outline = excluded.outline, successor_id = excluded.successor_id`,
    [
      area.id,
      area.kind,
      area.nameVi,
      area.nameEn,
      area.parentId,
      area.validFrom,
      area.validTo,
      area.outline === null ? null : JSON.stringify(area.outline),
      area.successorId,
    ],
  );
}

/** Ends the area that is valid at a moment, merged into another or not. @returns whether there was one. */
export async function endArea(
  connection: Queryable,
  id: string,
  at: Date,
  successorId: string | null = null,
): Promise<boolean> {
  const { rowCount } = await connection.query(
    `update area set valid_to = $2, successor_id = $3
     where id = $1 and valid_from < $2 and (valid_to is null or valid_to > $2)`,
    [id, at, successorId],
  );
  return rowCount === 1;
}

/** The smallest of these areas around a place, or null. Expects {@link readAreas}' order: larger kinds first. */
export function areaAt(place: MapPoint, areas: readonly Area[]): string | null {
  return areas.findLast((area) => area.outline !== null && insideOutline(place, area.outline))?.id ?? null;
}

/**
 * Stamps every device with the area it stands in at a moment, where it is another than before; facts already written
 * keep theirs.
 *
 * @returns how many devices changed their area.
 */
export async function restampDevices(connection: Queryable, at: Date): Promise<number> {
  const areas = await readAreas(connection, at);
  let count = 0;
  for (const table of ['camera', 'sensor'] as const) {
    const { rows } = await connection.query<{ id: string; lat: number; lon: number; area_id: string | null }>(
      `select id, lat, lon, area_id from ${table}`,
    );
    const moved = rows
      .map((row) => ({ ...row, areaId: areaAt(row, areas) }))
      .filter((row) => row.areaId !== row.area_id);
    if (moved.length === 0) continue;
    const { rowCount } = await connection.query(
      `update ${table} set area_id = moved.area_id, changed_at = now()
       from unnest($1::text[], $2::text[], $3::float8[], $4::float8[]) as moved (id, area_id, lat, lon)
       where ${table}.id = moved.id and ${table}.lat = moved.lat and ${table}.lon = moved.lon`,
      [
        moved.map((row) => row.id),
        moved.map((row) => row.areaId),
        moved.map((row) => row.lat),
        moved.map((row) => row.lon),
      ],
    );
    count += rowCount ?? 0;
  }
  await restampGone(connection, areas);
  return count;
}

/** Places that are gone belong to the area around them today: histories by today's boundaries count them there. */
async function restampGone(connection: Queryable, areas: readonly Area[]): Promise<void> {
  const { rows } = await connection.query<{ id: string; lat: number; lon: number; area_id: string | null }>(
    "select id, lat, lon, area_id from known_place where gone_at is not null and kind in ('camera', 'sensor')",
  );
  const moved = rows.map((row) => ({ ...row, areaId: areaAt(row, areas) })).filter((row) => row.areaId !== row.area_id);
  if (moved.length === 0) return;
  await connection.query(
    `update known_place k set area_id = moved.area_id from unnest($1::text[], $2::text[]) as moved (id, area_id)
      where k.id = moved.id and k.gone_at is not null and k.kind in ('camera', 'sensor')`,
    [moved.map((row) => row.id), moved.map((row) => row.areaId)],
  );
}

function toArea(row: AreaRow): Area {
  return {
    id: row.id,
    kind: row.kind,
    nameVi: row.name_vi,
    nameEn: row.name_en,
    parentId: row.parent_id,
    validFrom: row.valid_from.toISOString(),
    validTo: row.valid_to?.toISOString() ?? null,
    successorId: row.successor_id,
    outline: row.outline,
  };
}

/** An area with everything that was ever below it. */
export async function readAreasBelow(connection: Queryable, id: string): Promise<string[]> {
  const { rows } = await connection.query<{ id: string }>(
    `with recursive below(id) as (
       select $1::text union select area.id from area join below on area.parent_id = below.id)
     select id from below`,
    [id],
  );
  return rows.map((row) => row.id);
}

/** The last version of an area that is or was there, or null when there never was one. */
export async function findAreaOnce(connection: Queryable, id: string): Promise<Area | null> {
  return (await readAreaVersions(connection, id)).at(-1) ?? null;
}
