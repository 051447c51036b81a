import type { QueryArrayConfig, QueryArrayResult, PoolClient } from 'pg';
import type { Database } from './database.ts';

/**
 * Runs one statement, and ends it in the server too when nobody wants its answer any more.
 *
 * @throws the signal's reason when it was aborted
 */
export async function queryUntil<Row extends unknown[]>(
  database: Database,
  signal: AbortSignal,
  query: QueryArrayConfig,
): Promise<QueryArrayResult<Row>> {
  signal.throwIfAborted();
  const connection = await database.connect();
  let broken: Error | undefined;
  const onBroken = (error: Error): void => {
    broken = error;
  };
  let ending: Promise<unknown> = Promise.resolve();
  const end = (): void => {
    ending = database
      .query('select pg_cancel_backend($1)', [backendOf(connection)])
      // Then it is read to its end for nobody, as it would be without this.
      .catch(() => undefined);
  };
  connection.on('error', onBroken);
  signal.addEventListener('abort', end);
  try {
    signal.throwIfAborted();
    return await answerOf<Row>(connection, query);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
    // Not before the server was told: what is asked next on this connection must not be ended instead.
    await ending;
    connection.off('error', onBroken);
    connection.release(broken);
  }
}

/**
 * Through a callback: promises of pg that are awaited one after the other on one connection keep each other's rows alive
 * until the whole heap is searched.
 */
function answerOf<Row extends unknown[]>(
  connection: PoolClient,
  query: QueryArrayConfig,
): Promise<QueryArrayResult<Row>> {
  return new Promise((resolve, reject) => {
    // eslint-disable-next-line @typescript-eslint/no-floating-promises -- with a callback there is no promise
    connection.query<Row>(query, (error, result) => {
      // pg's own types leave out that there is no error when it went well.
      if ((error as Error | null | undefined) == null) resolve(result);
      else reject(error);
    });
  });
}

/** The server's process of a connection, as its greeting says; `@types/pg` leaves it out. */
function backendOf(connection: PoolClient): number {
  return (connection as PoolClient & { readonly processID: number }).processID;
}
