import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withDebianPackage } from './debian.mjs';
import { inCache } from './places.mjs';
import { runProgram } from './program.mjs';
import { say } from './say.mjs';
import { explainFailure, SetupError } from './setup-error.mjs';
import { isThere, placeWhole } from './verified-file.mjs';

const CLIENT = {
  name: 'postgresql-client-17',
  label: 'pg_dump and psql of PostgreSQL 17, to try backups with',
  known: [],
};
const PROGRAMS = ['pg_dump', 'pg_restore', 'psql'];

/**
 * Puts `pg_dump`, `pg_restore` and `psql` of the server's version into `.cache/postgres-client-17/bin`, for tests of
 * deploy/database: the packed server brings none, and those of the system are often older.
 *
 * @returns {Promise<string>} the folder with them, or an empty text where they cannot be had
 */
export async function preparePostgresClient() {
  const folder = inCache('postgres-client-17');
  const bin = path.join(folder, 'bin');
  if (await isThere(bin)) return bin;
  try {
    const { loader } = JSON.parse(await readFile(inCache('postgres-17', 'tree.json'), 'utf8'));
    await placeWhole(folder, 'unpacking pg_dump', (partial) =>
      withDebianPackage(CLIENT, async (deb) => {
        const unpacked = `${partial}.unpacked`;
        const result = await runProgram('dpkg-deb', ['-x', deb, unpacked]);
        if (result.missing) throw new SetupError('there is no dpkg-deb to unpack it with.', 'unavailable');
        if (result.code !== 0) throw explainFailure('unpacking pg_dump', result.stderr);
        await mkdir(path.join(partial, 'bin'), { recursive: true });
        await mkdir(path.join(partial, 'programs'));
        for (const name of PROGRAMS) {
          await rename(path.join(unpacked, 'usr/lib/postgresql/17/bin', name), path.join(partial, 'programs', name));
          await writeFile(path.join(partial, 'bin', name), starter(name, loader));
          await chmod(path.join(partial, 'bin', name), 0o755);
        }
        await rm(unpacked, { recursive: true, force: true });
      }),
    );
    return bin;
  } catch (error) {
    // One test less is no reason to run none.
    if (!(error instanceof SetupError)) throw error;
    say(`  ! backups will not be tried: ${error.message}`);
    return '';
  }
}

/** They want the packed server's client library, and where the system's C library is too old for it the private one. */
function starter(name, loader) {
  const tree = inCache('postgres-17');
  const program = inCache('postgres-client-17', 'programs', name);
  const libraries = [...(loader === undefined ? [] : ['glibc']), 'lib'].map((folder) => path.join(tree, folder));
  const command =
    loader === undefined
      ? `LD_LIBRARY_PATH='${libraries.join(':')}' exec '${program}' "$@"`
      : `exec '${path.join(tree, loader)}' --library-path '${libraries.join(':')}:/usr/lib/x86_64-linux-gnu:/usr/lib/aarch64-linux-gnu' '${program}' "$@"`;
  return `#!/bin/sh\n${command}\n`;
}
