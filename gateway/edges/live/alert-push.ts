import type { AlertsPush } from '../../../contracts/push.ts';
import type { Cursor } from '../../../contracts/ids.ts';
import type { FeedBatch } from '../../../store/alert-feed.ts';
import { inScope, type Scope } from '../../../store/scope.ts';
import { compareCursors } from '../../core/live/feed-order.ts';

/** What of a batch somebody may see and has not got yet, or null when it is nothing. */
export function pushOf(batch: FeedBatch, scope: Scope, after: Cursor): AlertsPush | null {
  const entries = batch.entries.filter(
    (entry) => compareCursors(entry.at, after) > 0 && inScope(scope, entry.alert.areaId, entry.handedTo),
  );
  if (entries.length === 0) return null;
  const ids = new Set(entries.map((entry) => entry.alert.id));
  return {
    cursor: batch.cursor,
    alerts: entries.map((entry) => entry.alert),
    steps: batch.steps.filter((step) => ids.has(step.alertId)),
  };
}
