import { mkdirSync } from 'node:fs';
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

import type { Recorded } from '../core/recording-ring.ts';

/** The recordings of all cameras on disk: one folder per camera, files named by when they begin (and how they are coded). */
export type Recordings = {
  /** The folder ffmpeg writes a camera's recording to; made if it is not there. */
  readonly folderOf: (cameraId: string) => string;
  /** @param cameraId only of this camera */
  readonly list: (cameraId?: string) => Promise<Recorded[]>;
  readonly remove: (recorded: Recorded) => Promise<void>;
  /** Bytes this user may still write on that disk. */
  readonly freeBytes: () => Promise<number>;
};

/** @throws the file system's error when the folder cannot be made */
export async function openRecordings(folder: string): Promise<Recordings> {
  await mkdir(folder, { recursive: true });
  return {
    folderOf(cameraId) {
      const path = join(folder, cameraId);
      mkdirSync(path, { recursive: true });
      return path;
    },
    async list(only) {
      const recorded: Recorded[] = [];
      const cameras = await readdir(folder);
      for (const cameraId of only === undefined ? cameras : cameras.filter((id) => id === only)) {
        for (const name of await readdir(join(folder, cameraId)).catch(() => [])) {
          const begins = recordingOfName(name);
          if (begins === undefined) continue;
          const file = join(folder, cameraId, name);
          // A file may be gone since the folder was read.
          const facts = await stat(file).catch(() => undefined);
          if (facts === undefined) continue;
          recorded.push({ cameraId, file, ...begins, toMs: facts.mtimeMs, bytes: facts.size });
        }
      }
      return recorded;
    },
    remove: ({ file }) => rm(file, { force: true }),
    async freeBytes() {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
  };
}

/** Files of ours are named by the millisecond and their format; those of ffmpeg by the second. */
function recordingOfName(name: string): { readonly fromMs: number; readonly format: string } | undefined {
  const own = /^(\d{12,14})-([0-9a-f]{8})\.mp4$/.exec(name);
  if (own !== null) return { fromMs: Number(own[1]), format: own[2] ?? '' };
  const seconds = /^(\d{9,11})\.ts$/.exec(name)?.[1];
  return seconds === undefined ? undefined : { fromMs: Number(seconds) * 1000, format: 'ts' };
}
