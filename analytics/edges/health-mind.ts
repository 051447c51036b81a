import type { Database } from '../../store/database.ts';
import { healthAfter, newestHealth, type StoredHealth } from '../../store/health-read.ts';
import { ruleStates } from '../../store/rule-state.ts';
import { judgeCameras, judgeHealth, watchesCamera, type CameraMemory, type CameraNews } from '../core/judge-camera.ts';
import { forget, latchesFrom, statesOf, withChanges, type Latches } from '../core/latches.ts';
import { NO_RULES } from '../core/rule-book.ts';
import type { OpenMind } from './fact-lane.ts';
import type { Metrics } from './metrics.ts';

/** Judges cameras' health with hold and hold-off. */
export function healthMind(
  database: Database,
  timeZone: string,
  batch: number,
  metrics: Metrics,
): OpenMind<StoredHealth> {
  return async (position) => {
    let book = NO_RULES;
    let memory: CameraMemory = {
      news: newsOf(await newestHealth(database, position)),
      latches: latchesFrom(await ruleStates(database, 'camera:')),
    };
    const take = (news: CameraMemory['news'], latches: Latches): void => {
      memory = {
        news: news.size === 0 ? memory.news : new Map([...memory.news, ...news]),
        latches: withChanges(memory.latches, latches),
      };
    };
    return {
      adopt: async (next) => {
        book = next;
        const dropped = forget(memory.latches, (key) => watchesCamera(book.cameras, key));
        take(new Map(), dropped);
        return { verdicts: [], states: statesOf(dropped) };
      },
      read: (from) => healthAfter(database, from, batch),
      judge: (facts, nowMs) => {
        const judged = judgeHealth(memory, facts, book.cameras, timeZone, nowMs);
        take(judged.news, judged.latches);
        metrics.ignored.inc({ reader: 'health', reason: 'late' }, judged.late);
        return { verdicts: judged.verdicts, states: statesOf(judged.latches) };
      },
      passTime: (nowMs) => {
        const judged = judgeCameras(memory, nowMs, book.cameras, timeZone);
        take(judged.news, judged.latches);
        return { verdicts: judged.verdicts, states: statesOf(judged.latches), dueAt: judged.dueAt };
      },
    };
  };
}

function newsOf(facts: readonly StoredHealth[]): ReadonlyMap<string, CameraNews> {
  const news = new Map<string, CameraNews>();
  for (const fact of facts)
    news.set(fact.cameraId, { ...(news.get(fact.cameraId) ?? { camera: null, agent: null }), [fact.source]: fact });
  return news;
}
