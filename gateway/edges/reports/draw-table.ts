import { INK, INNER, PAGE, type Sheet } from './sheet.ts';

/** A column: its title, its share of the width, and whether it holds numbers. */
export type TableColumn = { readonly title: string; readonly share: number; readonly isNumber?: boolean };

const PAD = 4;
const SIZE = 8.5;

/** A table whose title row stands again on each page; a row is never cut in two. */
export function drawTable(sheet: Sheet, columns: readonly TableColumn[], rows: readonly (readonly string[])[]): void {
  const whole = columns.reduce((sum, { share }) => sum + share, 0);
  const widths = columns.map(({ share }) => (share / whole) * INNER);
  const { pdf } = sheet;
  const heightOf = (cells: readonly string[]): number =>
    Math.max(...cells.map((cell, at) => pdf.heightOfString(cell, { width: (widths[at] ?? 0) - 2 * PAD }))) + 2 * PAD;
  const drawRow = (cells: readonly string[], height: number): void => {
    let x = PAGE.margin;
    for (const [at, cell] of cells.entries()) {
      const width = widths[at] ?? 0;
      const align = columns[at]?.isNumber === true ? 'right' : 'left';
      pdf.text(cell, x + PAD, sheet.y + PAD, { width: width - 2 * PAD, align });
      x += width;
    }
    sheet.y += height;
  };
  const drawHead = (): void => {
    sheet.font('medium', SIZE);
    const height = heightOf(columns.map(({ title }) => title));
    pdf.rect(PAGE.margin, sheet.y, INNER, height).fill(INK.pale);
    sheet.font('medium', SIZE);
    drawRow(
      columns.map(({ title }) => title),
      height,
    );
  };
  sheet.need(50);
  drawHead();
  for (const row of rows) {
    sheet.font('regular', SIZE);
    const height = heightOf(row);
    const before = sheet.y;
    sheet.need(height);
    if (sheet.y < before) drawHead();
    sheet.font('regular', SIZE);
    drawRow(row, height);
    pdf
      .moveTo(PAGE.margin, sheet.y)
      .lineTo(PAGE.margin + INNER, sheet.y)
      .lineWidth(0.4)
      .stroke(INK.line);
  }
  sheet.y += 6;
}
