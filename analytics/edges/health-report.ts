import type { Health } from '../../process/status-server.ts';
import type { Clock } from './clock.ts';
import type { Duties } from './duties.ts';
import type { Metrics } from './metrics.ts';
import type { RuleShelf } from './rule-shelf.ts';

/** What `/healthz` tells: whether this process judges, how far each reader is, and which rules nobody can judge by. */
export function healthReport(shelf: RuleShelf, duties: Duties | null, listening: boolean): Health {
  const well = shelf.status().known;
  const answer = {
    well,
    judging: duties !== null,
    listening,
    rules: shelf.status(),
    readers: duties?.readers.map((lane) => ({
      name: lane.name,
      position: lane.position(),
      caughtUpAt: iso(lane.caughtUpAt()),
      heldSince: iso(lane.heldSince()),
    })),
    rollups: duties?.rollups.map((lane) => ({ name: lane.name, caughtUpAt: iso(lane.caughtUpAt()) })),
  };
  return { well, answer };
}

/** Brings the gauges of lag up to date. */
export function measureLag(metrics: Metrics, duties: Duties | null, clock: Clock): void {
  const since = (atMs: number | null): number => (atMs === null ? 0 : (clock.now() - atMs) / 1000);
  for (const lane of duties?.readers ?? []) {
    metrics.lag.set({ reader: lane.name }, since(lane.caughtUpAt()));
    metrics.held.set({ reader: lane.name }, since(lane.heldSince()));
  }
  for (const lane of duties?.rollups ?? []) metrics.rollupLag.set({ rollup: lane.name }, since(lane.caughtUpAt()));
}

function iso(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
