import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { explainFailure, SetupError } from './setup-error.mjs';

/** The sha256 of a file as 64 hex digits. */
export async function sha256Of(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Whether something is at this path. */
export async function isThere(file) {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/**
 * Makes a file or folder under a temporary name beside its place and moves it there when it is whole,
 * so that a start cut short never leaves half of something that looks finished.
 *
 * @param {string} target
 * @param {string} doing for the error sentence, for example `unpacking the model`
 * @param {(partial: string) => Promise<void>} make writes to the path it is given
 */
export async function placeWhole(target, doing, make) {
  const partial = path.join(path.dirname(target), `.partial-${process.pid}-${path.basename(target)}`);
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await rm(partial, { recursive: true, force: true });
    await make(partial);
    await rm(target, { recursive: true, force: true });
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof SetupError || error.code === undefined) throw error;
    throw explainFailure(doing, error.message);
  }
}

/**
 * Refuses a file whose content is not the expected one.
 *
 * @param {string} what for the error sentence
 * @param {string} actual sha256
 * @param {string} expected sha256
 * @throws {SetupError}
 */
export function requireSha256(what, actual, expected) {
  if (actual !== expected) {
    throw new SetupError(
      `${what} is not what it should be (sha256 ${actual}, expected ${expected}), so it was thrown away; try again, and if it stays so, do not trust the source.`,
    );
  }
}
