import { Pool, types, type ClientBase } from 'pg';

// Counts and ids stay far below 2^53; numbers are what the rest of the code speaks.
types.setTypeParser(types.builtins.INT8, Number);

/** A pool of connections to TimescaleDB. */
export type Database = Pool;

/** Anything one can send a statement to: the pool, or one connection inside a transaction. */
export type Queryable = Pick<ClientBase, 'query'>;

/**
 * Opens a pool. Errors of idle connections are told to `onError`; a database that restarts is picked up again by the
 * next statement.
 *
 * @param url postgres:// address; never logged.
 */
export function openDatabase({
  url,
  name,
  max = 10,
  longestMs,
  workers = true,
  onError,
}: {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly name: string;
  readonly max?: number;
  /** Statements that take longer are ended by the server. */
  readonly longestMs?: number;
  /** Whether one statement may take several processors. Where many come at once, each is done sooner by itself. */
  readonly workers?: boolean;
  readonly onError: (error: Error) => void;
}): Database {
  const pool = new Pool({
    connectionString: url,
    application_name: `citywatch-${name}`,
    max,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 10_000,
    keepAlive: true,
    ...(longestMs !== undefined && { statement_timeout: longestMs }),
    ...(!workers && { options: '-c max_parallel_workers_per_gather=0' }),
  });
  pool.on('error', onError);
  return pool;
}

/** Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. */
export async function transaction<T>(database: Database, work: (connection: Queryable) => Promise<T>): Promise<T> {
  const connection = await database.connect();
  let broken: Error | undefined;
  // The pool listens to idle connections only: one that breaks in use would otherwise end the process.
  const onBroken = (error: Error) => {
    broken = error;
  };
  connection.on('error', onBroken);
  try {
    await connection.query('begin');
    const result = await work(connection);
    await connection.query('commit');
    return result;
  } catch (error) {
    await connection.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    connection.off('error', onBroken);
    connection.release(broken);
  }
}
