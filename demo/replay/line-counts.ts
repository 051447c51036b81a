import type { PerceivedObservation } from '../../ingest/core/camera-perception.ts';

/** How often one line was crossed in one direction by one class. */
export interface LineCount {
  readonly lineId: string;
  readonly direction: 'forward' | 'backward';
  readonly class: string;
  readonly count: number;
}

/** Crossings per line, direction and class, in the order of the lines; what never happened is not listed. */
export function countCrossings(
  observations: readonly PerceivedObservation[],
  lineIds: readonly string[],
): readonly LineCount[] {
  const counts = new Map<string, LineCount>();
  for (const { kind, zoneId, direction, class: name } of observations) {
    if (kind !== 'crossed' || zoneId === null || direction === null) continue;
    const key = JSON.stringify([zoneId, direction, name]);
    const before = counts.get(key)?.count ?? 0;
    counts.set(key, { lineId: zoneId, direction, class: name ?? 'unknown', count: before + 1 });
  }
  return [...counts.values()].sort(
    (a, b) =>
      lineIds.indexOf(a.lineId) - lineIds.indexOf(b.lineId) ||
      b.direction.localeCompare(a.direction) ||
      a.class.localeCompare(b.class),
  );
}

/** How often a line has been crossed so far. */
export interface Crossed {
  readonly forward: number;
  readonly backward: number;
}

/** Counts crossings by line while the film plays. */
export function createCrossingTally(): {
  readonly add: (observations: readonly PerceivedObservation[]) => void;
  readonly of: (lineId: string) => Crossed;
} {
  const none: Crossed = { forward: 0, backward: 0 };
  const tally = new Map<string, Crossed>();
  return {
    add(observations) {
      for (const { kind, zoneId, direction } of observations) {
        if (kind !== 'crossed' || zoneId === null || direction === null) continue;
        const before = tally.get(zoneId) ?? none;
        tally.set(zoneId, { ...before, [direction]: before[direction] + 1 });
      }
    },
    of: (lineId) => tally.get(lineId) ?? none,
  };
}
