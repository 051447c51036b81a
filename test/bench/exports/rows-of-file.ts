import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Unzip, UnzipInflate } from 'fflate';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import type { ExportFormat } from '../../../contracts/exports.ts';

/** Rows a saved file holds. @throws where it ends short */
export function rowsOfFile(format: ExportFormat, path: string): Promise<number> {
  switch (format) {
    case 'csv':
      return countIn(createReadStream(path), '\r\n').then((lines) => lines - 1);
    case 'geojson':
      return featuresOf(path);
    case 'parquet':
      return asyncBufferFromFile(path)
        .then(parquetMetadataAsync)
        .then(({ num_rows }) => Number(num_rows));
    case 'xlsx':
      return sheetRows(path);
  }
}

async function featuresOf(path: string): Promise<number> {
  const file = await open(path);
  const { size } = await file.stat();
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, size - 4);
  await file.close();
  if (buffer.toString() !== '\n]}\n') throw new Error('the GeoJSON ends short');
  return countIn(createReadStream(path), '{"type":"Feature",');
}

/** Rows of all sheets without their titles. */
async function sheetRows(path: string): Promise<number> {
  let rows = 0;
  const unzip = new Unzip((entry) => {
    if (!entry.name.startsWith('xl/worksheets/sheet')) return;
    const counter = occurrences('<row');
    let isFirst = true;
    entry.ondata = (error, bytes, isLast) => {
      if (error) throw error;
      rows += counter(Buffer.from(bytes));
      if (isFirst) rows -= 1;
      isFirst = false;
      if (isLast && bytes.length > 0 && !Buffer.from(bytes).includes('</worksheet>'))
        throw new Error('a sheet ends short');
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  for await (const part of createReadStream(path)) unzip.push(part as Buffer);
  unzip.push(new Uint8Array(0), true);
  return rows;
}

async function countIn(parts: AsyncIterable<unknown>, word: string): Promise<number> {
  const counter = occurrences(word);
  let found = 0;
  for await (const part of parts) found += counter(part as Buffer);
  return found;
}

/** Counts a word in bytes that come in parts. */
function occurrences(word: string): (part: Buffer) => number {
  let rest = Buffer.alloc(0);
  return (part) => {
    const text = Buffer.concat([rest, part]);
    let found = 0;
    let at = text.indexOf(word);
    let after = 0;
    for (; at >= 0; at = text.indexOf(word, after)) {
      found += 1;
      after = at + word.length;
    }
    rest = text.subarray(Math.max(after, text.length - word.length + 1));
    return found;
  };
}
