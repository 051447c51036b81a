import type { Unit } from '../contracts/units.ts';
import type { Queryable } from './database.ts';

type UnitRow = {
  readonly id: string;
  readonly name_vi: string;
  readonly name_en: string;
  readonly area_id: string | null;
  readonly phone: string | null;
  readonly ended_at: Date | null;
};

/** All units, those that have ended too, by Vietnamese name. Who there is to be called is no secret: no scope. */
export async function readUnits(connection: Queryable): Promise<Unit[]> {
  const { rows } = await connection.query<UnitRow>('select * from unit order by name_vi, id');
  return rows.map((row) => ({
    id: row.id,
    nameVi: row.name_vi,
    nameEn: row.name_en,
    areaId: row.area_id,
    phone: row.phone,
    endedAt: row.ended_at?.toISOString() ?? null,
  }));
}

/** Adds a unit or writes it anew. */
export async function saveUnit(connection: Queryable, unit: Unit): Promise<void> {
  await connection.query(
    `insert into unit (id, name_vi, name_en, area_id, phone, ended_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set name_vi = excluded.name_vi, name_en = excluded.name_en,
       area_id = excluded.area_id, phone = excluded.phone, ended_at = excluded.ended_at`,
    [unit.id, unit.nameVi, unit.nameEn, unit.areaId, unit.phone, unit.endedAt],
  );
}
