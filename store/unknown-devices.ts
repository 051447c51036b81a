import type { UnknownDevice } from '../contracts/unknown-devices.ts';
import type { Queryable } from './database.ts';

const MOST = 200;

/** Devices that send readings and are not registered, those that spoke last first; silent ones since `since` left out. */
export async function readUnknownDevices(connection: Queryable, since: Date): Promise<UnknownDevice[]> {
  const { rows } = await connection.query<{ id: string; count: number; last_at: Date; detail: string | null }>(
    `select substr(source, 8) as id, count, last_at, last_detail as detail from refusal
      where reason = 'unknown-sensor' and source ~ '^device:[a-z0-9][a-z0-9-]{0,63}$' and last_at >= $1
        and not exists (select from sensor where id = substr(source, 8))
      order by last_at desc limit $2`,
    [since, MOST],
  );
  return rows.map(({ id, count, last_at, detail }) => {
    const value = Number(/^value (-?[\d.e+-]+)$/.exec(detail ?? '')?.[1] ?? Number.NaN);
    return { id, count, lastAt: last_at.toISOString(), value: Number.isFinite(value) ? value : null };
  });
}
