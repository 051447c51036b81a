import type { ExportKind, ExportProgress, ExportQuery } from '../contracts/exports.ts';
import type { Queryable } from './database.ts';

/** Whose order it is. */
export type ExportOrderer = { readonly username: string; readonly sessionId: number };

/** A file that is waited for. */
export type OrderedExport = { readonly kind: ExportKind; readonly query: ExportQuery };

const KEPT = "interval '1 day'";
const MOST_AN_HOUR = 100;
/** Whoever orders a file fetches it at once. */
const FETCHED_WITHIN = "interval '2 minutes'";
/** A client may take nothing for a minute before it is given up. */
const LOST_AFTER = "interval '2 minutes'";

/** Writes an order down, and forgets old ones. @returns its id; null: this account ordered too many within the hour */
export async function orderExport(
  connection: Queryable,
  { username, sessionId, kind, query }: ExportOrderer & OrderedExport,
): Promise<string | null> {
  await connection.query(`delete from export_order where ordered_at < now() - ${KEPT}`);
  const { rows } = await connection.query<{ id: string }>(
    `insert into export_order (username, session_id, kind, query)
     select $1, $2, $3, $4
     where (select count(*) from export_order where username = $1 and ordered_at > now() - interval '1 hour') < $5
     returning id`,
    [username, sessionId, kind, JSON.stringify(query), MOST_AN_HOUR],
  );
  return rows[0]?.id ?? null;
}

/** The order, once, for the session that made it; null: there is none, it was fetched before, or too much time has passed. */
export async function beginExport(
  connection: Queryable,
  id: string,
  { username, sessionId }: ExportOrderer,
): Promise<OrderedExport | null> {
  // What was stored is what the route's schema had let through.
  const { rows } = await connection.query<OrderedExport>(
    `update export_order set state = 'running', worked_at = now()
     where id = $1 and username = $2 and session_id = $3 and state = 'waiting'
       and ordered_at > now() - ${FETCHED_WITHIN}
     returning kind, query`,
    [id, username, sessionId],
  );
  return rows[0] ?? null;
}

/** Says how far it is. @returns false when it is not wanted any more */
export async function noteExport(
  connection: Queryable,
  id: string,
  { rows, share }: Pick<ExportProgress, 'rows' | 'share'>,
): Promise<boolean> {
  const { rowCount } = await connection.query(
    `update export_order set rows = $2, share = $3, worked_at = now() where id = $1 and state = 'running'`,
    [id, rows, share],
  );
  return rowCount === 1;
}

/** It is over, one way or another. One that was cancelled stays so. */
export async function endExport(
  connection: Queryable,
  id: string,
  { state, rows }: Pick<ExportProgress, 'state' | 'rows'>,
): Promise<void> {
  await connection.query(
    `update export_order set state = case when state = 'running' then $2 else state end, rows = $3,
       share = case when $2 = 'done' then 1 else share end
     where id = $1`,
    [id, state, rows],
  );
}

/** The one who ordered it does not want it any more. @returns whether that came in time */
export async function cancelExport(connection: Queryable, id: string, username: string): Promise<boolean> {
  const { rowCount } = await connection.query(
    `update export_order set state = 'cancelled' where id = $1 and username = $2 and state in ('waiting', 'running')`,
    [id, username],
  );
  return rowCount === 1;
}

/** How far one's own is, or null. What its gateway left behind has failed; what nobody fetched is cancelled. */
export async function findExport(connection: Queryable, id: string, username: string): Promise<ExportProgress | null> {
  const { rows } = await connection.query<ExportProgress>(
    `select rows, share, case
       when state = 'running' and worked_at < now() - ${LOST_AFTER} then 'failed'
       when state = 'waiting' and ordered_at < now() - ${FETCHED_WITHIN} then 'cancelled'
       else state end as state
     from export_order where id = $1 and username = $2`,
    [id, username],
  );
  return rows[0] ?? null;
}
