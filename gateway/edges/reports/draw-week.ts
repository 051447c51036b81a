import type { ReportNumbers } from '../../core/reports/report-numbers.ts';
import type { ReportTexts } from '../../core/reports/texts.ts';
import { INK, INNER, PAGE, type Sheet } from './sheet.ts';

const ROW = 15;
const AXIS = 26;
/** From few to many; told apart on a grey printer as well. */
const SHADES = ['#eef4fb', '#cfe1f4', '#9cc3ea', '#5f9bd6', '#2b6fb3', '#0b4480'];

/** Hours of the week as a field of shades, each with its number. */
export function drawWeek(
  sheet: Sheet,
  hours: readonly (number | null)[],
  texts: ReportTexts,
  numbers: ReportNumbers,
): void {
  const { pdf } = sheet;
  sheet.need(ROW * 8 + 10);
  const width = (INNER - AXIS) / 24;
  const most = Math.max(1, ...hours.map((value) => value ?? 0));
  for (let hour = 0; hour < 24; hour++)
    sheet
      .font('regular', 6.5, INK.quiet)
      .text(String(hour), PAGE.margin + AXIS + hour * width, sheet.y, { width, align: 'center' });
  const top = sheet.y + 11;
  for (const [day, name] of texts.week.days.entries()) {
    const y = top + day * ROW;
    sheet.font('medium', 7.5).text(name, PAGE.margin, y + 3, { width: AXIS });
    for (let hour = 0; hour < 24; hour++) {
      const value = hours[day * 24 + hour] ?? null;
      const x = PAGE.margin + AXIS + hour * width;
      const shade = value === null ? -1 : Math.min(SHADES.length - 1, Math.floor((value / most) * SHADES.length));
      pdf.rect(x + 0.5, y + 0.5, width - 1, ROW - 1).fill(SHADES[shade] ?? '#ffffff');
      if (value === null) continue;
      const text = value >= 10_000 ? `${numbers.whole(value / 1000)}k` : numbers.whole(value);
      sheet.font('regular', 5.5, shade >= 3 ? '#ffffff' : INK.text).text(text, x, y + 4, { width, align: 'center' });
    }
  }
  sheet.y = top + ROW * 7 + 6;
}
