import type { Observation } from '../../../contracts/observations.ts';
import type { Database } from '../../../store/database.ts';
import { observationsAfter } from '../../../store/observations-read.ts';
import { every } from './regularly.ts';

/** An observation and the moment another process could read it. */
export type Reported = Pick<
  Observation,
  'kind' | 'cameraId' | 'zoneId' | 'direction' | 'box' | 'class' | 'capturedAt'
> & {
  readonly reportedAt: number;
};

/** Reads observations as they are committed, as analytics does. */
export interface ObservationEar {
  readonly heard: () => readonly Reported[];
  readonly stop: () => Promise<void>;
}

const EVERY_MS = 50;
const LIMIT = 1000;

/** Hears everything that is committed from now on, and what was before. */
export function startObservationEar(database: Database): ObservationEar {
  const heard: Reported[] = [];
  let at = { xid: '0', id: 0 };
  const stop = every(EVERY_MS, async () => {
    const page = await observationsAfter(database, { ...at, turn: 0, movedAt: Date.now() }, LIMIT);
    const reportedAt = Date.now();
    heard.push(...page.facts.map((fact) => ({ ...fact, reportedAt })));
    at = page.to;
  });
  return { heard: () => heard, stop };
}
