import type { Database } from '../../store/database.ts';
import { observationsAfter, type StoredObservation } from '../../store/observations-read.ts';
import { judgeObservation } from '../core/judge-observation.ts';
import { NO_RULES } from '../core/rule-book.ts';
import type { Judgement, OpenMind } from './fact-lane.ts';

const NOTHING: Judgement = { verdicts: [], states: [] };

/** Judges observations: each by itself, nothing to remember. */
export function observationMind(database: Database, timeZone: string, batch: number): OpenMind<StoredObservation> {
  return async () => {
    let book = NO_RULES;
    return {
      adopt: async (next) => {
        book = next;
        return NOTHING;
      },
      read: (from) => observationsAfter(database, from, batch),
      judge: (facts) => ({
        verdicts: facts.flatMap((fact) => judgeObservation(fact, book.zones, timeZone)),
        states: [],
      }),
      passTime: () => ({ ...NOTHING, dueAt: null }),
    };
  };
}
