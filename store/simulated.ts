import type { Queryable } from './database.ts';

/** A time whose data were made up, of one device or (null) of all. */
export type SimulatedSpan = { readonly from: Date; readonly to: Date; readonly deviceId: string | null };

/** All of them, oldest first. */
export async function readSimulated(connection: Queryable): Promise<SimulatedSpan[]> {
  const { rows } = await connection.query<SimulatedSpan>(
    'select from_at as "from", to_at as "to", device_id as "deviceId" from simulated_span order by from_at, device_id limit 5000',
  );
  return rows;
}
