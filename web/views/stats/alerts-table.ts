import type { AlertCounts, AlertStatistics } from '../../../contracts/history-alerts.ts';
import type { ChartTable } from './chart-card.ts';
import type { StatsFrame } from './stats-frame.ts';

type Row = AlertStatistics['rows'][number];

/** Everything that is counted about alerts, row by row. */
export function alertsTable(
  rows: readonly Row[],
  name: (row: Row) => string,
  head: string,
  { s, f, sf }: StatsFrame,
): ChartTable {
  const took = (value: number | null) => (value === null ? '–' : f.span(Math.round(value)));
  const share = ({ share: value, low, high }: AlertCounts['falseAlarmRate']) =>
    value === null || low === null || high === null
      ? '–'
      : `${sf.percent(value)} (${sf.percent(low)}–${sf.percent(high)})`;
  return {
    heads: [
      head,
      s.alerts.raised,
      s.alerts.resolvedOnes,
      s.alerts.falseOnes,
      s.alerts.open,
      `${s.alerts.acknowledge} P50`,
      'P90',
      `${s.alerts.resolve} P50`,
      'P90',
      s.alerts.inTime,
      s.alerts.deadline,
      s.alerts.falseAlarms,
    ],
    rows: rows.map((row) => [
      name(row),
      f.number(row.raised),
      f.number(row.resolved),
      f.number(row.falseAlarms),
      f.number(row.open),
      took(row.acknowledge.p50),
      took(row.acknowledge.p90),
      took(row.resolve.p50),
      took(row.resolve.p90),
      share(row.acknowledgedInTime),
      share(row.deadlineMet),
      share(row.falseAlarmRate),
    ]),
  };
}
