// What is built, and how the built code finds its files:
// - each process is one bundle, dist/<process>.js; packages stay in node_modules. The detector's thread is dist/detector-worker.js.
// - the console is dist/web/.
// - store/migrations/*.sql is copied to dist/migrations/, ingest/models/*.json to dist/models/. Code that reads them says
//   `new URL('./migrations/', import.meta.url)` in a file directly in store/, `new URL('./models/', import.meta.url)` in one
//   directly in ingest/: true of the source and of the bundle. Likewise `../.cache/` from demo/ and from dist/.
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRoot } from './places.mjs';
import { runProgram } from './program.mjs';
import { startProgress } from './say.mjs';
import { SetupError } from './setup-error.mjs';
import { isThere } from './verified-file.mjs';

const ENTRIES = {
  'edge-agent': 'edge-agent/main.ts',
  ingest: 'ingest/main.ts',
  'detector-worker': 'ingest/edges/detector-worker.ts',
  analytics: 'analytics/main.ts',
  gateway: 'gateway/main.ts',
  city: 'gateway/city-main.ts',
  models: 'ingest/models-main.ts',
  demo: 'demo/main.ts',
  replay: 'demo/replay-main.ts',
};
const ASSETS = { migrations: 'store/migrations', models: 'ingest/models' };
const CONSOLE = 'web/index.html';
const SOURCES =
  'analytics contracts demo edge-agent gateway ingest process store web setup/build.mjs package-lock.json tsconfig.json vite.config.ts';

/**
 * Builds dist/ where the sources are not those it was last built from.
 *
 * @param {{ always?: boolean }} [options]
 * @throws {SetupError} with what the compiler said
 */
export async function build({ always = false } = {}) {
  const stamp = inRoot('dist', '.built-from');
  const sources = await sourcesHash();
  if (!always && (await readFile(stamp, 'utf8').catch(() => '')) === sources) return;

  const progress = startProgress('build of the processes and the console');
  await rm(stamp, { force: true });
  try {
    await Promise.all([bundleProcesses(), bundleConsole(), copyAssets()]);
    await writeFile(stamp, sources);
    progress.done();
  } catch (error) {
    progress.failed();
    throw new SetupError(`The build failed: ${error.message}`);
  }
}

async function bundleProcesses() {
  const present = [];
  for (const [out, source] of Object.entries(ENTRIES)) {
    if (await isThere(inRoot(source))) present.push({ in: inRoot(source), out });
    else await rm(inRoot('dist', `${out}.js`), { force: true });
  }
  const esbuild = await import('esbuild');
  await esbuild.build({
    entryPoints: present,
    outdir: inRoot('dist'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    logLevel: 'silent',
  });
}

/** In a process of its own: the bundler's memory would stay with whoever keeps the terminal for the demo. */
async function bundleConsole() {
  if (!(await isThere(inRoot(CONSOLE)))) return;
  const vite = inRoot('node_modules', 'vite', 'bin', 'vite.js');
  const config = ['--config', inRoot('vite.config.ts'), '--logLevel', 'warn'];
  const { code, stdout, stderr } = await runProgram(process.execPath, [vite, 'build', ...config], { cwd: inRoot() });
  if (code !== 0) throw new Error((stderr || stdout).trim());
}

async function copyAssets() {
  for (const [name, source] of Object.entries(ASSETS)) {
    await rm(inRoot('dist', name), { recursive: true, force: true });
    await mkdir(inRoot('dist'), { recursive: true });
    if (await isThere(inRoot(source))) await cp(inRoot(source), inRoot('dist', name), { recursive: true });
  }
}

/** One hash over the names and contents of everything dist/ is made from. */
async function sourcesHash() {
  const hash = createHash('sha256');
  for (const source of SOURCES.split(' ')) {
    for (const file of await filesIn(inRoot(source))) {
      hash
        .update(`${path.relative(inRoot(), file)}\0`)
        .update(await readFile(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

async function filesIn(place) {
  const entries = await readdir(place, { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (entries === undefined) return [place];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
