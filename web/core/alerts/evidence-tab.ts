import type { Alert } from '../../../contracts/alerts.ts';
import type { EvidenceTab, Seeing } from '../state.ts';

/** What of an alert is looked at: what somebody chose, else its picture, else its clip. */
export function evidenceTab(alert: Alert, { evidence }: Seeing): EvidenceTab {
  if (evidence?.alertId === alert.id) return evidence.tab;
  return !alert.hasSnapshot && alert.hasClip ? 'clip' : 'picture';
}
