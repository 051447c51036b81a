import { openDatabase, type Database } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { undoLater } from '../support/cleanup.ts';
import { createDatabase } from '../support/database.ts';

/** A database of its own with the schema in it, closed and removed when the test or file ends. */
export async function migratedDatabase(): Promise<{ readonly database: Database; readonly url: string }> {
  const { url } = await createDatabase();
  const database = openDatabase({ url, name: 'test', onError: () => undefined });
  undoLater(() => database.end());
  await migrate(database);
  return { database, url };
}
