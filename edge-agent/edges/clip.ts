import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A clip in a folder of its own, until it is let go. */
export type Clip = { readonly file: string; readonly discard: () => Promise<void> };

const CUT_WITHIN_MS = 60_000;

/**
 * Joins recordings to one MP4 that plays while it loads. The pictures are copied as the camera coded them.
 * @param folder where the clip may lie; on the recordings' disk
 * @throws Error when ffmpeg cannot read them or the disk is full
 */
export async function joinClip(program: string, recordings: readonly string[], folder: string): Promise<Clip> {
  const own = await mkdtemp(join(folder, 'clip-'));
  const discard = (): Promise<void> => rm(own, { recursive: true, force: true });
  try {
    const list = join(own, 'list.txt');
    const file = join(own, 'clip.mp4');
    await writeFile(list, recordings.map((path) => `file '${path.replaceAll("'", "'\\''")}'\n`).join(''));
    const input = ['-v', 'error', '-nostdin', '-f', 'concat', '-safe', '0', '-i', list];
    await promisify(execFile)(program, [...input, '-c', 'copy', '-movflags', '+faststart', file], {
      timeout: CUT_WITHIN_MS,
    });
    return { file, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}
