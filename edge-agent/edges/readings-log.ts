import { mkdir, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import type { Reading } from '../../contracts/telemetry.ts';
import { formatReadingLine, type NumberedReading } from '../core/reading-line.ts';
import { createSegment, listSegments, parseLines, readText, findEnd, replaceFile } from './readings-segments.ts';
import { writeWhole } from './write-whole.ts';

/**
 * The agent's store of readings on disk: append-only segments of numbered lines, kept until ingest confirms them.
 *
 * Written and synced to the disk in groups, at most once a second: a reading is sent only after that, so no number is ever given twice.
 * A killed process loses nothing that was flushed; a power cut at most what was taken since the last flush.
 * Bounded: when full it takes no more and counts what it refused (`lost`). What was taken once is never given up for newer.
 */
export type ReadingsLog = {
  /** Changes when the store was made anew; numbers begin at 1 then. */
  readonly epoch: string;
  /** Takes readings in; they are on disk after the next `flush`. Returns how many were refused because the store is full. */
  readonly add: (readings: readonly Reading[]) => number;
  /** Writes and syncs what was taken in. When the disk refuses, it stays in memory and the promise rejects. */
  readonly flush: () => Promise<void>;
  /** Readings on disk after a number, in order. */
  readonly read: (after: number, limit: number) => Promise<NumberedReading[]>;
  /** Gives up all readings up to a number. */
  readonly confirm: (upTo: number) => Promise<void>;
  readonly stats: () => ReadingsLogStats;
  readonly close: () => Promise<void>;
};

/** How the store stands. `lastSeq` is the newest number on disk, `full` 0..1 of the bound. */
export type ReadingsLogStats = {
  readonly lastSeq: number;
  readonly confirmedSeq: number;
  readonly waiting: number;
  readonly full: number;
  readonly lost: number;
  /** Lines that could not be read back: torn by a power cut, or a damaged disk. */
  readonly damagedLines: number;
};

/** Where the store lies and how large it may get. */
export type ReadingsLogOptions = {
  readonly folder: string;
  readonly maxBytes: number;
  readonly segmentBytes: number;
  /** Makes the name of a new epoch. */
  readonly newEpoch: () => string;
};

const TAIL = 2000;

/** Opens the store; a torn end is written over. @throws the file system's error when the folder cannot be used */
export async function openReadingsLog(options: ReadingsLogOptions): Promise<ReadingsLog> {
  const { folder, maxBytes, segmentBytes } = options;
  await mkdir(folder, { recursive: true });
  const pathOf = (file: string): string => join(folder, file);
  let segments = await listSegments(folder);
  const knownEpoch = await readText(pathOf('epoch'));
  const isNew = knownEpoch === '' || segments.length === 0;
  const epoch = isNew ? options.newEpoch() : knownEpoch;
  if (isNew) {
    // What lies here without an epoch cannot be told from what was sent under another one.
    for (const segment of segments) await rm(pathOf(segment.file), { force: true });
    segments = [];
    await rm(pathOf('confirmed'), { force: true });
    await replaceFile(pathOf('epoch'), epoch);
    segments.push(await createSegment(folder, 1));
  }

  let damagedLines = 0;
  let lost = 0;
  let active = segments.at(-1) ?? (await createSegment(folder, 1));
  let handle: FileHandle = await open(pathOf(active.file), 'r+');
  const end = await findEnd(handle, active);
  damagedLines += end.damaged;
  let lastSeq = end.lastSeq;
  let confirmedSeq = Math.min(lastSeq, Math.max(Number(await readText(pathOf('confirmed'))) || 0, firstWaiting() - 1));
  let savedConfirmed = confirmedSeq;
  let pending: NumberedReading[] = [];
  let pendingBytes = 0;
  let tail: NumberedReading[] = [];
  let work: Promise<void> = Promise.resolve();

  function firstWaiting(): number {
    return segments[0]?.firstSeq ?? 1;
  }
  const bytes = (): number => segments.reduce((sum, segment) => sum + segment.bytes, pendingBytes);

  /** One thing at a time touches the files. A failure is the caller's, not the next one's. */
  const inOrder = <T>(task: () => Promise<T>): Promise<T> => {
    const result = work.then(task);
    work = result.then(
      () => {},
      () => {},
    );
    return result;
  };

  const startSegment = async (firstSeq: number): Promise<void> => {
    const segment = await createSegment(folder, firstSeq);
    await handle.close();
    handle = await open(pathOf(segment.file), 'r+');
    active = segment;
    segments.push(segment);
  };

  const writePending = async (): Promise<void> => {
    if (savedConfirmed !== confirmedSeq) {
      await replaceFile(pathOf('confirmed'), String(confirmedSeq));
      savedConfirmed = confirmedSeq;
    }
    if (pending.length === 0) return;
    const group = pending;
    const firstSeq = group[0]?.seq ?? 0;
    if (active.bytes >= segmentBytes) await startSegment(firstSeq);
    const text = Buffer.from(group.map(formatReadingLine).join(''));
    // Always at the known end: a write that failed half-way is written over.
    await writeWhole(handle, text, active.bytes);
    await handle.truncate(active.bytes + text.length);
    await handle.datasync();
    active.bytes += text.length;
    pending = pending.slice(group.length);
    pendingBytes -= text.length;
    lastSeq = group.at(-1)?.seq ?? lastSeq;
    tail = [...tail, ...group].slice(-TAIL);
  };

  return {
    epoch,
    add(readings) {
      let refused = 0;
      for (const reading of readings) {
        const numbered = { ...reading, seq: (pending.at(-1)?.seq ?? lastSeq) + 1 };
        const size = formatReadingLine(numbered).length;
        if (bytes() + size > maxBytes) {
          refused++;
          continue;
        }
        pending.push(numbered);
        pendingBytes += size;
      }
      lost += refused;
      return refused;
    },
    flush: () => inOrder(writePending),
    read: (after, limit) =>
      inOrder(async () => {
        const from = Math.max(after, confirmedSeq);
        if (tail.length > 0 && from >= (tail[0]?.seq ?? 0) - 1) {
          return tail.filter((reading) => reading.seq > from).slice(0, limit);
        }
        const found: NumberedReading[] = [];
        for (const [i, segment] of segments.entries()) {
          const next = segments[i + 1];
          if (next !== undefined && next.firstSeq <= from + 1) continue;
          const lines = parseLines(await readFile(pathOf(segment.file), 'latin1'));
          for (const reading of lines.readings) {
            // Beyond `lastSeq` lies what the disk has not said to keep.
            if (reading.seq > from && reading.seq <= lastSeq && found.length < limit) found.push(reading);
          }
          if (found.length >= limit) break;
        }
        return found;
      }),
    confirm: (upTo) =>
      inOrder(async () => {
        confirmedSeq = Math.max(confirmedSeq, Math.min(upTo, lastSeq));
        tail = tail.filter((reading) => reading.seq > confirmedSeq);
        // The newest segment always stays: its name and lines say which number is next.
        while (segments.length > 1 && (segments[1]?.firstSeq ?? Infinity) <= confirmedSeq + 1) {
          const [done] = segments.splice(0, 1);
          if (done !== undefined) await rm(pathOf(done.file), { force: true });
        }
      }),
    stats: () => ({
      lastSeq,
      confirmedSeq,
      waiting: lastSeq - confirmedSeq + pending.length,
      full: Math.min(1, bytes() / maxBytes),
      lost,
      damagedLines,
    }),
    close: () =>
      inOrder(async () => {
        try {
          await writePending();
        } finally {
          await handle.close();
        }
      }),
  };
}
