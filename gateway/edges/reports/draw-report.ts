import type { Figure } from '../../../contracts/history.ts';
import type { AlertRow, ReportData } from '../../core/reports/report-data.ts';
import { reportNumbers, type ReportNumbers } from '../../core/reports/report-numbers.ts';
import { reportTexts, type ReportTexts } from '../../core/reports/texts.ts';
import { drawDays } from './draw-days.ts';
import { drawMap } from './draw-map.ts';
import { drawTable } from './draw-table.ts';
import { drawWeek } from './draw-week.ts';
import { closeSheet, heading, INK, INNER, openSheet, PAGE, paragraph, type Sheet } from './sheet.ts';

/** Draws a monthly report as PDF. */
export async function drawReport(data: ReportData): Promise<Buffer> {
  const texts = reportTexts(data.language);
  const numbers = reportNumbers(data.language, data.timeZone);
  const [year = 0, month = 0] = data.month.split('-').map(Number);
  const period = texts.monthOf(month, year);
  const place = data.area ?? texts.wholeCity;
  const sheet = openSheet(`${texts.title}: ${period}, ${place}, ${data.city}`, data.language);

  drawTitle(sheet, data, texts, numbers, period);
  drawKeyFigures(sheet, data, texts, numbers);
  heading(sheet, texts.map.title, 220);
  drawMap(sheet, data.map, texts);

  heading(sheet, texts.days.title, 170);
  drawDays(sheet, data.days, texts, numbers);
  heading(sheet, texts.week.title, 130);
  drawWeek(sheet, data.hoursOfWeek, texts, numbers);
  drawClasses(sheet, data, texts, numbers);
  drawLines(sheet, data, texts, numbers);
  drawAlerts(sheet, data, texts, numbers);
  drawSensors(sheet, data, texts, numbers);

  heading(sheet, texts.method.title, 60);
  for (const line of texts.method.lines) paragraph(sheet, `•  ${line}`, 'regular', 8.5);
  const left = `CityWatch · ${data.city} · ${texts.title}, ${period}, ${place}${data.isSimulated ? ` · ${texts.simulatedShort}` : ''}`;
  return closeSheet(sheet, (page, pages) => [left, texts.page(page, pages)]);
}

function drawTitle(sheet: Sheet, data: ReportData, texts: ReportTexts, numbers: ReportNumbers, period: string): void {
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
        : texts.facts.boundariesSince(numbers.day(data.boundariesSince)),
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

function drawKeyFigures(sheet: Sheet, data: ReportData, texts: ReportTexts, numbers: ReportNumbers): void {
  const told = (figure: Figure): string =>
    `${numbers.percent(figure.observed)} ${texts.key.observed}\n${texts.key.estimated} ${numbers.estimate(figure)}`;
  const boxes: [string, string, string][] = [
    [texts.key.vehicles, numbers.whole(data.vehicles.counted), told(data.vehicles)],
    [texts.key.carUnits, numbers.whole(data.carUnits.counted), told(data.carUnits)],
    [texts.key.people, numbers.whole(data.people.counted), told(data.people)],
    [
      texts.key.alerts,
      numbers.whole(data.alerts.total),
      `${numbers.percent(data.alerts.inTimeShare)} ${texts.key.inTime}\n${numbers.percent(data.alerts.falseShare)} ${texts.alerts.falseAlarms.toLocaleLowerCase()}`,
    ],
  ];
  const gap = 8;
  const width = (INNER - gap * 3) / 4;
  for (const [at, [name, value, more]] of boxes.entries()) {
    const x = PAGE.margin + at * (width + gap);
    sheet.pdf.roundedRect(x, sheet.y, width, 74, 4).fill(INK.pale);
    const inside = { width: width - 14 };
    sheet.font('medium', 7.5, INK.quiet).text(name, x + 7, sheet.y + 7, inside);
    sheet.font('bold', 15).text(value, x + 7, sheet.y + 21, inside);
    sheet.font('regular', 7, INK.quiet).text(more, x + 7, sheet.y + 46, inside);
  }
  sheet.y += 82;
}

function drawClasses(sheet: Sheet, data: ReportData, texts: ReportTexts, numbers: ReportNumbers): void {
  heading(sheet, texts.classes.title, 60);
  if (data.classes.length === 0) return paragraph(sheet, texts.none);
  drawTable(
    sheet,
    [
      { title: texts.classes.class, share: 3 },
      { title: texts.classes.counted, share: 2, isNumber: true },
      { title: texts.classes.observed, share: 1.5, isNumber: true },
      { title: texts.classes.estimated, share: 3, isNumber: true },
    ],
    data.classes.map(({ class: kind, figure }) => [
      texts.classNames[kind] ?? texts.unknownClass,
      numbers.whole(figure.counted),
      numbers.percent(figure.observed),
      numbers.estimate(figure),
    ]),
  );
}

function drawLines(sheet: Sheet, data: ReportData, texts: ReportTexts, numbers: ReportNumbers): void {
  heading(sheet, texts.lines.title, 60);
  if (data.lines.length === 0) return paragraph(sheet, texts.none);
  drawTable(
    sheet,
    [
      { title: texts.lines.line, share: 3 },
      { title: texts.lines.camera, share: 3 },
      { title: texts.lines.forward, share: 1.6, isNumber: true },
      { title: texts.lines.backward, share: 1.6, isNumber: true },
      { title: texts.lines.observed, share: 1.3, isNumber: true },
    ],
    data.lines.map(({ name, camera, forward, backward }) => [
      name,
      camera,
      numbers.whole(forward.counted),
      numbers.whole(backward.counted),
      numbers.percent(forward.observed ?? backward.observed),
    ]),
  );
}

function drawAlerts(sheet: Sheet, data: ReportData, texts: ReportTexts, numbers: ReportNumbers): void {
  heading(sheet, texts.alerts.title, 80);
  if (data.alerts.total === 0) return paragraph(sheet, texts.none);
  const table = (title: string, rows: readonly AlertRow[]): void => {
    if (rows.length === 0) return;
    drawTable(
      sheet,
      [
        { title, share: 4 },
        { title: texts.alerts.number, share: 1.2, isNumber: true },
        { title: texts.alerts.acknowledged, share: 1.7, isNumber: true },
        { title: texts.alerts.resolved, share: 1.7, isNumber: true },
        { title: texts.alerts.inTime, share: 1.2, isNumber: true },
        { title: texts.alerts.falseAlarms, share: 1.2, isNumber: true },
      ],
      rows.map((row) => [
        row.name,
        numbers.whole(row.number),
        numbers.duration(row.acknowledgedMedianS),
        numbers.duration(row.resolvedMedianS),
        numbers.percent(row.inTimeShare),
        numbers.percent(row.falseShare),
      ]),
    );
  };
  table(texts.alerts.rule, data.alerts.byRule);
  table(texts.alerts.ward, data.alerts.byWard);
}

function drawSensors(sheet: Sheet, data: ReportData, texts: ReportTexts, numbers: ReportNumbers): void {
  heading(sheet, texts.sensors.title, 60);
  if (data.sensors.length === 0) return paragraph(sheet, texts.none);
  drawTable(
    sheet,
    [
      { title: texts.sensors.name, share: 4 },
      { title: texts.sensors.mean, share: 1.6, isNumber: true },
      { title: texts.sensors.lowest, share: 1.6, isNumber: true },
      { title: texts.sensors.highest, share: 1.6, isNumber: true },
      { title: texts.sensors.missing, share: 1.6, isNumber: true },
    ],
    data.sensors.map(({ name, unit, mean, lowest, highest, hoursMissing }) => [
      `${name} (${unit})`,
      numbers.value(mean),
      numbers.value(lowest),
      numbers.value(highest),
      numbers.whole(hoursMissing),
    ]),
  );
}
