import { rm, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';

import type { Clock } from './core/clock.ts';
import { type Recorded, surplus } from './core/recording-ring.ts';
import { openRecordings } from './edges/recordings.ts';
import type { AgentSettings } from './env.ts';

/** Keeps the last minutes of all cameras on disk, within bounds of time, bytes and free space. */
export type Recorder = {
  /** Where a camera's recording goes; undefined while nothing is recorded. */
  readonly folderFor: (cameraId: string) => string | undefined;
  /** The disk refused: looking at pictures goes on, recording is tried again later. */
  readonly pause: () => void;
  readonly list: () => Promise<readonly Recorded[]>;
  /** Deletes what is too old or too much. Call every few seconds. */
  readonly sweep: () => Promise<void>;
};

const PAUSE_MS = 300_000;

/** @throws the file system's error when the folder cannot be made */
export async function createRecorder({
  settings,
  clock,
  log,
}: {
  readonly settings: Pick<AgentSettings, 'dataDir' | 'recordKeepMs' | 'recordMaxBytes' | 'recordLeaveBytes'>;
  readonly clock: Clock;
  readonly log: Logger;
}): Promise<Recorder> {
  const { recordKeepMs: keepMs, recordMaxBytes, recordLeaveBytes } = settings;
  const recordings = await openRecordings(join(settings.dataDir, 'recordings'));
  await removeLeftClips(settings.dataDir);
  let pausedUntilMs = -Infinity;
  let spaceIsLow = (await recordings.freeBytes()) < recordLeaveBytes;

  return {
    folderFor(cameraId) {
      if (keepMs === 0 || spaceIsLow || clock.steadyMs() < pausedUntilMs) return undefined;
      try {
        return recordings.folderOf(cameraId);
      } catch (error) {
        log.error({ cameraId, problem: String(error) }, 'no folder for recordings; this camera is not recorded');
        return undefined;
      }
    },
    pause() {
      if (clock.steadyMs() >= pausedUntilMs) log.error('the disk is full: cameras are not recorded for a while');
      pausedUntilMs = clock.steadyMs() + PAUSE_MS;
    },
    list: recordings.list,
    async sweep() {
      const recorded = await recordings.list();
      const missing = Math.max(0, recordLeaveBytes - (await recordings.freeBytes()));
      const bytes = recorded.reduce((sum, one) => sum + one.bytes, 0);
      const maxBytes = Math.max(0, Math.min(recordMaxBytes, bytes - missing));
      for (const one of surplus(recorded, { keepMs, maxBytes }, clock.wallMs())) await recordings.remove(one);
      const low = missing > bytes;
      if (low !== spaceIsLow) log.warn({ low }, low ? 'disk space is low: no recording' : 'recording goes on');
      spaceIsLow = low;
    },
  };
}

/** Clips that were being put together when the process was killed. */
async function removeLeftClips(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith('clip-')) await rm(join(folder, name), { recursive: true, force: true });
  }
}
