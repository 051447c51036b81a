import type { AlertRow, ReportData } from '../../core/reports/report-data.ts';
import type { ReportNumbers } from '../../core/reports/report-numbers.ts';
import type { ReportTexts } from '../../core/reports/texts.ts';
import { drawTable } from './draw-table.ts';
import { heading, paragraph, type Sheet } from './sheet.ts';

/** How alerts were dealt with, by rule and by ward. */
export function drawAlerts(sheet: Sheet, data: ReportData, texts: ReportTexts, numbers: ReportNumbers): void {
  heading(sheet, texts.alerts.title, 80);
  if (data.alerts.total === 0) return paragraph(sheet, texts.none);
  const table = (title: string, rows: readonly AlertRow[]): void => {
    if (rows.length === 0) return;
    drawTable(
      sheet,
      [
        { title, share: 3.2 },
        { title: texts.alerts.number, share: 1, isNumber: true },
        { title: texts.alerts.acknowledged, share: 2.3, isNumber: true },
        { title: texts.alerts.resolved, share: 2, isNumber: true },
        { title: texts.alerts.inTime, share: 1.1, isNumber: true },
        { title: texts.alerts.falseAlarms, share: 1.1, isNumber: true },
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

/** What sensors measured. */
export function drawSensors(sheet: Sheet, data: ReportData, texts: ReportTexts, numbers: ReportNumbers): void {
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
