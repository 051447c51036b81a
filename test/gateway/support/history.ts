import type { ObservationRow } from '../../../store/observations-write.ts';
import { writeObservations } from '../../../store/observations-write.ts';
import type { Database } from '../../../store/database.ts';
import { ROLLUPS } from '../../../store/rollup-definitions.ts';
import { refreshRollups } from '../../../store/rollup-refresh.ts';
import { adoptTimeZone } from '../../../store/rollup-zone.ts';

let written = 0;

/** A car that crosses a line of the north, forward. */
export function aCrossing(at: string, over: Partial<ObservationRow> = {}): ObservationRow {
  written += 1;
  const capturedAt = Date.parse(at);
  return {
    kind: 'crossed',
    cameraId: 'cam-north',
    zoneId: 'line-north',
    trackId: `track-${written}`,
    class: 'car',
    direction: 'forward',
    value: null,
    uncertainty: null,
    score: 0.9,
    box: { x: 0.1, y: 0.2, w: 0.25, h: 0.5 },
    capturedAt,
    receivedAt: capturedAt + 20,
    perceivedAt: capturedAt + 60,
    naturalKey: `crossing-${written}`,
    areaId: 'north',
    ...over,
  };
}

/** Stores observations as ingest does and sums them as analytics does. */
export async function summed(
  database: Database,
  rows: readonly ObservationRow[],
  timeZone = 'Asia/Ho_Chi_Minh',
): Promise<void> {
  await adoptTimeZone(database, ROLLUPS, timeZone);
  for (let i = 0; i < rows.length; i += 5000) await writeObservations(database, rows.slice(i, i + 5000), []);
  await refreshRollups(database, timeZone);
}
