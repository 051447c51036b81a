import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DemoError } from './options.ts';

/** Pictures per second of every film the simulated cameras play. */
export const FILM_FPS = 10;

/**
 * A film of the user's as the simulated cameras need it: H.264 Annex B, 10 pictures a second, at most 1280 wide,
 * a keyframe every two seconds with its parameter sets, no B-frames. Made once and kept in `directory`.
 *
 * @throws DemoError when there is no such film or ffmpeg cannot read it
 */
export async function prepareOwnFilm(film: string, directory: string, ffmpeg: string): Promise<string> {
  const facts = await stat(film).catch(() => null);
  if (!facts?.isFile()) throw new DemoError(`there is no film ${film}`);
  const name = createHash('sha256').update(`${film} ${facts.size} ${facts.mtimeMs}`).digest('hex').slice(0, 16);
  const target = join(directory, `${name}.h264`);
  const made = await access(target).then(
    () => true,
    () => false,
  );
  if (made) return target;
  await mkdir(directory, { recursive: true });
  const part = `${target}.part`;
  const input = `-nostdin -v error -y -i`.split(' ');
  const filter = ['-vf', `fps=${FILM_FPS},scale='min(1280,iw)':-2`, '-pix_fmt', 'yuv420p'];
  const codec = `-c:v libx264 -profile:v main -preset fast -crf 23 -bf 0 -g ${2 * FILM_FPS}`.split(' ');
  const output = `-bsf:v dump_extra=freq=keyframe -f h264`.split(' ');
  await run(ffmpeg, [...input, film, '-an', '-map', '0:v:0', ...filter, ...codec, ...output, part]).catch(
    (error: Error) => {
      throw new DemoError(`ffmpeg cannot make a camera's film of ${basename(film)}: ${error.message}`, {
        cause: error,
      });
    },
  );
  await rename(part, target);
  return target;
}

function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-2000);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(complaint.trim().split('\n').at(-1) ?? `exit code ${code}`));
    });
  });
}
