import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { AccessUnit, VideoCodec } from '../../../../edge-agent/core/video/access-unit.ts';
import { FFMPEG } from '../../../demo/cameras/synthetic-film.ts';
import { tempDir } from '../../../support/places.ts';

/** A film as a camera would send it, and the pictures that come out of it when ffmpeg itself decodes it. */
export type CodedFilm = { readonly units: readonly AccessUnit[]; readonly pictures: readonly string[] };

/** How it is encoded. */
export type CodedFilmRecipe = {
  readonly codec?: VideoCodec;
  /** Filters and inputs of ffmpeg's that give the pictures, instead of its moving test picture of `size` and `fps`. */
  readonly source?: readonly string[];
  readonly size?: string;
  readonly bFrames?: number;
  readonly frames?: number;
  readonly fps?: number;
  readonly keyframeEvery?: number;
  readonly options?: readonly string[];
};

const run = promisify(execFile);
export const FIRST_TAKEN_MS = 1_700_000_000_000;

const made = new Map<string, Promise<CodedFilm>>();

/** Makes it with ffmpeg, each recipe once: nobody may change what is in it. */
export function codedFilm(recipe: CodedFilmRecipe = {}): Promise<CodedFilm> {
  const name = JSON.stringify(recipe);
  const film = made.get(name) ?? code(recipe);
  made.set(name, film);
  return film;
}

async function code(recipe: CodedFilmRecipe): Promise<CodedFilm> {
  const { codec = 'h264' } = recipe;
  const folder = await tempDir();
  const mp4 = join(folder, 'film.mp4');
  const raw = `${mp4}.raw`;
  await run(FFMPEG, ['-v', 'error', '-y', ...encoding(recipe), mp4]);
  const filter = codec === 'h264' ? 'h264_mp4toannexb,dump_extra=freq=keyframe' : 'hevc_mp4toannexb';
  await run(FFMPEG, [
    '-v',
    'error',
    '-y',
    '-i',
    mp4,
    '-c',
    'copy',
    '-bsf:v',
    filter,
    '-f',
    codec === 'h264' ? 'h264' : 'hevc',
    raw,
  ]);
  const packets = await run(FFMPEG, ['-v', 'error', '-i', mp4, '-c', 'copy', '-f', 'framecrc', '-']);
  const [, timescale = '1'] = /^#tb 0: 1\/(\d+)$/m.exec(packets.stdout) ?? [];
  const times = packets.stdout
    .split('\n')
    .filter((line) => line.startsWith('0,'))
    .map((line) => Math.round((Number(line.split(',')[2]) * 90_000) / Number(timescale)));
  const first = Math.min(...times);
  const units = splitUnits(await readFile(raw), codec).map((nals, i) => {
    const mediaTime = (times[i] ?? 0) - first + 77_000;
    return { codec, nals, isKey: isKey(nals, codec), mediaTime, takenMs: FIRST_TAKEN_MS + (mediaTime - 77_000) / 90 };
  });
  return { units, pictures: await decodedPictures(mp4) };
}

/** The same without the pictures, for a fifth of the work: a picture each `1 / fps` seconds, in the order of coding. */
export async function codedUnits(recipe: CodedFilmRecipe): Promise<readonly AccessUnit[]> {
  const { codec = 'h264', fps = 10 } = recipe;
  const format = codec === 'h264' ? ['-bsf:v', 'dump_extra=freq=keyframe', '-f', 'h264'] : ['-f', 'hevc'];
  const { stdout } = await run(FFMPEG, ['-v', 'error', ...encoding(recipe), ...format, '-'], {
    encoding: 'buffer',
    maxBuffer: 1e8,
  });
  return splitUnits(stdout, codec).map((nals, i) => {
    const mediaTime = Math.round((i * 90_000) / fps);
    return { codec, nals, isKey: isKey(nals, codec), mediaTime, takenMs: FIRST_TAKEN_MS + mediaTime / 90 };
  });
}

function encoding(recipe: CodedFilmRecipe): string[] {
  const { codec = 'h264', size = '320x180', bFrames = 0, frames = 20, fps = 10, keyframeEvery = 5 } = recipe;
  const encoder =
    codec === 'h264'
      ? ['-c:v', 'libx264', '-preset', 'veryfast', '-sc_threshold', '0', '-bf', String(bFrames)]
      : [
          '-c:v',
          'libx265',
          '-preset',
          'ultrafast',
          '-x265-params',
          `log-level=none:bframes=${bFrames}:repeat-headers=1`,
        ];
  const input = recipe.source ?? ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${fps}`];
  const options = ['-g', String(keyframeEvery), '-pix_fmt', 'yuv420p', ...(recipe.options ?? [])];
  return [...input, '-frames:v', String(frames), ...encoder, ...options];
}

/** What ffmpeg shows of a film, a line a picture in the order of showing: MD5 of its bytes. */
export async function decodedPictures(file: string): Promise<string[]> {
  const { stdout, stderr } = await run(FFMPEG, ['-v', 'error', '-i', file, '-f', 'framemd5', '-'], {
    maxBuffer: 1e7,
  });
  if (stderr !== '') throw new Error(stderr);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('0,'))
    .map((line) => line.split(',').at(-1)?.trim() ?? '');
}

function typeOf(nal: Uint8Array, codec: VideoCodec): number {
  return codec === 'h264' ? (nal[0] ?? 0) & 0x1f : ((nal[0] ?? 0) >> 1) & 0x3f;
}

const isSlice = (nal: Uint8Array, codec: VideoCodec): boolean =>
  codec === 'h264' ? [1, 5].includes(typeOf(nal, codec)) : typeOf(nal, codec) < 32;

function isKey(nals: readonly Uint8Array[], codec: VideoCodec): boolean {
  return nals.some((nal) => {
    const type = typeOf(nal, codec);
    return codec === 'h264' ? type === 5 : type >= 16 && type <= 21;
  });
}

/** The encoders here write one slice a picture, and nothing after it that belongs to it. */
function splitUnits(bytes: Buffer, codec: VideoCodec): Uint8Array[][] {
  const units: Uint8Array[][] = [];
  let unit: Uint8Array[] = [];
  let start = bytes.indexOf('000001', 0, 'hex');
  while (start >= 0) {
    const next = bytes.indexOf('000001', start + 3, 'hex');
    let end = next < 0 ? bytes.length : next;
    while (end > start + 3 && bytes[end - 1] === 0) end--;
    const nal = bytes.subarray(start + 3, end);
    const firstOfPicture = ((nal[codec === 'h264' ? 1 : 2] ?? 0) & 0x80) !== 0;
    if (isSlice(nal, codec) && !firstOfPicture) units.at(-1)?.push(nal);
    else unit.push(nal);
    if (isSlice(nal, codec) && firstOfPicture) {
      units.push(unit);
      unit = [];
    }
    start = next;
  }
  return units;
}
