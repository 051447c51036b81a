import { execFile } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { filmHead, indexRecording, type RecordingIndex } from '../core/video/film.ts';
import { writeAllPieces } from './write-whole.ts';

/** A clip in a folder of its own, until it is let go. */
export type Clip = { readonly file: string; readonly discard: () => Promise<void> };

const CUT_WITHIN_MS = 60_000;

/**
 * Joins recordings of one format to one MP4 that plays while it loads. The pictures are copied as the camera coded them.
 * @param program ffmpeg, for recordings that it wrote itself
 * @param folder where the clip may lie; on the recordings' disk
 * @throws Error when they cannot be read or the disk is full
 */
export async function joinClip(program: string, recordings: readonly string[], folder: string): Promise<Clip> {
  const own = await mkdtemp(join(folder, 'clip-'));
  const discard = (): Promise<void> => rm(own, { recursive: true, force: true });
  try {
    const file = join(own, 'clip.mp4');
    if (recordings.every((path) => path.endsWith('.mp4'))) await joinOwn(recordings, file);
    else await joinByFfmpeg(program, recordings, file, own);
    return { file, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** One recording at a time in memory: seconds of one camera. */
async function joinOwn(recordings: readonly string[], file: string): Promise<void> {
  const indexed: { readonly path: string; readonly index: RecordingIndex }[] = [];
  for (const path of recordings) {
    const index = indexRecording(await readFile(path));
    if (index !== undefined) indexed.push({ path, index });
  }
  const clip = await open(file, 'wx');
  try {
    await writeAllPieces(clip, [filmHead(indexed.map(({ index }) => index))]);
    for (const { path, index } of indexed) {
      // It may have grown since: only what the head speaks of is taken.
      const bytes = await readFile(path);
      await writeAllPieces(
        clip,
        index.pictures.map(({ at, size }) => bytes.subarray(at, at + size)),
      );
    }
  } finally {
    await clip.close();
  }
}

async function joinByFfmpeg(program: string, recordings: readonly string[], file: string, own: string): Promise<void> {
  const list = join(own, 'list.txt');
  await writeFile(list, recordings.map((path) => `file '${path.replaceAll("'", "'\\''")}'\n`).join(''));
  const input = ['-v', 'error', '-nostdin', '-f', 'concat', '-safe', '0', '-i', list];
  await promisify(execFile)(program, [...input, '-c', 'copy', '-movflags', '+faststart', file], {
    timeout: CUT_WITHIN_MS,
  });
}
