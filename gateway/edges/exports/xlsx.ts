import { once } from 'node:events';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Cell, FileOptions, RowPages } from '../../core/exports/column.ts';
import { inSlices } from '../../core/exports/short-lived.ts';
import { wallClockOf } from '../../core/exports/local-time.ts';
import {
  notesSheet,
  ROWS_PER_SHEET,
  SHEET_TAIL,
  sheetHead,
  sheetRow,
  workbookParts,
} from '../../core/exports/xlsx-parts.ts';

const FASTEST = { compressionLevel: 1 };

/**
 * Rows as an Excel workbook, written while they come: what npm's writers of workbooks keep in memory until the end is
 * here one page. Beyond what a sheet holds another one follows.
 */
export async function* xlsxOf(
  pages: RowPages,
  options: FileOptions,
  rowsPerSheet = ROWS_PER_SHEET,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  // yazl's own type says less than it is.
  const out = zip.outputStream as Readable;
  zip.on('error', (error: Error) => out.destroy(error));
  const rows = rowsInTurn(pages);
  const left = new AbortController();
  const written = writeSheets(zip, { rows, options, rowsPerSheet, signal: left.signal });
  written.catch((error: Error) => out.destroy(error));
  try {
    for await (const part of out) yield part as Uint8Array;
    await written;
  } finally {
    // Also where nobody takes the rest.
    left.abort();
    await rows.end();
  }
}

async function writeSheets(
  zip: ZipFile,
  {
    rows,
    options,
    rowsPerSheet,
    signal,
  }: {
    readonly rows: RowsInTurn;
    readonly options: FileOptions;
    readonly rowsPerSheet: number;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const sheets: string[] = [];
  do {
    sheets.push(sheets.length === 0 ? options.sheet : `${options.sheet.slice(0, 26)} ${sheets.length + 1}`);
    const sheet = Readable.from(sheetParts(rows, options, rowsPerSheet), { highWaterMark: 1, signal });
    zip.addReadStream(sheet, `xl/worksheets/sheet${sheets.length}.xml`, FASTEST);
    await once(sheet, 'end');
  } while (await rows.areLeft());
  if (options.notes !== null) {
    sheets.push(options.notes.sheet);
    zip.addBuffer(Buffer.from(notesSheet(options.notes)), `xl/worksheets/sheet${sheets.length}.xml`, FASTEST);
  }
  for (const [name, text] of workbookParts(sheets)) zip.addBuffer(Buffer.from(text), name, FASTEST);
  zip.end();
}

async function* sheetParts(rows: RowsInTurn, options: FileOptions, rowsPerSheet: number): AsyncGenerator<string> {
  const wall = wallClockOf(options.timeZone);
  yield sheetHead(options.columns, options.titles);
  for (let left = rowsPerSheet - 1; left > 0 && (await rows.areLeft());) {
    const part = rows.take(left);
    left -= part.length;
    for (const some of inSlices(part)) yield some.map((row) => sheetRow(row, wall)).join('');
  }
  yield SHEET_TAIL;
}

type Rows = readonly (readonly Cell[])[];

/** Rows of pages, of which several sheets take some each. */
type RowsInTurn = {
  readonly areLeft: () => Promise<boolean>;
  /** Some, at most so many, of those that are left. */
  readonly take: (most: number) => Rows;
  readonly end: () => Promise<unknown>;
};

function rowsInTurn(pages: RowPages): RowsInTurn {
  const iterator = pages[Symbol.asyncIterator]();
  let page: Rows = [];
  return {
    async areLeft() {
      while (page.length === 0) {
        const { value, done } = await iterator.next();
        if (done) return false;
        page = value;
      }
      return true;
    },
    take(most) {
      const part = page.slice(0, most);
      page = page.slice(most);
      return part;
    },
    end: async () => iterator.return?.(),
  };
}
