import { readdir, readFile, rm } from 'node:fs/promises';
import { npmFailure, runNpm } from './npm.mjs';
import { inRoot } from './places.mjs';
import { startProgress } from './say.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * Installs the npm packages of package-lock.json where node_modules is not already exactly that.
 * Install scripts do not run (`.npmrc` says so); what the packages' scripts would do and we need is done elsewhere.
 */
export async function preparePackages() {
  const wanted = await lockedPackages(inRoot('package-lock.json'));
  const present = await lockedPackages(inRoot('node_modules', '.package-lock.json'));
  if (wanted === undefined)
    throw new SetupError('package-lock.json is missing or damaged: get it from the repository again.');
  if (isInstalled(wanted, present)) return;

  const count = [...wanted.values()].filter(({ optional }) => !optional).length;
  const progress = startProgress(`npm packages (about ${count}, 600 MB on disk)`);
  const watch = setInterval(() => {
    installedCount().then(
      (done) => progress.share(done / count),
      () => undefined,
    );
  }, 300);
  try {
    const result = await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
    // On a full disk npm warns, writes empty files and reports success.
    if (result.code !== 0 || /TAR_ENTRY_ERROR|ENOSPC/.test(result.stderr)) {
      // What npm leaves behind when it fails half-way looks like an installation.
      await rm(inRoot('node_modules', '.package-lock.json'), { force: true });
      throw npmFailure('installing the npm packages', result);
    }
    progress.done();
  } catch (error) {
    progress.failed();
    throw error;
  } finally {
    clearInterval(watch);
  }
}

/**
 * The packages of a lock file, by place.
 * npm keeps a lock file of its own in node_modules, written when an installation is whole: what is really there.
 */
async function lockedPackages(file) {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  try {
    return new Map(Object.entries(JSON.parse(text ?? '').packages).filter(([place]) => place !== ''));
  } catch {
    return undefined;
  }
}

/**
 * Whether what is installed is what the lock file asks for. Optional packages for other machines may be absent.
 *
 * @param {Map<string, { version: string, integrity?: string, optional?: boolean }>} wanted
 * @param {Map<string, { version: string, integrity?: string }> | undefined} present
 */
export function isInstalled(wanted, present) {
  if (present === undefined) return false;
  for (const [place, { version, integrity, optional }] of wanted) {
    const there = present.get(place);
    if (there === undefined ? optional !== true : there.version !== version || there.integrity !== integrity) {
      return false;
    }
  }
  return [...present.keys()].every((place) => wanted.has(place));
}

async function installedCount() {
  const names = await readdir(inRoot('node_modules'));
  const scoped = await Promise.all(
    names.filter((name) => name.startsWith('@')).map((scope) => readdir(inRoot('node_modules', scope))),
  );
  return names.filter((name) => !/^[@.]/.test(name)).length + scoped.flat().length;
}
