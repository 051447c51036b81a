import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { moveReader, type AlertOutcome, type MoveResult } from '../../store/alerts-raise.ts';
import { readerPosition } from '../../store/readers.ts';
import { ruleStates, type RuleState } from '../../store/rule-state.ts';
import { alerts, aRule, aCity, rule, steps, type City, emptied } from '../analytics/city.ts';

const NOON = Date.parse('2026-11-23T05:00:00Z');
let city: City;
beforeAll(async () => {
  city = await aCity();
});
beforeEach(async () => {
  await emptied(city);
  await rule(city.database, aRule());
});

let fact = 0;
function anOutcome(
  changes: Partial<NonNullable<AlertOutcome['raise']>> = {},
  outcome: Partial<Omit<AlertOutcome, 'raise'>> = {},
): AlertOutcome {
  fact += 1;
  return {
    ruleId: 'closed-depot',
    placeKey: 'zone:depot',
    clearedAt: null,
    ...outcome,
    raise: {
      ruleVersion: 1,
      sourceKey: `observation:${fact}`,
      lastSourceKey: changes.sourceKey ?? `observation:${fact}`,
      count: 1,
      lastAt: NOON,
      deviceKind: 'camera',
      deviceId: 'gate',
      zoneId: 'depot',
      areaId: null,
      class: 'person',
      box: { x: 0.1, y: 0.2, w: 0.3, h: 0.4 },
      value: null,
      unit: null,
      detail: null,
      capturedAt: NOON,
      receivedAt: NOON + 1,
      perceivedAt: NOON + 2,
      ...changes,
    },
  };
}
const cleared = (at: number): AlertOutcome => ({
  ruleId: 'closed-depot',
  placeKey: 'zone:depot',
  clearedAt: at,
  raise: null,
});

async function move(outcomes: readonly AlertOutcome[], states: readonly RuleState[] = []): Promise<MoveResult> {
  const from = await readerPosition(city.database, 'observations');
  return moveReader(city.database, {
    name: 'observations',
    from,
    to: { xid: from.xid, id: from.id + 1 },
    outcomes,
    states,
  });
}

test('the first fact raises an alert, the next repeats it', async () => {
  expect((await move([anOutcome()])).alerts).toMatchObject([{ isNew: true, ruleId: 'closed-depot' }]);
  expect((await move([anOutcome({ count: 3, lastAt: NOON + 60_000 })])).alerts).toMatchObject([{ isNew: false }]);
  expect(await alerts(city.database)).toMatchObject([{ count: 4, version: 2, last_at: new Date(NOON + 60_000) }]);
});

test('the same fact told twice is not a repeat', async () => {
  await move([anOutcome({ sourceKey: 'observation:x' })]);
  await move([anOutcome({ sourceKey: 'observation:x' })]);
  expect(await alerts(city.database)).toMatchObject([{ count: 1 }]);
});

test('an area written on the fact stands; without one the camera tells it', async () => {
  await move([
    anOutcome({ areaId: 'old-ward' }),
    anOutcome({ deviceId: 'yard', zoneId: null }, { placeKey: 'camera:yard' }),
  ]);
  const areas = new Map((await alerts(city.database)).map((alert) => [alert.place_key, alert['area_id']]));
  expect(Object.fromEntries(areas)).toEqual({ 'zone:depot': 'old-ward', 'camera:yard': 'vinh-phuc' });
});

test('an alert keeps whom its rule is for, by the name they have then, and they may see it wherever it happens', async () => {
  await city.database.query("insert into unit (id, name_vi, name_en) values ('patrol', 'Đội tuần tra', 'Patrol')");
  await rule(city.database, aRule({ recipient: { kind: 'unit', id: 'patrol' } }));
  await move([anOutcome({ ruleVersion: 2 })]);
  await city.database.query("update unit set name_vi = 'Đội khác' where id = 'patrol'");
  expect(await alerts(city.database)).toMatchObject([
    { recipient: { kind: 'unit', id: 'patrol', name: 'Đội tuần tra' }, handed_to: ['unit:patrol'] },
  ]);
});

test('alerts for a ward that was merged are for the ward it went into', async () => {
  await city.database.query(`insert into area (id, kind, name_vi, name_en, valid_from, valid_to, successor_id) values
    ('first', 'ward', 'Một', 'One', '2020-01-01', '2021-01-01', 'second'),
    ('second', 'ward', 'Hai', 'Two', '2020-01-01', '2022-01-01', 'third'),
    ('third', 'ward', 'Ba', 'Three', '2020-01-01', null, null)`);
  await rule(city.database, aRule({ recipient: { kind: 'ward', id: 'first' } }));
  await move([anOutcome({ ruleVersion: 2 })]);
  expect(await alerts(city.database)).toMatchObject([
    { recipient: { kind: 'ward', id: 'third', name: 'Ba' }, handed_to: ['ward:third'] },
  ]);
});

test('alerts for a role make nobody see more', async () => {
  await rule(city.database, aRule({ recipient: { kind: 'role', id: 'police' } }));
  await move([anOutcome({ ruleVersion: 2 })]);
  expect(await alerts(city.database)).toMatchObject([{ recipient: { kind: 'role', id: 'police' }, handed_to: [] }]);
});

test('a camera or zone deleted meanwhile leaves its id as its name', async () => {
  await city.database.query("delete from camera where id = 'gate'");
  await move([anOutcome()]);
  expect(await alerts(city.database)).toMatchObject([{ device_name: 'gate', zone_name: 'depot', lat: null }]);
});

test('when the active alert was closed, the next fact raises a new one', async () => {
  await move([anOutcome()]);
  await city.database.query("update alert set state = 'false-alarm'");
  expect((await move([anOutcome()])).alerts).toMatchObject([{ isNew: true }]);
  expect(await alerts(city.database)).toHaveLength(2);
});

test('an alert somebody has acknowledged is repeated, not raised anew', async () => {
  await move([anOutcome()]);
  await city.database.query("update alert set state = 'dispatched'");
  await move([anOutcome()]);
  expect(await alerts(city.database)).toMatchObject([{ state: 'dispatched', count: 2 }]);
});

describe('a condition that is over', () => {
  test('leaves the alert to a person and says so in a step', async () => {
    await move([anOutcome()]);
    expect((await move([cleared(NOON + 5_000)])).cleared).toBe(1);
    const [alert] = await alerts(city.database);
    expect(alert).toMatchObject({ state: 'raised', cleared_at: new Date(NOON + 5_000), version: 2 });
    expect(await steps(city.database, alert?.id ?? 0)).toEqual(['raised', 'cleared']);
  });

  test('is told once', async () => {
    await move([anOutcome()]);
    await move([cleared(NOON)]);
    expect((await move([cleared(NOON + 1)])).cleared).toBe(0);
    expect(await alerts(city.database)).toMatchObject([{ version: 2 }]);
  });

  test('that begins anew is a repeat, and not over any more', async () => {
    await move([anOutcome()]);
    await move([cleared(NOON)]);
    await move([anOutcome()]);
    expect(await alerts(city.database)).toMatchObject([{ count: 2, cleared_at: null }]);
  });

  test('within the same batch as it began, keeps its order', async () => {
    await move([anOutcome({}, { clearedAt: NOON + 1_000 })]);
    const [alert] = await alerts(city.database);
    expect(alert).toMatchObject({ cleared_at: new Date(NOON + 1_000), count: 1 });
    expect(await steps(city.database, alert?.id ?? 0)).toEqual(['raised', 'cleared']);
  });

  test('without an active alert changes nothing', async () => {
    expect((await move([cleared(NOON)])).cleared).toBe(0);
    expect(await alerts(city.database)).toEqual([]);
  });
});

test('whoever read at an older turn writes nothing at all', async () => {
  const from = await readerPosition(city.database, 'observations');
  const mine = { name: 'observations' as const, from, to: { xid: '9', id: 9 } };
  const state = { ruleId: 'closed-depot', placeKey: 'sensor:x', state: { phase: 'raised', since: 1 } };
  const both = await Promise.all([
    moveReader(city.database, { ...mine, outcomes: [anOutcome()], states: [state] }),
    moveReader(city.database, { ...mine, outcomes: [anOutcome()], states: [state] }),
  ]);
  expect(both.filter((result) => result.moved !== null)).toHaveLength(1);
  expect(await alerts(city.database)).toMatchObject([{ count: 1 }]);
});

test('states are remembered with the move, and forgotten with null', async () => {
  const place = { ruleId: 'flood', placeKey: 'sensor:lake' };
  await move([], [{ ...place, state: { phase: 'pending', since: 5 } }]);
  expect(await ruleStates(city.database, 'sensor:')).toEqual([{ ...place, state: { phase: 'pending', since: 5 } }]);
  expect(await ruleStates(city.database, 'camera:')).toEqual([]);
  await move([], [{ ...place, state: null }]);
  expect(await ruleStates(city.database, 'sensor:')).toEqual([]);
});

test('an alert whose frame has no stored picture is raised without evidence', async () => {
  await move([anOutcome()]);
  expect((await city.database.query('select 1 from evidence')).rows).toEqual([]);
});

test('a raise at a rule version that is not there writes no alert but moves on', async () => {
  const result = await move([anOutcome({ ruleVersion: 9 })]);
  expect(result.moved).not.toBeNull();
  expect(result.alerts).toEqual([]);
});
