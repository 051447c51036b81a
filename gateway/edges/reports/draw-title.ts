import type { ReportData } from '../../core/reports/report-data.ts';
import type { ReportNumbers } from '../../core/reports/report-numbers.ts';
import type { ReportTexts } from '../../core/reports/texts.ts';
import { INK, INNER, PAGE, type Sheet } from './sheet.ts';

/** Room for signatures, points. */
export const SIGNING = 110;

/** What the report is, of what, of when, by which boundaries, and since when it stands. */
export function drawTitle(
  sheet: Sheet,
  data: ReportData,
  texts: ReportTexts,
  numbers: ReportNumbers,
  period: string,
): void {
  const { pdf } = sheet;
  sheet.font('medium', 9, INK.quiet).text(data.city.toLocaleUpperCase(data.language), PAGE.margin, sheet.y);
  sheet.font('bold', 21).text(texts.title, PAGE.margin, pdf.y + 4);
  sheet.font('medium', 13, INK.main).text(`${period} · ${data.area ?? texts.wholeCity}`, PAGE.margin, pdf.y);
  sheet.font('regular', 9.5, INK.quiet).text(texts.subject, PAGE.margin, pdf.y + 1);
  sheet.y = pdf.y + 8;
  if (data.isSimulated) {
    pdf.rect(PAGE.margin, sheet.y, INNER, 20).fill('#fdecea');
    sheet.font('bold', 9, INK.warn).text(texts.simulated, PAGE.margin, sheet.y + 5, { width: INNER, align: 'center' });
    sheet.y += 28;
  }
  const facts: [string, string][] = [
    [texts.facts.area, `${data.area ?? texts.wholeCity}, ${data.city}`],
    [texts.facts.period, period],
    [
      texts.facts.boundaries,
      data.boundariesSince === null
        ? texts.facts.boundariesUnknown
        : texts.facts[data.boundaries === 'now' ? 'boundariesNow' : 'boundariesSince'](
            numbers.day(data.boundariesSince),
          ),
    ],
    [texts.facts.summed, data.summedUntil === null ? '–' : numbers.moment(data.summedUntil)],
    [texts.facts.made, numbers.moment(data.madeAt)],
  ];
  for (const [name, value] of facts) {
    sheet.font('regular', 8.5, INK.quiet).text(name, PAGE.margin, sheet.y, { width: 130 });
    sheet.font('medium', 8.5).text(value, PAGE.margin + 135, sheet.y, { width: INNER - 135 });
    sheet.y = pdf.y + 2;
  }
  sheet.y += 8;
}

/** Room for those who answer for the report. */
export function drawSigning(sheet: Sheet, texts: ReportTexts): void {
  sheet.need(SIGNING);
  sheet.y += 18;
  const width = INNER / 2;
  for (const [at, role] of [texts.signing.made, texts.signing.approved].entries()) {
    const x = PAGE.margin + at * width;
    sheet.font('medium', 9).text(role, x, sheet.y, { width, align: 'center' });
    sheet.font('regular', 7.5, INK.quiet).text(texts.signing.how, x, sheet.y + 13, { width, align: 'center' });
  }
  sheet.y += 92;
}
