import { alertStatisticsQuery, type AlertCounts } from '../../../contracts/history-alerts.ts';
import type { Database } from '../../../store/database.ts';
import { WHOLE_CITY } from '../../../store/scope.ts';
import type { AlertRow, ReportData } from '../../core/reports/report-data.ts';
import { readAlertStatistics } from '../history/read-alert-statistics.ts';

const MOST_RULES = 25;

/** How the alerts of a month were dealt with. */
export async function gatherAlerts(
  database: Database,
  { from, to, areaId }: { readonly from: string; readonly to: string; readonly areaId: string | null },
): Promise<ReportData['alerts']> {
  const asked = { from, to, ...(areaId !== null && { areaIds: areaId }) };
  const ask = (by: 'rule' | 'area') =>
    readAlertStatistics(database, alertStatisticsQuery.parse({ ...asked, by }), WHOLE_CITY);
  const rules = await ask('rule');
  const wards = await ask('area');
  return {
    total: rules.total.raised,
    inTimeShare: rules.total.acknowledgedInTime.share,
    falseShare: rules.total.falseAlarmRate.share,
    byRule: rules.rows.slice(0, MOST_RULES).map(rowOf),
    byWard: wards.rows.filter(({ key }) => key !== null).map(rowOf),
  };
}

function rowOf(row: AlertCounts & { readonly name: string | null; readonly key: string | null }): AlertRow {
  return {
    name: row.name ?? row.key ?? '',
    number: row.raised,
    acknowledgedMedianS: row.acknowledge.p50,
    resolvedMedianS: row.resolve.p50,
    inTimeShare: row.acknowledgedInTime.share,
    falseShare: row.falseAlarmRate.share,
  };
}
