import { cp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openDatabase, type Database } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { undoLater } from '../support/cleanup.ts';
import { createDatabase } from '../support/database.ts';
import { repository, tempDir } from '../support/places.ts';

/** A database whose tables are as they are without TimescaleDB. */
export async function plainDatabase(): Promise<Database> {
  const { url } = await createDatabase();
  const database = openDatabase({ url, name: 'test', onError: () => undefined });
  undoLater(() => database.end());
  const dir = await tempDir();
  await cp(path.join(repository, 'store/migrations'), dir, { recursive: true });
  for (const name of await readdir(dir)) if (name.includes('.timescale.')) await rm(path.join(dir, name));
  await migrate(database, pathToFileURL(`${dir}/`));
  return database;
}
