import { Zip, ZipDeflate } from 'fflate';
import type { FileOptions, RowPages } from '../../core/exports/column.ts';
import { wallClockOf } from '../../core/exports/local-time.ts';
import { ROWS_PER_SHEET, SHEET_TAIL, sheetHead, sheetRow, workbookParts } from '../../core/exports/xlsx-parts.ts';

const FASTEST = 1;

/**
 * Rows as an Excel workbook, written while they come: what npm's writers of workbooks keep in memory until the end is
 * here one page. Beyond what a sheet holds another one follows.
 */
export async function* xlsxOf(
  pages: RowPages,
  options: FileOptions,
  rowsPerSheet = ROWS_PER_SHEET,
): AsyncGenerator<Uint8Array> {
  const out: Uint8Array[] = [];
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    out.push(bytes);
  });
  const wall = wallClockOf(options.timeZone);
  const utf8 = new TextEncoder();
  const sheets: string[] = [];
  const openSheet = (): ZipDeflate => {
    sheets.push(sheets.length === 0 ? options.sheet : `${options.sheet.slice(0, 26)} ${sheets.length + 1}`);
    const file = new ZipDeflate(`xl/worksheets/sheet${sheets.length}.xml`, { level: FASTEST });
    zip.add(file);
    file.push(utf8.encode(sheetHead(options.columns, options.titles)));
    return file;
  };
  let sheet = openSheet();
  let left = rowsPerSheet - 1;
  for await (const rows of pages) {
    for (let at = 0; at < rows.length;) {
      if (left === 0) {
        sheet.push(utf8.encode(SHEET_TAIL), true);
        sheet = openSheet();
        left = rowsPerSheet - 1;
      }
      const part = rows.slice(at, at + left);
      sheet.push(utf8.encode(part.map((row) => sheetRow(row, wall)).join('')));
      at += part.length;
      left -= part.length;
    }
    yield* out.splice(0);
  }
  sheet.push(utf8.encode(SHEET_TAIL), true);
  for (const [name, text] of workbookParts(sheets)) {
    const file = new ZipDeflate(name, { level: FASTEST });
    zip.add(file);
    file.push(utf8.encode(text), true);
  }
  zip.end();
  yield* out.splice(0);
}
