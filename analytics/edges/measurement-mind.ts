import type { Database } from '../../store/database.ts';
import { measurementsAfter, newestMeasurements, type StoredMeasurement } from '../../store/measurements-read.ts';
import { ruleStates } from '../../store/rule-state.ts';
import { judgeMeasurements, judgeSilence, watchesSensor, type SensorMemory } from '../core/judge-sensor.ts';
import { forget, latchesFrom, statesOf, withChanges, type Latches } from '../core/latches.ts';
import { NO_RULES, type RuleBook } from '../core/rule-book.ts';
import type { ReaderPosition } from '../../store/readers.ts';
import type { OpenMind } from './fact-lane.ts';
import type { Metrics } from './metrics.ts';

/** Judges measurements against limits with hysteresis, hold and hold-off. */
export function measurementMind(
  database: Database,
  timeZone: string,
  batch: number,
  metrics: Metrics,
): OpenMind<StoredMeasurement> {
  return async (position) => {
    let book = NO_RULES;
    let at: Pick<ReaderPosition, 'xid' | 'id'> = position;
    let memory: SensorMemory = {
      newest: new Map(),
      latches: latchesFrom(await ruleStates(database, 'sensor:')),
    };
    const take = (newest: SensorMemory['newest'], latches: Latches): void => {
      memory = {
        newest: newest.size === 0 ? memory.newest : new Map([...memory.newest, ...newest]),
        latches: withChanges(memory.latches, latches),
      };
    };
    return {
      adopt: async (next) => {
        book = next;
        const added = watched(book).filter((sensorId) => !memory.newest.has(sensorId));
        const dropped = forget(memory.latches, (key) => watchesSensor(book.sensors, key));
        take(await newestOf(database, at, added), dropped);
        return { verdicts: [], states: statesOf(dropped) };
      },
      read: async (from) => {
        const page = await measurementsAfter(database, from, watched(book), batch);
        at = page.to;
        return page;
      },
      judge: (facts) => {
        const judged = judgeMeasurements(memory, facts, book.sensors, timeZone);
        take(judged.newest, judged.latches);
        metrics.ignored.inc({ reader: 'measurements', reason: 'late' }, judged.late);
        metrics.ignored.inc({ reader: 'measurements', reason: 'suspect' }, judged.suspect);
        return { verdicts: judged.verdicts, states: statesOf(judged.latches) };
      },
      passTime: (nowMs) => {
        const judged = judgeSilence(memory, nowMs, book.sensors, timeZone);
        take(judged.newest, judged.latches);
        return { verdicts: judged.verdicts, states: statesOf(judged.latches), dueAt: judged.dueAt };
      },
    };
  };
}

function watched(book: RuleBook): readonly string[] {
  return [...book.sensors.bySensor.keys()];
}

async function newestOf(
  database: Database,
  at: Pick<ReaderPosition, 'xid' | 'id'>,
  sensorIds: readonly string[],
): Promise<ReadonlyMap<string, StoredMeasurement>> {
  if (sensorIds.length === 0) return new Map();
  const newest = await newestMeasurements(database, at, sensorIds);
  return new Map(newest.map((measurement) => [measurement.sensorId, measurement]));
}
