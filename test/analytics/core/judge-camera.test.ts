import { describe, expect, test } from 'vitest';
import type { HealthFact } from '../../../analytics/core/facts.ts';
import { cameraRules, judgeCameras, judgeHealth, type CameraMemory } from '../../../analytics/core/judge-camera.ts';
import { withChanges } from '../../../analytics/core/latches.ts';
import type { Rule, Verdict } from '../../../analytics/core/verdict.ts';
import type { RuleCondition } from '../../../contracts/rules.ts';

const NOON = Date.parse('2026-11-23T05:00:00Z');
type CameraHealth = Extract<RuleCondition, { kind: 'camera-health' }>;

function blind(changes: Partial<CameraHealth> = {}): Rule {
  return {
    id: 'blind',
    version: 1,
    name: 'Blind',
    severity: 'warning',
    hours: null,
    recipient: null,
    enabled: true,
    condition: {
      kind: 'camera-health',
      cameraIds: [],
      conditions: ['offline', 'covered'],
      forS: 10,
      clearForS: 60,
      ...changes,
    },
  };
}

function news(s: number, condition: HealthFact['condition'], changes: Partial<HealthFact> = {}): HealthFact {
  return {
    cameraId: 'gate',
    areaId: 'vinh-yen',
    source: 'camera',
    condition,
    fault: null,
    at: NOON + s * 1000,
    ...changes,
  };
}

function judging(rule: Rule, inUse: readonly string[] = ['gate', 'yard']) {
  let book = cameraRules([rule], new Set(inUse));
  let memory: CameraMemory = { news: new Map(), latches: new Map() };
  const told: string[] = [];
  const verdicts: Verdict[] = [];
  const take = (judged: ReturnType<typeof judgeHealth>): void => {
    memory = { news: new Map([...memory.news, ...judged.news]), latches: withChanges(memory.latches, judged.latches) };
    verdicts.push(...judged.verdicts);
    for (const verdict of judged.verdicts)
      told.push(
        `${verdict.verdict} ${verdict.placeKey}@${((verdict.verdict === 'raise' ? verdict.capturedAt : verdict.at) - NOON) / 1000}`,
      );
  };
  return {
    hear: (nowS: number, ...facts: readonly HealthFact[]) => {
      const judged = judgeHealth(memory, facts, book, 'Asia/Ho_Chi_Minh', NOON + nowS * 1000);
      take(judged);
      return judged;
    },
    wait: (toS: number) => {
      const judged = judgeCameras(memory, NOON + toS * 1000, book, 'Asia/Ho_Chi_Minh');
      take(judged);
      return judged.dueAt === null ? null : (judged.dueAt - NOON) / 1000;
    },
    use: (cameraIds: readonly string[]) => {
      book = cameraRules([rule], new Set(cameraIds));
    },
    told: () => told,
    verdicts: () => verdicts,
  };
}

test('a camera that stays blind becomes an alert when the hold is full, by the clock alone', () => {
  const city = judging(blind());
  city.hear(1, news(0, 'offline', { fault: 'unauthorized' }));
  expect(city.wait(1)).toBe(10);
  city.wait(9.9);
  expect(city.told()).toEqual([]);
  city.wait(10);
  expect(city.told()).toEqual(['raise camera:gate@10']);
  expect(city.verdicts()[0]).toMatchObject({ deviceKind: 'camera', deviceId: 'gate', detail: 'offline: unauthorized' });
});

test('a camera that comes back in time raises nothing', () => {
  const city = judging(blind());
  city.hear(1, news(0, 'offline'));
  city.hear(9, news(9, 'online'));
  city.wait(100);
  expect(city.told()).toEqual([]);
});

test('going from one bad condition to another does not begin the hold anew', () => {
  const city = judging(blind());
  city.hear(1, news(0, 'offline'));
  city.hear(8, news(8, 'covered'));
  city.wait(10);
  expect(city.told()).toEqual(['raise camera:gate@10']);
});

test('a flapping camera is one alert, over once it has been well for long enough', () => {
  const city = judging(blind());
  for (let s = 0; s < 600; s += 40) {
    city.hear(s, news(s, 'offline'));
    city.wait(s + 20);
    city.hear(s + 20, news(s + 20, 'online'));
    city.wait(s + 39);
  }
  expect(city.told()).toEqual(['raise camera:gate@10']);
  city.wait(700);
  expect(city.told()).toEqual(['raise camera:gate@10', 'clear camera:gate@640']);
});

test('conditions the rule does not name are none of its business', () => {
  const city = judging(blind());
  city.hear(1, news(0, 'dark'));
  city.wait(100);
  expect(city.told()).toEqual([]);
});

describe('the agent', () => {
  test('when it is gone its cameras are offline, whatever they were', () => {
    const city = judging(blind());
    city.hear(0, news(0, 'online'));
    city.hear(5, news(5, 'offline', { source: 'agent' }));
    city.wait(15);
    expect(city.told()).toEqual(['raise camera:gate@15']);
  });

  test('when it is back, a camera is what it says of itself', () => {
    const city = judging(blind({ clearForS: 0 }));
    city.hear(0, news(0, 'offline'), news(0, 'offline', { cameraId: 'yard', source: 'agent' }));
    city.wait(10);
    city.hear(20, news(20, 'online', { source: 'agent' }), news(20, 'online', { cameraId: 'yard', source: 'agent' }));
    city.wait(21);
    expect(city.told()).toEqual(['raise camera:gate@10', 'raise camera:yard@10', 'clear camera:yard@20']);
  });
});

test('news that arrives late and is older than what is known changes nothing', () => {
  const city = judging(blind({ forS: 0 }));
  city.hear(10, news(10, 'online'));
  expect(city.hear(11, news(5, 'offline')).late).toBe(1);
  expect(city.told()).toEqual([]);
});

test('an agent whose clock is ahead does not put the alert off', () => {
  const city = judging(blind());
  city.hear(0, news(300, 'offline'));
  expect(city.wait(0)).toBe(10);
});

test('a rule for some cameras leaves the others alone', () => {
  const city = judging(blind({ cameraIds: ['yard'], forS: 0 }));
  city.hear(0, news(0, 'offline'), news(0, 'offline', { cameraId: 'yard' }));
  expect(city.told()).toEqual(['raise camera:yard@0']);
});

test('a camera that is switched off on purpose is not ill, and its alert is over', () => {
  const city = judging(blind({ forS: 0, clearForS: 0 }), []);
  city.hear(0, news(0, 'offline'));
  expect(city.told()).toEqual([]);
  city.use(['gate']);
  city.wait(1);
  city.use([]);
  city.wait(2);
  expect(city.told()).toEqual(['raise camera:gate@1', 'clear camera:gate@2']);
});
