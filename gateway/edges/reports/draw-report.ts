import type { Figure } from '../../../contracts/history.ts';
import type { ReportData } from '../../core/reports/report-data.ts';
import { reportNumbers, type ReportNumbers } from '../../core/reports/report-numbers.ts';
import { reportTexts, type ReportTexts } from '../../core/reports/texts.ts';
import { drawDays } from './draw-days.ts';
import { drawMap } from './draw-map.ts';
import { drawAlerts, drawSensors } from './draw-record.ts';
import { drawTable } from './draw-table.ts';
import { drawSigning, drawTitle, SIGNING } from './draw-title.ts';
import { drawWeek } from './draw-week.ts';
import { closeSheet, heading, heightOf, INK, INNER, openSheet, PAGE, paragraph, type Sheet } from './sheet.ts';

/** More cameras than an official reads. */
const MOST_CAMERAS = 40;

/** Lets the gateway push and answer between parts of a drawing, which takes a second in all. */
const others = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

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
  paragraph(sheet, changeText(data.change, texts, numbers), 'regular', 9);
  heading(sheet, texts.map.title, 220);
  drawMap(sheet, data.map, texts);
  await others();

  heading(sheet, texts.days.title, 166);
  drawDays(sheet, data.days, texts, numbers);
  heading(sheet, texts.week.title, 130);
  drawWeek(sheet, data.hoursOfWeek, texts, numbers);
  paragraph(sheet, texts.week.lead(numbers.percent(data.vehicles.observed)), 'regular', 8.5);
  await others();
  drawClasses(sheet, data, texts, numbers);
  drawLines(sheet, data, texts, numbers);
  drawCameras(sheet, data, texts, numbers);
  drawSpeeds(sheet, data, texts, numbers);
  await others();
  drawAlerts(sheet, data, texts, numbers);
  drawSensors(sheet, data, texts, numbers);

  // Nobody signs an empty page: method and signatures stay together.
  const method = texts.method.lines.map((line) => `•  ${line}`);
  heading(sheet, texts.method.title, heightOf(sheet, method, 8.5) + SIGNING);
  for (const line of method) paragraph(sheet, line, 'regular', 8.5);
  drawSigning(sheet, texts);
  await others();
  const left = `CityWatch · ${data.city} · ${texts.title}, ${period}, ${place}${data.isSimulated ? ` · ${texts.simulatedShort}` : ''}`;
  return closeSheet(sheet, (page, pages) => [left, texts.page(page, pages)]);
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
  // What was counted, and below it what it would have been.
  const bothOf = (figure: Figure): string =>
    `${numbers.whole(figure.counted)}\n${texts.key.estimated} ${numbers.estimate(figure)}`;
  drawTable(
    sheet,
    [
      { title: texts.lines.line, share: 2.6 },
      { title: texts.lines.camera, share: 2.6 },
      { title: texts.lines.forward, share: 3, isNumber: true },
      { title: texts.lines.backward, share: 3, isNumber: true },
      { title: texts.lines.observed, share: 1.3, isNumber: true },
    ],
    data.lines.map(({ name, camera, forward, backward }) => [
      name,
      camera,
      bothOf(forward),
      bothOf(backward),
      numbers.percent(forward.observed ?? backward.observed),
    ]),
  );
}

function drawCameras(sheet: Sheet, data: ReportData, texts: ReportTexts, numbers: ReportNumbers): void {
  heading(sheet, texts.cameras.title, 60);
  if (data.cameras.length === 0) return paragraph(sheet, texts.none);
  drawTable(
    sheet,
    [
      { title: texts.cameras.camera, share: 4 },
      { title: texts.cameras.observed, share: 1.4, isNumber: true },
      { title: texts.cameras.counted, share: 2, isNumber: true },
      { title: texts.cameras.estimated, share: 3, isNumber: true },
    ],
    data.cameras
      .slice(0, MOST_CAMERAS)
      .map(({ name, figure }) => [
        name,
        numbers.percent(figure.observed),
        numbers.whole(figure.counted),
        numbers.estimate(figure),
      ]),
  );
  if (data.cameras.length > MOST_CAMERAS)
    paragraph(sheet, texts.cameras.more(numbers.whole(data.cameras.length - MOST_CAMERAS)), 'regular', 8.5);
}

function drawSpeeds(sheet: Sheet, { speeds }: ReportData, texts: ReportTexts, numbers: ReportNumbers): void {
  if (speeds === null) return;
  heading(sheet, texts.speeds.title, 60);
  const kmh = (value: number | null) => (value === null ? '–' : `${numbers.whole(value)} km/h`);
  drawTable(
    sheet,
    [
      { title: '', share: 4 },
      { title: texts.speeds.measured, share: 3, isNumber: true },
      { title: texts.speeds.median, share: 2, isNumber: true },
      { title: texts.speeds.p85, share: 2, isNumber: true },
    ],
    [
      [
        texts.speeds.seen(numbers.percent(speeds.figure.observed)),
        numbers.whole(speeds.figure.counted),
        kmh(speeds.median),
        kmh(speeds.p85),
      ],
      ...(speeds.adjustedMedian === null
        ? []
        : [[texts.speeds.whole, numbers.estimate(speeds.figure), kmh(speeds.adjustedMedian), kmh(speeds.adjustedP85)]]),
    ],
  );
}

/** A sentence on the month before, that claims no more than may be said. */
function changeText(
  { verdict, ratio, low, high }: ReportData['change'],
  texts: ReportTexts,
  numbers: ReportNumbers,
): string {
  if (verdict === 'too-little' || ratio === null || low === null || high === null) return texts.change.tooLittle;
  const range = [low, high].map((one) => numbers.change(one - 1)) as [string, string];
  const signed = numbers.change(ratio - 1);
  return texts.change[verdict](verdict === 'no-difference-shown' ? signed : signed.slice(1), ...range);
}
