import type { Cell, FileOptions, RowPages } from './column.ts';
import { inSlices, numberText } from './short-lived.ts';
import { localText, wallClockOf, type WallClock } from './local-time.ts';

/**
 * Rows as CSV (RFC 4180) in UTF-8, times in the zone's own. A text that a spreadsheet would take for a formula gets an
 * apostrophe before it (OWASP, CSV injection).
 */
export async function* csvOf(pages: RowPages, options: FileOptions): AsyncGenerator<string> {
  const { separator } = options;
  const wall = wallClockOf(options.timeZone);
  const line = (cells: readonly Cell[]): string =>
    `${cells.map((cell) => fieldOf(cell, separator, wall)).join(separator)}\r\n`;
  yield (options.bom ? '\uFEFF' : '') + line(options.titles);
  for await (const rows of pages) for (const some of inSlices(rows)) yield some.map(line).join('');
}

function fieldOf(cell: Cell, separator: string, wall: WallClock): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? numberText(cell) : '';
  if (typeof cell === 'boolean') return String(cell);
  if (cell instanceof Date) return localText(wall, cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
}
