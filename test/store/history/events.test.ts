import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../store/database.ts';
import { findAlertEvents, findObservationEvents, type EventSearch } from '../../../store/history/events.ts';
import { saveRule } from '../../../store/rules.ts';
import { scopeOf, WHOLE_CITY } from '../../../store/scope.ts';
import { aRule, buildCity } from '../../gateway/support/city.ts';
import { migratedDatabase } from '../../support/database.ts';

const AT = '2026-03-02T05:00:00Z';
const EVERYTHING: EventSearch = {
  span: { from: new Date('2026-03-02T00:00:00Z'), to: new Date('2026-03-03T00:00:00Z') },
  scope: WHOLE_CITY,
  words: null,
  polygon: null,
  areaIds: null,
  deviceIds: null,
  zoneIds: null,
  classes: null,
  kinds: null,
  direction: null,
  longerThanS: null,
  shorterThanS: null,
  states: null,
  severities: null,
  ruleIds: null,
  after: null,
  limit: 100,
};
/** Around the southern ward. */
const SOUTH = [
  [21.1, 105.5],
  [21.1, 105.7],
  [21.3, 105.7],
  [21.3, 105.5],
].map(([lat = 0, lon = 0]) => ({ lat, lon }));

let database: Database;
beforeAll(async () => {
  ({ database } = await migratedDatabase());
  await buildCity(database);
  await saveRule(database, aRule({ id: 'other' }), null);
  await database.query("update known_place set name = 'Đầm Vạc' where id = 'cam-south'");
  // All at the same moment; their numbers are their values.
  await database.query(
    `with put as (
       insert into alert (rule_id, rule_version, rule_name, condition, severity, state, device_kind, device_id, device_name,
         zone_id, zone_name, area_id, lat, lon, class, value, place_key, source_key, last_at, captured_at, raised_at, resolved_at)
       select r.id, r.version, r.name, r.condition, v.severity, state, 'camera', 'cam-' || ward, 'Cổng chợ', 'zone-' || ward, 'Kho',
         ward, lat, 105.6, class, n, 'p' || n, 's' || n, $1, $1, $1, $1::timestamptz + done * interval '1 second'
       from (values
         (1, 'north', 21.4, 'night', 'critical', 'resolved', 'person', 100),
         (2, 'north', 21.4, 'night', 'warning', 'false-alarm', 'car', 900),
         (3, 'south', 21.2, 'other', 'critical', 'raised', 'person', null)
       ) v(n, ward, lat, rule, severity, state, class, done) join rule_now r on r.id = rule
       returning id, value)
     insert into alert_step (alert_id, kind, at, text)
     select id, 'comment', $1, case value when 1 then 'Đầy 100% kho' when 2 then 'Xe đẩy hàng của chợ Đầm Vạc' else 'Gọi đội 100' end
       from put`,
    [AT],
  );
  await database.query(
    `insert into observation (at, kind, camera_id, area_id, zone_id, track_id, class, direction, value, received_at, perceived_at, natural_key)
     select $1, kind, 'cam-' || ward, ward, zone, n::text, class, direction, value, now(), now(), 'n' || n
       from (values (1, 'north', 'crossed', 'zone-north', 'person', 'forward', 5), (2, 'north', 'left', null, 'car', null, 50),
                    (3, 'south', 'entered', 'zone-south', 'person', 'backward', null)) v(n, ward, kind, zone, class, direction, value)`,
    [AT],
  );
  await database.query(
    "insert into simulated_span (from_at, to_at, device_id) values ('2026-03-02Z', '2026-03-03Z', 'cam-south')",
  );
});

const alerts = async (asked: Partial<EventSearch>) =>
  (await findAlertEvents(database, { ...EVERYTHING, ...asked })).map(({ value }) => value);
const observations = async (asked: Partial<EventSearch>) =>
  (await findObservationEvents(database, { ...EVERYTHING, ...asked })).map(({ track_id }) => Number(track_id));

describe('alerts are found by', () => {
  test.each<readonly [string, Partial<EventSearch>, readonly number[]]>([
    ['nothing: all of them', {}, [3, 2, 1]],
    ['how long they lasted at least', { longerThanS: 101 }, [2]],
    ['how long they lasted at most; open ones have no length', { shorterThanS: 100 }, [1]],
    ['severity', { severities: ['warning'] }, [2]],
    ['state', { states: ['raised'] }, [3]],
    ['rule', { ruleIds: ['other'] }, [3]],
    ['area', { areaIds: ['south'] }, [3]],
    ['device', { deviceIds: ['cam-south'] }, [3]],
    ['zone', { zoneIds: ['zone-south'] }, [3]],
    ['class', { classes: ['car'] }, [2]],
    ['place on the map', { polygon: SOUTH }, [3]],
    ['whose they are', { scope: scopeOf('x', ['south']) }, [3]],
    ['words, each of which must be there', { words: ['dam', 'kho'] }, [2]],
    ['words in a comment and in a name', { words: ['doi', 'cong'] }, [3]],
    ['a sign that means itself', { words: ['100%'] }, [1]],
    ['a sign that stands for no other', { words: ['d_m'] }, []],
  ])('%s', async (_, asked, found) => {
    expect(await alerts(asked)).toEqual(found);
  });
});

describe('observations are found by', () => {
  test.each<readonly [string, Partial<EventSearch>, readonly number[]]>([
    ['nothing: all of them', {}, [3, 2, 1]],
    ['how long they lasted at least', { longerThanS: 10 }, [2]],
    ['how long they lasted at most', { shorterThanS: 10 }, [1]],
    ['kind', { kinds: ['entered'] }, [3]],
    ['direction', { direction: 'backward' }, [3]],
    ['area', { areaIds: ['south'] }, [3]],
    ['device', { deviceIds: ['cam-south'] }, [3]],
    ['zone', { zoneIds: ['zone-north'] }, [1]],
    ['class', { classes: ['car'] }, [2]],
    ['place on the map', { polygon: SOUTH }, [3]],
    ['whose they are', { scope: scopeOf('x', ['south']) }, [3]],
    ['words, each of which must be there', { words: ['kho', 'vac'] }, [3]],
    ['a sign that stands for no other', { words: ['d_m'] }, []],
  ])('%s', async (_, asked, found) => {
    expect(await observations(asked)).toEqual(found);
  });
});

test('of what happened at the same moment nothing is lost between pages', async () => {
  for (const find of [findAlertEvents, findObservationEvents]) {
    const seen: number[] = [];
    let after: EventSearch['after'] = null;
    for (let page = 0; page < 4; page++) {
      const rows: readonly { readonly id: number; readonly place_at: string }[] = await find(database, {
        ...EVERYTHING,
        after,
        limit: 1,
      });
      const row = rows[0];
      if (!row) break;
      seen.push(row.id);
      after = [row.place_at, String(row.id)];
    }
    expect(new Set(seen).size).toBe(3);
  }
});

test('what is older than the last weeks is found as well, and from the page after too', async () => {
  const year = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-12-31T00:00:00Z') };
  expect(await observations({ span: year })).toEqual([3, 2, 1]);
  const after = [String(Date.parse('2026-11-01T00:00:00Z') * 1000), '1'] as const;
  expect(await observations({ span: year, after })).toEqual([3, 2, 1]);
  expect(await observations({ span: { ...year, to: new Date('2026-03-08T00:00:00Z') }, limit: 2 })).toEqual([3, 2]);
});

test('only what was made up is said to be', async () => {
  for (const find of [findAlertEvents, findObservationEvents])
    expect((await find(database, EVERYTHING)).map(({ simulated }) => simulated)).toEqual([true, false, false]);
});
