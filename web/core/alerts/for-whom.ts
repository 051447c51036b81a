import type { Alert } from '../../../contracts/alerts.ts';
import type { Account } from '../../../contracts/api.ts';

/**
 * Whether an alert is somebody's own to deal with: handed to them, their unit or their ward, or, while nobody handed it
 * to anybody, by its rule. Whoever is for the whole city has no ward.
 */
export function isFor(
  { assignee, recipient }: Pick<Alert, 'assignee' | 'recipient'>,
  { username, role, areaIds, unitId }: Account,
): boolean {
  const whom = assignee ?? recipient;
  switch (whom?.kind) {
    case undefined:
      return false;
    case 'account':
      return whom.id === username;
    case 'unit':
      return whom.id === unitId;
    case 'ward':
      return areaIds?.includes(whom.id) ?? false;
    case 'role':
      return whom.id === role;
  }
}
