import type { QueryResult } from 'pg';
import type { Queryable } from './database.ts';

/**
 * For reads only: what is asked while the same is being answered is answered along with it, as a page's questions about
 * one period ask for the same account of gaps, names and settings. Nothing is kept once it is answered.
 *
 * @returns what statements with text and values may be sent to; rows are shared, lists of them are each reader's own.
 */
export function sharedReads(connection: Queryable): Queryable {
  const asked = new Map<string, Promise<QueryResult>>();
  const query = async (text: string, values: unknown[] = []): Promise<QueryResult> => {
    const name = JSON.stringify([text, values]);
    const answer =
      asked.get(name) ??
      connection.query(text, values).finally(() => {
        asked.delete(name);
      });
    asked.set(name, answer);
    const result = await answer;
    return { ...result, rows: [...(result.rows as unknown[])] };
  };
  // Of the many ways to send a statement, reads of history use this one.
  return { query: query as Queryable['query'] };
}
