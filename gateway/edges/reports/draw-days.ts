import type { ReportData } from '../../core/reports/report-data.ts';
import type { ReportNumbers } from '../../core/reports/report-numbers.ts';
import type { ReportTexts } from '../../core/reports/texts.ts';
import { INK, INNER, PAGE, type Sheet } from './sheet.ts';

const HEIGHT = 118;
const AXIS = 46;

/** A bar for each day: counted, and on top of it, hatched by lightness, what was estimated beyond. */
export function drawDays(sheet: Sheet, days: ReportData['days'], texts: ReportTexts, numbers: ReportNumbers): void {
  const { pdf } = sheet;
  sheet.need(HEIGHT + 46);
  const top = sheet.y;
  const base = top + HEIGHT;
  const left = PAGE.margin + AXIS;
  const most = niceTop(Math.max(1, ...days.map(({ figure }) => Math.max(figure.counted, figure.estimated ?? 0))));
  for (let step = 0; step <= 4; step++) {
    const y = base - (HEIGHT * step) / 4;
    pdf
      .moveTo(left, y)
      .lineTo(PAGE.margin + INNER, y)
      .lineWidth(0.4)
      .stroke(INK.line);
    sheet
      .font('regular', 7, INK.quiet)
      .text(numbers.whole((most * step) / 4), PAGE.margin, y - 4, { width: AXIS - 6, align: 'right' });
  }
  const width = (INNER - AXIS) / days.length;
  for (const [at, { day, isWeekend, figure }] of days.entries()) {
    const x = left + at * width;
    const counted = (figure.counted / most) * HEIGHT;
    const whole = (Math.max(figure.counted, figure.estimated ?? 0) / most) * HEIGHT;
    if (whole > counted) {
      pdf.rect(x + 1.5, base - whole, width - 3, whole - counted).fill(INK.light);
      pdf
        .rect(x + 1.5, base - whole, width - 3, whole - counted)
        .lineWidth(0.4)
        .stroke(INK.main);
    }
    if (counted > 0) pdf.rect(x + 1.5, base - counted, width - 3, counted).fill(INK.main);
    sheet
      .font(isWeekend ? 'bold' : 'regular', 6.5, isWeekend ? INK.text : INK.quiet)
      .text(String(day), x, base + 3, { width, align: 'center' });
  }
  legend(sheet, left, base + 18, [
    [INK.main, texts.days.counted],
    [INK.light, texts.days.missing],
  ]);
  sheet.y = base + 36;
}

/** Little squares with their meaning, side by side. */
export function legend(sheet: Sheet, left: number, y: number, entries: readonly (readonly [string, string])[]): void {
  let x = left;
  for (const [colour, text] of entries) {
    sheet.pdf.rect(x, y + 1, 8, 8).fill(colour);
    sheet.font('regular', 7.5, INK.quiet);
    const width = sheet.pdf.widthOfString(text);
    sheet.pdf.text(text, x + 12, y, { lineBreak: false });
    x += width + 30;
  }
}

/** The smallest of these steps times a power of ten that is not below. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8].find((step) => step * power >= value) ?? 10) * power;
}
