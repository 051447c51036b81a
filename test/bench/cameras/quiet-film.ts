import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FILM_FPS } from '../../../demo/film.ts';
import { createNoise } from './sensor-noise.ts';

const WIDTH = 768;
const HEIGHT = 576;
const LUMA = WIDTH * HEIGHT;
const PICTURE = LUMA * 1.5;
const SECONDS = 75;
/** Pictures of the clip the empty scene is made of. */
const SAMPLES = 61;

/**
 * The clip's scene with nobody in it, as a camera would send it for a quiet while: the median of the clip, under light that
 * slowly comes and goes, with fresh noise in each picture as a sensor makes it, encoded as the clip is. H.264, made once and
 * kept in `path`. The light ends as it begins, so that the film can be repeated.
 */
export async function prepareQuietFilm(
  clip: string,
  path: string,
  ffmpeg: string,
  progress: (share: number) => void,
): Promise<void> {
  if (existsSync(path)) return;
  await mkdir(dirname(path), { recursive: true });
  const empty = medianOf(await samplesOf(clip, ffmpeg));
  const part = `${path}.part`;
  const encoder = spawn(ffmpeg, encoding(part), { stdio: ['pipe', 'ignore', 'inherit'] });
  const closed = once(encoder, 'close');
  const noise = createNoise(20_261_125);
  const pictures = SECONDS * FILM_FPS;
  for (let at = 0; at < pictures; at++) {
    const picture = underLight(empty, lightAt(at / pictures));
    noise.add(picture, LUMA);
    if (!encoder.stdin.write(picture)) await Promise.race([once(encoder.stdin, 'drain'), closed]);
    progress(at / pictures);
  }
  encoder.stdin.end();
  const [code] = (await closed) as [number | null];
  if (code !== 0) throw new Error(`the quiet film could not be encoded: ffmpeg ended with ${code}`);
  await rename(part, path);
}

/** As the clip is encoded (setup/film.mjs), but quicker. */
function encoding(to: string): string[] {
  const input = `-hide_banner -loglevel error -nostdin -y -f rawvideo -pix_fmt yuv420p -s ${WIDTH}x${HEIGHT} -r ${FILM_FPS} -i pipe:0`;
  const codec = `-c:v libx264 -profile:v main -preset veryfast -bf 0 -g ${2 * FILM_FPS} -keyint_min ${2 * FILM_FPS} -sc_threshold 0`;
  const rate = '-b:v 1M -maxrate 1.2M -bufsize 2M -bsf:v dump_extra=freq=keyframe -f h264';
  return [...`${input} ${codec} ${rate}`.split(' '), to];
}

/** A cloud that takes a sixth of the light over a minute, and a smaller one. @param share of the film, 0..1 */
function lightAt(share: number): number {
  const turn = 2 * Math.PI * share;
  return 1 - 0.08 * (1 - Math.cos(turn)) - 0.02 * (1 - Math.cos(3 * turn));
}

function underLight(scene: Uint8Array, light: number): Uint8Array {
  const picture = scene.slice();
  // Luma in the range of video, black at 16; colour is left as it is.
  for (let at = 0; at < LUMA; at++) picture[at] = 16 + ((scene[at] ?? 16) - 16) * light;
  return picture;
}

async function samplesOf(clip: string, ffmpeg: string): Promise<Uint8Array[]> {
  const every = `select='not(mod(n\\,13))'`;
  const args = `-v error -nostdin -i ${clip} -vf ${every} -frames:v ${SAMPLES} -fps_mode passthrough -pix_fmt yuv420p -f rawvideo -`;
  const child = spawn(ffmpeg, args.split(' '), { stdio: ['ignore', 'pipe', 'inherit'] });
  const parts: Buffer[] = [];
  for await (const part of child.stdout as AsyncIterable<Buffer>) parts.push(part);
  const bytes = Buffer.concat(parts);
  const count = Math.floor(bytes.length / PICTURE);
  if (count < SAMPLES / 2) throw new Error(`${clip} has too few pictures for a quiet film: ${count}`);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * PICTURE, (at + 1) * PICTURE));
}

function medianOf(pictures: readonly Uint8Array[]): Uint8Array {
  const values = new Uint8Array(pictures.length);
  return Uint8Array.from({ length: PICTURE }, (_, at) => {
    pictures.forEach((picture, n) => {
      values[n] = picture[at] ?? 0;
    });
    return values.sort()[values.length >> 1] ?? 0;
  });
}
