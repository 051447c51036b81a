import { accessSync, constants } from 'node:fs';
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { inCache, root } from './places.mjs';
import { runProgram } from './program.mjs';
import { explainFailure, SetupError } from './setup-error.mjs';

/** Few and quick repeats: where there is no network, npm's own would take a minute to say so. */
const PATIENCE = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];

/** Runs npm in the repository (whose `.npmrc` then holds). */
export function runNpm(args) {
  return runProgram('npm', [...args, ...PATIENCE], { cwd: root, env: npmEnvironment() });
}

/**
 * The error for an npm that failed.
 *
 * @param {string} doing as for {@link explainFailure}
 * @param {Awaited<ReturnType<typeof runNpm>>} result
 */
export function npmFailure(doing, { missing, stdout, stderr }) {
  if (missing) {
    return new SetupError('npm is not on PATH: install Node.js 20.20 or newer together with npm, and start again.');
  }
  return explainFailure(doing, `${stdout}\n${stderr}`);
}

/** A service user may have no home folder; npm then keeps its cache with ours. */
function npmEnvironment() {
  try {
    accessSync(homedir(), constants.W_OK);
    return process.env;
  } catch {
    return { ...process.env, npm_config_cache: inCache('npm') };
  }
}

/** Removes npm's cache where it was kept with ours; the next start needs none. */
export async function closeNpm() {
  await rm(inCache('npm'), { recursive: true, force: true });
}
