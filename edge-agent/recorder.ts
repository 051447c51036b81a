import { rm, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';

import type { Clock } from './core/clock.ts';
import { type HeldSpan, isHeld, type Recorded, roomFor, surplus } from './core/recording-ring.ts';
import { SEGMENT_S } from './core/stream-arguments.ts';
import type { AccessUnit } from './core/video/access-unit.ts';
import { createSegmenter, type SegmentPiece } from './core/video/segmenter.ts';
import { openRecordingFiles, type RecordingFiles } from './edges/recording-file.ts';
import { openRecordings } from './edges/recordings.ts';
import type { AgentSettings } from './env.ts';

/** One camera's recording. */
export type CameraRecording = {
  /** Keeps a coded picture, while anything is recorded. */
  readonly add: (unit: AccessUnit) => void;
  /** The stream ended: what comes next is another one. */
  readonly interrupt: () => void;
  /** Where ffmpeg writes when it reads a camera itself; undefined while nothing is recorded. */
  readonly folder: () => string | undefined;
  /** ffmpeg said that the disk refused. */
  readonly diskFull: () => void;
};

/** Keeps the last minutes of all cameras on disk, within bounds of time, bytes and free space. */
export type Recorder = {
  readonly recordingOf: (cameraId: string) => CameraRecording;
  readonly list: (cameraId?: string) => Promise<readonly Recorded[]>;
  /** Bytes of all recordings and bytes free on their disk, as of the last sweep; whether nothing is recorded for want of room. */
  readonly disk: () => { readonly bytes: number; readonly freeBytes: number; readonly paused: boolean };
  /** From now on exactly these times are kept, whatever their age. */
  readonly hold: (held: readonly HeldSpan[]) => void;
  /** Deletes what is too old or too much. Call every few seconds. */
  readonly sweep: () => Promise<void>;
  /** Resolves when what was recorded last is written. */
  readonly settled: () => Promise<void>;
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
  let held: readonly HeldSpan[] = [];
  const closing = new Set<Promise<void>>();
  let disk = { bytes: 0, freeBytes: await recordings.freeBytes() };
  let spaceIsLow = disk.freeBytes < recordLeaveBytes;

  const folderFor = (cameraId: string): string | undefined => {
    if (keepMs === 0 || spaceIsLow || clock.steadyMs() < pausedUntilMs) return undefined;
    try {
      return recordings.folderOf(cameraId);
    } catch (error) {
      log.error({ cameraId, problem: String(error) }, 'no folder for recordings; this camera is not recorded');
      return undefined;
    }
  };
  /** The disk refused: looking at pictures goes on, recording is tried again later. */
  const pause = (): void => {
    if (clock.steadyMs() >= pausedUntilMs) log.error('the disk is full: cameras are not recorded for a while');
    pausedUntilMs = clock.steadyMs() + PAUSE_MS;
  };

  const recordingOf = (cameraId: string): CameraRecording => {
    const segmenter = createSegmenter(SEGMENT_S * 1000);
    let files: RecordingFiles | undefined;
    const openFiles = (folder: string): RecordingFiles =>
      openRecordingFiles(folder, (error) => {
        log.error({ cameraId, problem: String(error) }, 'a recording could not be written');
        if (/ENOSPC|EDQUOT/.test(String(error))) pause();
      });
    const finish = (pieces: readonly SegmentPiece[]): void => {
      pieces.forEach((piece) => files?.write(piece));
      const closed = files?.close();
      files = undefined;
      if (closed === undefined) return;
      closing.add(closed);
      void closed.finally(() => closing.delete(closed));
    };
    return {
      add(unit) {
        for (const piece of segmenter.add(unit)) {
          if (piece.kind === 'begin') {
            // Asked once per file: whether there is room, and whether the folder is still there.
            const folder = folderFor(cameraId);
            if (folder === undefined) finish([]);
            else files ??= openFiles(folder);
          }
          files?.write(piece);
        }
      },
      interrupt: () => finish(segmenter.end()),
      folder: () => folderFor(cameraId),
      diskFull: pause,
    };
  };

  return {
    recordingOf,
    list: recordings.list,
    disk: () => ({ ...disk, paused: spaceIsLow || clock.steadyMs() < pausedUntilMs }),
    hold: (spans) => void (held = spans),
    async sweep() {
      const recorded = await recordings.list();
      const freeBytes = await recordings.freeBytes();
      const missing = Math.max(0, recordLeaveBytes - freeBytes);
      const bytes = recorded.reduce((sum, one) => sum + one.bytes, 0);
      const maxBytes = roomFor({ mostBytes: recordMaxBytes, leaveBytes: recordLeaveBytes }, bytes, freeBytes);
      disk = { bytes, freeBytes };
      const gone = surplus(recorded, { keepMs, maxBytes }, clock.wallMs(), held);
      const lost = gone.filter((one) => isHeld(one, held));
      if (lost.length > 0) log.error({ files: lost.length }, 'recordings held for a case are removed for want of room');
      for (const one of gone) await recordings.remove(one);
      const low = missing > bytes;
      if (low !== spaceIsLow) log.warn({ low }, low ? 'disk space is low: no recording' : 'recording goes on');
      spaceIsLow = low;
    },
    settled: async () => void (await Promise.all(closing)),
  };
}

/** Clips that were being put together when the process was killed. */
async function removeLeftClips(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith('clip-')) await rm(join(folder, name), { recursive: true, force: true });
  }
}
