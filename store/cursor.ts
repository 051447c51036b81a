import type { Cursor } from '../contracts/ids.ts';
import type { Queryable } from './database.ts';

/** Position of the newest row any reader could have seen by now. */
export async function cursorNow(connection: Queryable): Promise<Cursor> {
  const { rows } = await connection.query<{ xid: string }>('select settled_xid()::text as xid');
  // Everything of transactions below xmin counts as seen; id 0 keeps later rows of xmin itself ahead.
  return `${rows[0]?.xid ?? '0'}.0`;
}

/** Splits a cursor into its transaction and number, as text for the server. */
export function parseCursor(at: Cursor): { readonly xid: string; readonly id: string } {
  const [xid = '0', id = '0'] = at.split('.');
  return { xid, id };
}
