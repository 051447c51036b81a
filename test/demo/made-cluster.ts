import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import pino from 'pino';
import { startDatabase } from '../../demo/database.ts';
import { tempDir } from '../support/places.ts';

/**
 * Makes a cluster once, for `beforeAll`, and returns what copies it: each call is a folder whose database was started
 * and stopped before. To make a cluster takes seconds of a processor, to copy it none.
 */
export async function makeCluster(): Promise<() => Promise<string>> {
  const made = await tempDir();
  const database = await startDatabase({ dir: made, log: pino({ level: 'silent' }) });
  await database.stop();
  return async () => {
    const dir = await tempDir();
    for (const part of ['data', 'password']) {
      // Owners are kept, which Node's own copy does not do: as root, the database belongs to another user.
      await promisify(execFile)('cp', ['-a', path.join(made, part), dir]);
    }
    return dir;
  };
}
