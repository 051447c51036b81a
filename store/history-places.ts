import type { Queryable } from './database.ts';

/** How many spans of made-up data there are. */
export async function countHistory(connection: Queryable): Promise<number> {
  const { rows } = await connection.query<{ count: number }>('select count(*) from simulated_span');
  return rows[0]?.count ?? 0;
}

/** A time in which a camera of a made-up past was in service, in one area. */
export type PastService = {
  readonly cameraId: string;
  readonly areaId: string | null;
  readonly from: Date;
  readonly to: Date;
};

/** Says when cameras of a made-up past were in service, so that its gaps are accounted for. */
export async function putInService(connection: Queryable, spans: readonly PastService[]): Promise<void> {
  await connection.query(
    `insert into service_span (camera_id, area_id, from_at, to_at)
     select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[])`,
    [
      spans.map(({ cameraId }) => cameraId),
      spans.map(({ areaId }) => areaId),
      spans.map(({ from }) => from),
      spans.map(({ to }) => to),
    ],
  );
  // Their zones and lines counted from then on.
  await connection.query(
    `update known_place set first_at = least(first_at, past.at)
       from (select id, min(at) as at from unnest($1::text[], $2::timestamptz[]) as u(id, at) group by id) past
      where camera_id = past.id or (kind = 'camera' and known_place.id = past.id)`,
    [spans.map(({ cameraId }) => cameraId), spans.map(({ from }) => from)],
  );
}
