import type { Cell, Column } from './column.ts';
import type { WallClock } from './local-time.ts';
import type { Notes } from './notes.ts';
import { numberText } from './short-lived.ts';

/** Rows a sheet holds, its title row among them (ECMA-376, and what programs take). */
export const ROWS_PER_SHEET = 1_048_576;

const NS = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const DAY_MS = 86_400_000;
/** Day 0 of a spreadsheet's calendar, 30 December 1899. */
const DAY_0_MS = -2_209_161_600_000;
const WIDTHS: Readonly<Record<Column['type'], number>> = { text: 22, integer: 12, number: 12, time: 20, 'yes-no': 9 };

const WIDEST = 48;
const NOTE_WIDTH = 100;
/** More would be too small to read on a page: they go on on the next one. */
const WIDEST_ON_PAPER = 250;
/** On paper all columns lie side by side. */
const FITTED = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>';

/** The parts of a workbook besides its sheets (ECMA-376 part 1, SpreadsheetML), by their names in the archive. */
export function workbookParts(sheets: readonly string[]): ReadonlyMap<string, string> {
  const each = (part: (number: number, name: string) => string): string =>
    sheets.map((name, at) => part(at + 1, name)).join('');
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const types = each((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${type}.worksheet+xml"/>`);
  const names = each((n, name) => `<sheet name="${escaped(sheetName(name))}" sheetId="${n}" r:id="rId${n}"/>`);
  const relations = each(
    (n) => `<Relationship Id="rId${n}" Type="${REL}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
  );
  const relationsNs = 'http://schemas.openxmlformats.org/package/2006/relationships';
  return new Map([
    [
      '[Content_Types].xml',
      `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${types}</Types>`,
    ],
    [
      '_rels/.rels',
      `${HEAD}<Relationships xmlns="${relationsNs}"><Relationship Id="rId1" Type="${REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    ['xl/workbook.xml', `${HEAD}<workbook xmlns="${NS}" xmlns:r="${REL}"><sheets>${names}</sheets></workbook>`],
    [
      'xl/_rels/workbook.xml.rels',
      `${HEAD}<Relationships xmlns="${relationsNs}">${relations}<Relationship Id="rIdS" Type="${REL}/styles" Target="styles.xml"/></Relationships>`,
    ],
    [
      'xl/styles.xml',
      `${HEAD}<styleSheet xmlns="${NS}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf xfId="0"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" fontId="1" applyFont="1" applyAlignment="1"><alignment vertical="top"/></xf><xf xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>`,
    ],
  ]);
}

/** Beginning of a sheet: its first row stays in sight, and each column is wide enough for its title. */
export function sheetHead(columns: readonly Column[], titles: readonly string[]): string {
  // Wide enough for its title, which is bold.
  const widths = columns.map(({ type }, at) =>
    Math.max(WIDTHS[type], Math.min(WIDEST, Math.ceil((titles[at]?.length ?? 0) * 1.15) + 1)),
  );
  const cols = widths
    .map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`)
    .join('');
  const fitted = widths.reduce((sum, width) => sum + width, 0) <= WIDEST_ON_PAPER ? FITTED : '';
  const cells = titles.map((title) => `<c t="inlineStr" s="2"><is><t>${escaped(title)}</t></is></c>`).join('');
  return `${HEAD}<worksheet xmlns="${NS}">${fitted}<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${cols}</cols><sheetData><row>${cells}</row>`;
}

/** End of a sheet. */
export const SHEET_TAIL =
  '</sheetData><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>';

/** The sheet that says how to read the others. */
export function notesSheet({ lines }: Notes): string {
  const text = (style: number, words: string): string =>
    `<c t="inlineStr" s="${style}"><is><t xml:space="preserve">${escaped(words)}</t></is></c>`;
  const rows = lines
    .map(([word, told]) => {
      // Programs do not agree on who makes a row as high as its text.
      const height = 15 * Math.ceil((told.length * 1.1) / NOTE_WIDTH);
      return `<row ht="${height}" customHeight="1">${text(3, word)}${text(4, told)}</row>`;
    })
    .join('');
  return `${HEAD}<worksheet xmlns="${NS}">${FITTED}<cols><col min="1" max="1" width="24" customWidth="1"/><col min="2" max="2" width="${NOTE_WIDTH}" customWidth="1"/></cols><sheetData>${rows}${SHEET_TAIL}`;
}

/** One row of a sheet; times as the zone's wall clock, because a sheet knows no zones. */
export function sheetRow(cells: readonly Cell[], wall: WallClock): string {
  return `<row>${cells.map((cell) => cellOf(cell, wall)).join('')}</row>`;
}

function cellOf(cell: Cell, wall: WallClock): string {
  if (cell === null) return '<c/>';
  if (typeof cell === 'boolean') return `<c t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (typeof cell === 'number') return Number.isFinite(cell) ? `<c><v>${numberText(cell)}</v></c>` : '<c/>';
  if (cell instanceof Date) return `<c s="1"><v>${numberText((wall(cell) - DAY_0_MS) / DAY_MS)}</v></c>`;
  return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

/** Not longer than a cell may be, and without what XML cannot hold. */
function escaped(text: string): string {
  return text
    .slice(0, 32_000)
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function sheetName(name: string): string {
  return name.replace(/[\\/*?:[\]]/g, ' ').slice(0, 31);
}
