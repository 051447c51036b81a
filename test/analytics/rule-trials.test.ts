import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { runTrial } from '../../analytics/edges/trial/run-trial.ts';
import type { RuleTrialResult } from '../../contracts/rule-trial.ts';
import type { RuleSettings } from '../../contracts/rules.ts';
import { askTrial, endTrial, findTrial } from '../../store/rule-trials.ts';
import { writeObservations } from '../../store/observations-write.ts';
import { writeTracks } from '../../store/tracks.ts';
import { until } from '../support/until.ts';
import { aCity, alerts, anObservation, aRule, emptied, judge, judged, observe, rule, type City } from './city.ts';
import { aClock, agentIs, cameraIs, measure } from './facts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Two days ago at 20:00 UTC, 3 o'clock in the morning in the city: what is judged live is no older than some weeks. */
const NOW = Math.floor(Date.now() / (24 * HOUR)) * 24 * HOUR - 28 * HOUR;
let city: City;
beforeAll(async () => {
  city = await aCity();
  await city.database.query("update zone set changed_at = '2020-01-01'");
});
beforeEach(() => emptied(city));

const trialOf = (rule: RuleSettings, areaIds: readonly string[] | null = null): Promise<RuleTrialResult> =>
  runTrial(
    { id: randomUUID(), username: 'x', areaIds, rule, from: new Date(NOW - 24 * HOUR), to: new Date(NOW) },
    { database: city.database, timeZone: 'Asia/Ho_Chi_Minh', onPage: async () => undefined },
  );
const at = (minutesAgo: number): number => NOW - minutesAgo * MINUTE;
const times = ({ alerts }: RuleTrialResult): readonly number[] =>
  alerts.map((alert) => Math.round((NOW - Date.parse(alert.at)) / MINUTE));
const presence = (forS: number, hours: RuleSettings['hours'] = null) =>
  aRule({ condition: { kind: 'zone-presence', zoneIds: ['depot'], classes: ['person'], forS }, hours, enabled: false });

test('a rule that is not switched on says what it would have raised, with places, times and pictures', async () => {
  const seen = anObservation({ capturedAt: at(300) });
  const jpeg = Buffer.from([0xff, 0xd8, 1, 0xff, 0xd9]);
  await writeObservations(
    city.database,
    [seen],
    [{ cameraId: 'gate', capturedAt: seen.capturedAt, width: 64, height: 48, jpeg }],
  );
  await observe(
    city.database,
    anObservation({ capturedAt: at(298) }),
    anObservation({ capturedAt: at(200) }),
    anObservation({ capturedAt: at(150), class: 'dog' }),
    anObservation({ capturedAt: at(25 * 60) }),
  );
  const result = await trialOf(presence(0));
  expect(times(result)).toEqual([300, 200]);
  expect(result).toMatchObject({ alertCount: 2, facts: 4, isCut: false });
  expect(result.places).toEqual([{ zoneId: 'depot', basis: 'observations' }]);
  expect(result.alerts[0]).toMatchObject({
    repeats: 1,
    deviceId: 'gate',
    zoneId: 'depot',
    areaId: 'vinh-yen',
    class: 'person',
    pictureAt: new Date(seen.capturedAt).toISOString(),
  });
  expect(result.alerts[1]?.pictureAt).toBeNull();
  expect(await alerts(city.database)).toEqual([]);
});

test('stays are found for any length, though no rule had set that mark; hours are the city’s', async () => {
  const stay = (minutesAgo: number, seconds: number) => {
    const trackId = `stay-${minutesAgo}`;
    return [
      anObservation({ trackId, capturedAt: at(minutesAgo) }),
      anObservation({ trackId, kind: 'left', value: seconds, capturedAt: at(minutesAgo) + seconds * 1000 }),
    ];
  };
  await observe(city.database, ...stay(600, 90), ...stay(300, 30), ...stay(120, 45));
  expect(times(await trialOf(presence(45)))).toEqual([599, 119]);
  const night = { days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '05:00' };
  expect(times(await trialOf(presence(45, night)))).toEqual([119]);
});

test('a limit is judged as live: the same readings raise and clear at the same moments', async () => {
  const flood = aRule({
    id: 'flood',
    condition: {
      kind: 'sensor-threshold',
      sensorIds: ['lake'],
      side: 'above',
      limit: 5,
      clearAt: 4,
      forS: 60,
      clearForS: 60,
    },
  });
  const heights = [3, 5.2, 5.3, 5.1, 4.5, 3.9, 3.8, 3.7, 5.5, 4.2, 5.6, 5.7, 5.8, 5.9];
  await measure(city.database, ...heights.map((height, i) => [at(60) + i * 25_000, height] as const));
  const result = await trialOf(flood);
  await rule(city.database, flood);
  const live = await judge(city, { clock: aClock(NOW) });
  await judged(live, city.database);
  await until(async () => (await alerts(city.database))[0]?.count === 2);
  const [alert] = await alerts(city.database);
  expect(result.alertCount).toBe(2);
  const [first] = result.alerts;
  expect(first?.clearedAt).toEqual(expect.any(String));
  expect({ at: Date.parse(first?.at ?? ''), value: first?.value }).toEqual({
    at: (alert as { captured_at?: Date } | undefined)?.captured_at?.getTime(),
    value: alert?.['value'],
  });
  await live.stop();
});

test('a limit that was passed before the span began is raised when the rule would have been switched on', async () => {
  const readings = Array.from({ length: 100 }, (_, i) => [at(24 * 60 + 5) + i * 10_000, 6] as const);
  await measure(city.database, ...readings);
  const flood = aRule({
    condition: {
      kind: 'sensor-threshold',
      sensorIds: ['lake'],
      side: 'above',
      limit: 5,
      clearAt: 4,
      forS: 0,
      clearForS: 0,
    },
  });
  expect(times(await trialOf(flood))[0]).toBeGreaterThanOrEqual(24 * 60 - 1);
});

test('cameras that went blind are found, whether it was the camera or its agent', async () => {
  await cameraIs(city.database, 'gate', 'online', at(600));
  await cameraIs(city.database, 'yard', 'online', at(600));
  await cameraIs(city.database, 'gate', 'offline', at(300));
  await cameraIs(city.database, 'gate', 'online', at(290));
  await agentIs(city.database, 'pole-1', 'offline', at(60));
  const blind = aRule({
    condition: { kind: 'camera-health', cameraIds: [], conditions: ['offline'], forS: 60, clearForS: 30 },
  });
  const result = await trialOf(blind);
  expect(result.alerts.map(({ deviceId }) => deviceId)).toEqual(['gate', 'gate', 'yard']);
  expect(times(result)).toEqual([299, 59, 59]);
});

test('a zone drawn today is judged by the tracks of yesterday', async () => {
  await city.database.query(
    `insert into zone (id, camera_id, name, shape, changed_at) values ('new', 'gate', 'N',
     '{"kind":"zone","polygon":[[0.4,0.4],[0.6,0.4],[0.6,0.6],[0.4,0.6]]}', $1)`,
    [new Date(NOW)],
  );
  const track = (minutesAgo: number, y: number) => ({
    trackId: `track-${minutesAgo}`,
    cameraId: 'gate',
    areaId: 'vinh-yen',
    class: 'person' as const,
    score: 0.9,
    firstAt: at(minutesAgo),
    lastAt: at(minutesAgo) + 10_000,
    looks: 50,
    path: [
      [0, 0.1, y],
      [4000, 0.45, y],
      [6000, 0.55, y],
      [10_000, 0.9, y],
    ] as [number, number, number][],
  });
  await writeTracks(city.database, [track(90, 0.5), track(60, 0.9), track(30, 0.5)]);
  const condition = { kind: 'zone-presence' as const, zoneIds: ['new'], classes: ['person' as const], forS: 0 };
  const result = await trialOf(aRule({ condition }));
  expect(times(result)).toEqual([90, 30]);
  expect(result.places).toEqual([{ zoneId: 'new', basis: 'tracks' }]);
  await city.database.query("delete from zone where id = 'new'; truncate track");
});

test('what nobody had asked perception for is said not to be known', async () => {
  const crowd = (atLeast: number) =>
    aRule({
      id: `crowd-${atLeast}`,
      condition: { kind: 'behaviour', behaviour: 'crowd', zoneIds: ['depot'], classes: [], atLeast },
    });
  expect((await trialOf(crowd(10))).places).toEqual([{ zoneId: 'depot', basis: 'not-observed' }]);
  await rule(city.database, crowd(10));
  await city.database.query("update rule set changed_at = '2026-01-01'");
  expect((await trialOf(crowd(20))).places).toEqual([{ zoneId: 'depot', basis: 'other-marks' }]);
  expect((await trialOf(crowd(10))).places).toEqual([{ zoneId: 'depot', basis: 'observations' }]);
});

test('facts of other areas are not looked at', async () => {
  await observe(
    city.database,
    anObservation({ capturedAt: at(100) }),
    anObservation({ capturedAt: at(50), areaId: 'vinh-phuc' }),
  );
  expect(times(await trialOf(presence(0), ['vinh-yen']))).toEqual([100]);
  // The camera itself stands elsewhere: neither is its zone.
  expect(times(await trialOf(presence(0), ['vinh-phuc']))).toEqual([]);
});

test('a trial is judged by whoever takes it up, once, and by nobody when it is ended before', async () => {
  await city.database.query(
    "insert into account (username, name, role, password_hash) values ('tester', 'T', 'admin', 'x') on conflict do nothing",
  );
  await observe(city.database, anObservation({ capturedAt: at(100) }));
  const ask = async (): Promise<string> => {
    const id = randomUUID();
    const span = { from: new Date(NOW - 24 * HOUR), to: new Date(NOW) };
    expect(await askTrial(city.database, { id, username: 'tester', areaIds: null, rule: presence(0), ...span })).toBe(
      true,
    );
    return id;
  };
  const ended = await ask();
  expect(await endTrial(city.database, ended, 'tester')).toBe(true);
  const analytics = await judge(city);
  const id = await ask();
  await until(async () => (await findTrial(city.database, id, 'tester'))?.state === 'done');
  expect((await findTrial(city.database, id, 'tester'))?.result?.alertCount).toBe(1);
  expect(await findTrial(city.database, id, 'somebody-else')).toBeNull();
  expect(await findTrial(city.database, ended, 'tester')).toBeNull();
  await analytics.stop();
});

test('a trial that nobody waits for any more stops at its next page', async () => {
  await observe(city.database, anObservation({ capturedAt: at(100) }));
  const onPage = async (): Promise<void> => {
    throw new Error('nobody waits');
  };
  const span = { from: new Date(NOW - 24 * HOUR), to: new Date(NOW) };
  await expect(
    runTrial(
      { id: randomUUID(), username: 'x', areaIds: null, rule: presence(0), ...span },
      { database: city.database, timeZone: 'UTC', onPage },
    ),
  ).rejects.toThrow('nobody waits');
});
