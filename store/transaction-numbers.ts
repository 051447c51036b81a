import { transaction, type Database } from './database.ts';

/** Tables whose facts carry the number of the transaction that wrote them, and the column. */
const NUMBERED = [
  ['device_state', 'xid'],
  ['alert', 'changed_xid'],
  ['alert_step', 'xid'],
  ['reader', 'xid'],
  ['push_service', 'xid'],
] as const;
/** The same of those with many rows: only asked when the others say that the database was restored. */
const MANY = [
  ['observation', 'xid'],
  ['measurement', 'xid'],
  ['health_event', 'xid'],
  ['coverage', 'xid'],
] as const;

const newestIn = (tables: readonly (readonly [string, string])[]): string =>
  `greatest(${tables.map(([table, column]) => `(select ${column} from ${table} order by ${column} desc limit 1)`).join(', ')})`;

/**
 * Lets the numbers of facts go on where they ended in the cluster a database was dumped from, when it has been restored
 * into another: readers go on where they stood, what was summed is not summed again, new facts come after the old ones.
 * Run before anything is written, by one process at a time.
 *
 * @returns whether the database was restored since it was last asked.
 */
export async function goOnNumbering(database: Database): Promise<boolean> {
  const { rows } = await database.query<{ known: boolean }>("select to_regproc('fact_xid') is not null as known");
  if (rows[0]?.known !== true) return false;
  return transaction(database, async (connection) => {
    // In the cluster that wrote them no number is as high as one that was not given out yet.
    const { rows } = await connection.query<{ restored: boolean | null }>(
      `select ${newestIn(NUMBERED)} >=
         (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + (select base from transaction_base))::text::xid8 as restored`,
    );
    if (rows[0]?.restored !== true) return false;
    const { rows: next } = await connection.query<{ base: string }>(
      `select (${newestIn([...NUMBERED, ...MANY])}::text::bigint + 1
         - pg_snapshot_xmin(pg_current_snapshot())::text::bigint)::text as base`,
    );
    const base = /^\d{1,18}$/.exec(next[0]?.base ?? '')?.[0];
    if (base === undefined) throw new Error('the numbers of a restored database cannot be read');
    await connection.query('update transaction_base set base = $1', [base]);
    // Written into the functions, so that the planner sees through them as if there were none.
    await connection.query(
      `create or replace function fact_xid() returns xid8 language sql stable as $$
         select (pg_current_xact_id()::text::bigint + ${base})::text::xid8
       $$;
       create or replace function settled_xid() returns xid8 language sql stable parallel safe as $$
         select (pg_snapshot_xmin(pg_current_snapshot())::text::bigint + ${base})::text::xid8
       $$`,
    );
    return true;
  });
}
