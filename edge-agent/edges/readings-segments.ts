import { open, readdir, readFile, rename, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { type NumberedReading, parseReadingLine } from '../core/reading-line.ts';

/** One file of the readings' store; its name is the number of its first reading. */
export type Segment = { readonly firstSeq: number; readonly file: string; bytes: number };

/** The segments in a folder, oldest first. */
export async function listSegments(folder: string): Promise<Segment[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{16}\.log$/.test(name)).toSorted();
  const segments: Segment[] = [];
  for (const file of names) {
    const handle = await open(join(folder, file), 'r');
    segments.push({ file, firstSeq: Number(file.slice(0, 16)), bytes: (await handle.stat()).size });
    await handle.close();
  }
  return segments;
}

/** Makes an empty segment that survives a power cut from now on. */
export async function createSegment(folder: string, firstSeq: number): Promise<Segment> {
  const file = `${String(firstSeq).padStart(16, '0')}.log`;
  const handle = await open(join(folder, file), 'w');
  await handle.sync();
  await handle.close();
  await syncFolder(folder);
  return { file, firstSeq, bytes: 0 };
}

/**
 * Finds where a segment's whole lines end (the next write goes there, over a torn last line), and the last number given.
 */
export async function findEnd(handle: FileHandle, segment: Segment): Promise<{ lastSeq: number; damaged: number }> {
  const text = await handle.readFile('latin1');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const { readings, damaged } = parseLines(whole);
  segment.bytes = whole.length;
  // Counted, not read from the last line: that may be a damaged one, and its number was given all the same.
  const lastSeq = segment.firstSeq - 1 + readings.length + damaged;
  return { lastSeq, damaged: damaged + (whole.length < text.length ? 1 : 0) };
}

/** The readings in a segment's text, and how many of its lines cannot be read. */
export function parseLines(text: string): { readings: NumberedReading[]; damaged: number } {
  const readings: NumberedReading[] = [];
  let damaged = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const reading = parseReadingLine(line);
    if (reading === undefined) damaged++;
    else readings.push(reading);
  }
  return { readings, damaged };
}

/** A small file's text without space around it; empty when it is not there. */
export async function readText(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    return '';
  }
}

/** Replaces a small file so that either the old or the new one is there after a power cut. */
export async function replaceFile(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { flush: true });
  await rename(`${file}.new`, file);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
