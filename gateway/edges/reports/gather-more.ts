import { comparisonQuery } from '../../../contracts/history-comparison.ts';
import { flowQuery, speedQuery } from '../../../contracts/history.ts';
import type { ReportOrder } from '../../../contracts/reports.ts';
import { VEHICLES } from '../../../contracts/behaviours.ts';
import type { Database } from '../../../store/database.ts';
import { WHOLE_CITY } from '../../../store/scope.ts';
import { monthAfter, monthEarlier } from '../../core/reports/month.ts';
import type { ReportData } from '../../core/reports/report-data.ts';
import { readComparison } from '../history/read-comparison.ts';
import { readFlows } from '../history/read-flows.ts';
import { readSpeeds } from '../history/read-values.ts';

type Asked = Pick<ReportOrder, 'month' | 'areaId' | 'boundaries'>;

const asked = ({ month, areaId, boundaries }: Asked) => ({
  boundaries,
  from: `${month}-01`,
  to: `${monthAfter(month)}-01`,
  ...(areaId !== null && { areaIds: areaId }),
});

/** A month's vehicles against those of the month before, weekday by weekday. */
export async function gatherChange(database: Database, report: Asked): Promise<ReportData['change']> {
  const before = monthEarlier(report.month);
  const { from, to, ...where } = asked(report);
  const query = comparisonQuery.parse({
    ...where,
    classes: VEHICLES.join(','),
    from: `${before}-01`,
    to: from,
    vsFrom: from,
    vsTo: to,
  });
  const { verdict, ratio, ratioLow, ratioHigh } = await readComparison(database, query, WHOLE_CITY);
  return { verdict, ratio, low: ratioLow, high: ratioHigh };
}

/** Vehicles of each camera with how much of its time was watched, the least watched first. */
export async function gatherCameras(database: Database, report: Asked): Promise<ReportData['cameras']> {
  const query = flowQuery.parse({ ...asked(report), classes: VEHICLES.join(','), by: 'none', split: 'camera' });
  const { parts, places } = await readFlows(database, query, WHOLE_CITY);
  const names = new Map(places.map(({ id, name }) => [id, name]));
  return parts
    .flatMap(({ key, count }) =>
      key.cameraId === undefined ? [] : [{ name: names.get(key.cameraId) ?? key.cameraId, figure: count }],
    )
    .sort((a, b) => (a.figure.observed ?? 2) - (b.figure.observed ?? 2) || a.name.localeCompare(b.name, 'vi'));
}

/** How fast vehicles were at calibrated cameras; null: none was measured. */
export async function gatherSpeeds(database: Database, report: Asked): Promise<ReportData['speeds']> {
  const query = speedQuery.parse({ ...asked(report), classes: VEHICLES.join(',') });
  const { speeds, count, adjusted } = await readSpeeds(database, query, WHOLE_CITY);
  if (speeds.count === 0) return null;
  const at = (quantiles: readonly { readonly q: number; readonly value: number }[] | undefined, q: number) =>
    quantiles?.find((one) => one.q === q)?.value ?? null;
  return {
    figure: count,
    median: at(speeds.quantiles, 0.5),
    p85: at(speeds.quantiles, 0.85),
    adjustedMedian: at(adjusted?.quantiles, 0.5),
    adjustedP85: at(adjusted?.quantiles, 0.85),
  };
}
