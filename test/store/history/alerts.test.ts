import { beforeAll, expect, test } from 'vitest';
import type { Database } from '../../../store/database.ts';
import { readAlertGroups, type AlertQuestion } from '../../../store/history/alert-statistics.ts';
import { readPastAlerts } from '../../../store/history/past.ts';
import { WHOLE_CITY } from '../../../store/scope.ts';
import { buildCity } from '../../gateway/support/city.ts';
import { migratedDatabase } from '../../support/database.ts';

const DAY = new Date('2026-03-02T00:00:00Z');
const DAY_MS = 86_400_000;

let database: Database;
beforeAll(async () => {
  ({ database } = await migratedDatabase());
  await buildCity(database);
});

/** Alerts by number, raised a minute after each other from a moment on. */
async function raised(count: number, from: Date, more: string): Promise<void> {
  await database.query(
    `insert into alert (rule_id, rule_version, rule_name, condition, severity, state, device_kind, device_id, device_name,
       area_id, lat, lon, value, place_key, source_key, last_at, captured_at, raised_at, acknowledged_at, resolved_at, deadline_at)
     select r.id, r.version, r.name, r.condition, 'critical', case when n = 1 then 'raised' else 'resolved' end, 'camera', 'cam-north',
       'Cổng', 'north', 21.4, 105.6, n, gen_random_uuid()::text, gen_random_uuid()::text, t, t, t, ${more}
     from rule_now r, generate_series(1, $1::int) n, lateral (select $2::timestamptz + n * interval '1 minute' as t) m`,
    [count, from],
  );
}
const step = (value: number, kind: string, minute: number, undone = false) =>
  database.query(
    `insert into alert_step (alert_id, kind, at, undone)
     select id, $2, raised_at + $3 * interval '1 minute', $4 from alert where value = $1`,
    [value, kind, minute, undone],
  );
const total = async (span: AlertQuestion['span'], more: Partial<AlertQuestion> = {}) =>
  (
    await readAlertGroups(database, {
      span,
      by: ['rule'],
      scope: WHOLE_CITY,
      areaIds: null,
      ruleIds: null,
      severities: null,
      boundaries: 'then',
      timeZone: 'Asia/Ho_Chi_Minh',
      reactWithinS: { critical: 65 },
      limit: 10,
      ...more,
    })
  ).total;

test('half and nine tenths of the reactions, deadlines that were met, and what was escalated', async () => {
  await database.query('delete from alert');
  // Reacted to after 10, 20 … 100 s; closed after 200, 400 … 2000.
  await raised(
    10,
    DAY,
    "t + n * interval '10 seconds', t + n * interval '200 seconds', case when n <= 3 then t + interval '10 minutes' when n = 4 then '2100-01-01' end",
  );
  await step(1, 'on-scene', 5);
  await step(2, 'on-scene', 20);
  // Taken back: nobody ever came.
  await step(3, 'on-scene', 5, true);
  await step(5, 'escalated', 2);
  expect(await total({ from: DAY, to: new Date(DAY.getTime() + DAY_MS) })).toMatchObject({
    acknowledgeP50: expect.closeTo(55, 6),
    acknowledgeP90: expect.closeTo(91, 6),
    resolveP50: expect.closeTo(1100, 6),
    resolveP90: expect.closeTo(1820, 6),
    limited: 10,
    inTime: 6,
    // The fourth has all the time in the world.
    withDeadline: 3,
    deadlineMet: 1,
    escalated: 1,
  });
});

test.each<readonly [string, Partial<AlertQuestion>, number]>([
  ['area', { areaIds: ['south'] }, 0],
  ['area of theirs', { areaIds: ['north'] }, 2],
  ['rule', { ruleIds: ['other'] }, 0],
  ['severity', { severities: ['info'] }, 0],
])('alerts are counted by %s', async (_, more, expected) => {
  await database.query('delete from alert');
  await raised(2, DAY, 'null, null, null');
  expect((await total({ from: DAY, to: new Date(DAY.getTime() + DAY_MS) }, more))?.raised).toBe(expected);
});

test('an alert that may still be reacted to in time is not judged yet', async () => {
  await database.query('delete from alert');
  const now = Date.now();
  await raised(1, new Date(now - 70_000), 'null, null, null');
  await raised(1, new Date(now - 600_000), 'null, null, null');
  const span = { from: new Date(now - DAY_MS), to: new Date(now + DAY_MS) };
  expect(await total(span)).toMatchObject({ raised: 2, limited: 1, inTime: 0 });
});

test('the past has the alerts that were open then, also those that were raised before', async () => {
  await database.query('delete from alert');
  await raised(2, new Date(DAY.getTime() - DAY_MS), "t, case when n = 2 then t + interval '1 hour' end, null");
  await raised(1, DAY, 'null, null, null');
  const span = { from: DAY, to: new Date(DAY.getTime() + DAY_MS) };
  const found = await readPastAlerts(database, { span, stepS: 900, scope: WHOLE_CITY, areaIds: null }, 10);
  expect(found.map(({ raised_at }) => raised_at.toISOString())).toEqual([
    '2026-03-01T00:01:00.000Z',
    '2026-03-02T00:01:00.000Z',
  ]);
  expect(await readPastAlerts(database, { span, stepS: 900, scope: WHOLE_CITY, areaIds: ['south'] }, 10)).toEqual([]);
});
