import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';

import type { SegmentPiece } from '../core/video/segmenter.ts';
import { writeAllPieces } from './write-whole.ts';

/** Writes one camera's recording: files named by the moment in which they begin, epoch ms, and how their pictures are coded. */
export type RecordingFiles = {
  /** Never waits; written a little later, in order. */
  readonly write: (piece: SegmentPiece) => void;
  /** Resolves when all is on its way to the disk. */
  readonly close: () => Promise<void>;
};

/** What a disk that does not keep up may hold back in memory; beyond, the recording breaks off until the next file. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;
/** Written at once when so much has come together, else every second. */
const FLUSH_BYTES = 512 * 1024;
const FLUSH_MS = 1000;

/** @param onFailure the disk refused; nothing more is written until the next file begins */
export function openRecordingFiles(folder: string, onFailure: (error: unknown) => void): RecordingFiles {
  let waiting: SegmentPiece[] = [];
  let waitingBytes = 0;
  let file: FileHandle | undefined;
  let isBroken = false;
  let working: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const fail = (error: unknown): void => {
    if (!isBroken) onFailure(error);
    isBroken = true;
  };

  const writeAll = async (pieces: readonly SegmentPiece[]): Promise<void> => {
    let together: Uint8Array[] = [];
    const put = async (): Promise<void> => {
      if (file !== undefined && together.length > 0) await writeAllPieces(file, together);
      together = [];
    };
    for (const piece of pieces) {
      if (piece.kind === 'begin') {
        await put();
        await file?.close();
        file = undefined;
        file = await open(join(folder, `${Math.round(piece.fromMs)}-${piece.format}.mp4`), 'w');
      }
      together.push(piece.bytes);
    }
    await put();
  };

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const pieces = waiting;
    const bytes = waitingBytes;
    waiting = [];
    working = working.then(() => writeAll(pieces)).catch(fail);
    void working.then(() => {
      waitingBytes -= bytes;
    });
  };

  return {
    write(piece) {
      if (piece.kind === 'begin') isBroken = false;
      if (isBroken) return;
      if (waitingBytes > MOST_WAITING_BYTES) {
        fail(new Error('the disk does not keep up'));
        return;
      }
      waiting.push(piece);
      waitingBytes += piece.bytes.length;
      if (waitingBytes > FLUSH_BYTES) flush();
      else timer ??= setTimeout(flush, FLUSH_MS);
    },
    async close() {
      flush();
      await working;
      await file?.close();
      file = undefined;
    },
  };
}
