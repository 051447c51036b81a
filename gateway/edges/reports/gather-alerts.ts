import { alertTablesQuery, type AlertCounts } from '../../../contracts/history-alerts.ts';
import type { Database } from '../../../store/database.ts';
import type { ReportOrder } from '../../../contracts/reports.ts';
import { WHOLE_CITY } from '../../../store/scope.ts';
import type { AlertRow, ReportData } from '../../core/reports/report-data.ts';
import { readAlertTables } from '../history/read-alert-statistics.ts';

const MOST_RULES = 25;

/** How the alerts of a month were dealt with. */
export async function gatherAlerts(
  database: Database,
  {
    from,
    to,
    areaId,
    language,
    boundaries,
  }: { readonly from: string; readonly to: string } & Pick<ReportOrder, 'areaId' | 'language' | 'boundaries'>,
): Promise<ReportData['alerts']> {
  const { total, tables, places } = await readAlertTables(
    database,
    alertTablesQuery.parse({ from, to, boundaries, ...(areaId !== null && { areaIds: areaId }), by: 'rule,area' }),
    WHOLE_CITY,
  );
  const [rules, wards] = tables.map(({ rows }) => rows);
  const english = new Map<string | null, string | null>(places.map(({ id, nameEn }) => [id, nameEn]));
  return {
    total: total.raised,
    inTimeShare: total.acknowledgedInTime.share,
    falseShare: total.falseAlarmRate.share,
    byRule: (rules ?? []).slice(0, MOST_RULES).map((row) => rowOf(row, row.name)),
    byWard: (wards ?? [])
      .filter(({ key }) => key !== null)
      .map((row) => rowOf(row, (language === 'en' && english.get(row.key)) || row.name)),
  };
}

function rowOf(row: AlertCounts & { readonly key: string | null }, name: string | null): AlertRow {
  return {
    name: name ?? row.key ?? '',
    number: row.raised,
    acknowledgedMedianS: row.acknowledge.p50,
    resolvedMedianS: row.resolve.p50,
    inTimeShare: row.acknowledgedInTime.share,
    falseShare: row.falseAlarmRate.share,
  };
}
