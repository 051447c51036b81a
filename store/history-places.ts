import type { Queryable } from './database.ts';

/** How many spans of made-up data there are. */
export async function countHistory(connection: Queryable): Promise<number> {
  const { rows } = await connection.query<{ count: number }>('select count(*) from simulated_span');
  return rows[0]?.count ?? 0;
}

/** Says when cameras of a made-up past were in service, so that its gaps are accounted for. */
export async function putInService(
  connection: Queryable,
  cameras: readonly { readonly cameraId: string; readonly areaId: string | null }[],
  from: Date,
  to: Date,
): Promise<void> {
  const { rows } = await connection.query<{ there: boolean }>(
    "select to_regclass('service_span') is not null as there",
  );
  if (!rows[0]?.there) return;
  await connection.query(
    `insert into service_span (camera_id, area_id, from_at, to_at)
     select camera_id, area_id, $3, $4 from unnest($1::text[], $2::text[]) as u(camera_id, area_id)`,
    [cameras.map(({ cameraId }) => cameraId), cameras.map(({ areaId }) => areaId), from, to],
  );
}
