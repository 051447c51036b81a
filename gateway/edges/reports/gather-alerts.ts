import type { Database } from '../../../store/database.ts';
import type { ReportData, ReportLanguage } from '../../core/reports/report-data.ts';

/** How the alerts of a month were dealt with. */
export async function gatherAlerts(
  _database: Database,
  _month: {
    readonly from: string;
    readonly to: string;
    readonly areaId: string | null;
    readonly language: ReportLanguage;
  },
): Promise<ReportData['alerts']> {
  return { total: 0, inTimeShare: null, falseShare: null, byRule: [], byWard: [] };
}
