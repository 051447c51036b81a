import { execFile } from 'node:child_process';
import { mkdtemp, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from 'vitest';

import type { AccessUnit } from '../../../edge-agent/core/video/access-unit.ts';
import { createSegmenter, type SegmentPiece } from '../../../edge-agent/core/video/segmenter.ts';
import { joinClip } from '../../../edge-agent/edges/clip.ts';
import { FFMPEG } from '../../demo/cameras/synthetic-film.ts';
import { tempDir } from '../../support/places.ts';
import { codedFilm, decodedPictures } from '../core/video/coded-film.ts';

let folder: string;
beforeAll(async () => {
  folder = await tempDir();
});

/** Files of half a second of film each. */
async function recorded(units: readonly AccessUnit[]): Promise<string[]> {
  const segmenter = createSegmenter(500);
  const pieces: SegmentPiece[] = [...units.flatMap((unit) => segmenter.add(unit)), ...segmenter.end()];
  const files: Uint8Array[][] = [];
  for (const piece of pieces) {
    if (piece.kind === 'begin') files.push([]);
    files.at(-1)?.push(piece.bytes);
  }
  const own = await mkdtemp(join(folder, 'recordings-'));
  const paths = files.map((_, index) => join(own, `${index}.mp4`));
  await Promise.all(files.map((bytes, index) => writeFile(paths[index] ?? '', Buffer.concat(bytes))));
  return paths;
}

/** Without ffmpeg: only what the agent records itself needs none. */
const joined = (recordings: readonly string[]) => joinClip('/no/ffmpeg', recordings, folder);

describe('a clip of recordings', () => {
  it.each([
    ['H.264', {}],
    ['H.264 with pictures out of order', { bFrames: 2 }],
    ['H.265', { codec: 'h265' as const }],
  ])('shows the pictures of the camera, all of them and unchanged: %s', async (_, recipe) => {
    const film = await codedFilm(recipe);
    const recordings = await recorded(film.units);
    expect(recordings.length).toBe(4);
    const clip = await joined(recordings);
    expect(await decodedPictures(clip.file)).toEqual(film.pictures);
    await clip.discard();
  });

  it('can be sought in, and tells how long it is', async () => {
    const film = await codedFilm();
    const clip = await joined(await recorded(film.units));
    const seek = ['-v', 'error', '-ss', '1.5', '-i', clip.file, '-c', 'copy', '-f', 'framecrc', '-'];
    const { stdout } = await promisify(execFile)(FFMPEG, seek);
    const times = stdout.split('\n').filter((line) => line.startsWith('0,'));
    // Of 20 pictures at 10 a second, with a keyframe every half second.
    expect(times.length).toBe(5);
    const { stderr } = await promisify(execFile)(FFMPEG, ['-i', clip.file, '-f', 'null', '-']);
    expect(stderr).toMatch(/Duration: 00:00:01\.9\d|Duration: 00:00:02\.0/);
    await clip.discard();
  });

  it('takes what there is of a recording that is still being written', async () => {
    const film = await codedFilm();
    const recordings = await recorded(film.units);
    const last = recordings.at(-1) ?? '';
    const { size } = await stat(last);
    await truncate(last, size - 10);
    const clip = await joined(recordings);
    expect(await decodedPictures(clip.file)).toEqual(film.pictures.slice(0, -1));
    await clip.discard();
  });

  it('of nothing that can be played is refused, and leaves nothing behind', async () => {
    const file = join(folder, 'senseless.mp4');
    await writeFile(file, 'no film at all');
    await expect(joined([file])).rejects.toThrow('no recordings');
    expect((await readdir(folder)).filter((name) => /^clip-\w{6}$/.test(name))).toEqual([]);
  });
});
