import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../../contracts/reports.ts';
import { daysIn, monthAfter, monthBefore, monthEarlier } from '../../../gateway/core/reports/month.ts';
import { drawReport } from '../../../gateway/edges/reports/draw-report.ts';
import { gatherReport } from '../../../gateway/edges/reports/gather-report.ts';
import type { Database } from '../../../store/database.ts';
import {
  cancelReport,
  findReport,
  findReportFile,
  finishReport,
  noteProgress,
  orderReport,
  takeReport,
} from '../../../store/reports.ts';
import { WHOLE_CITY } from '../../../store/scope.ts';
import { saveZone } from '../../../store/zones.ts';
import { insertSums } from '../../store/insert-sums.ts';
import { migratedDatabase } from '../../support/database.ts';
import { tempDir } from '../../support/places.ts';
import { withSession } from '../support/browser.ts';
import { buildCity } from '../support/city.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { aCrossing, summed } from '../support/history.ts';
import { until } from '../../support/until.ts';
import { aReport } from './a-report.ts';

const ORDER = { month: '2026-02', areaId: null, language: 'vi' };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await buildCity(gateway.database);
  await insertSums(
    gateway.database,
    `insert into observation_daily (bucket, kind, camera_id, zone_id, class, direction, area_id, count, valued, value_sum)
     select timestamptz '2026-02-01T00:00:00+07' + d * interval '1 day', 'crossed', 'cam-north', 'zone-north', 'car', 'forward',
       'north', 100, 0, 0 from generate_series(0, 27) d`,
  );
});

const ask = async (username: string, method: string, path: string, body?: unknown) => {
  const browser = await withSession(gateway.url, gateway.database, username);
  return browser.send(method, `/api/reports${path}`, body);
};

describe('a monthly report', () => {
  test('is made when it is ordered, once, and can be taken as a PDF', async () => {
    const first = await ask('planner', 'POST', '', ORDER);
    const second = await ask('operator', 'POST', '', ORDER);
    expect([first.status, second.status]).toEqual([201, 201]);
    const { id } = first.body as Report;
    expect((second.body as Report).id).toBe(id);
    await until(async () => ((await ask('planner', 'GET', `/${id}`)).body as Report).state === 'done', 'the report');
    const file = await ask('planner', 'GET', `/${id}/file`);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    expect((file.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
    const { rows } = await gateway.database.query("select action from audit where action like 'report.%' order by id");
    expect(rows.map(({ action }) => action as string)).toEqual(['report.order', 'report.order', 'report.take']);
  });

  test('of the whole city is for those who see all of it, of an area for those who see the area', async () => {
    await ask('planner', 'POST', '', { ...ORDER, areaId: 'north' });
    const seen = async (username: string) =>
      ((await ask(username, 'GET', '')).body as Report[]).map(({ areaId }) => areaId);
    expect(await seen('planner')).toEqual(expect.arrayContaining([null, 'north']));
    expect(await seen('police-north')).toEqual(['north']);
    expect(await seen('planner-south')).toEqual([]);
    expect((await ask('planner-south', 'POST', '', { ...ORDER, areaId: 'north' })).status).toBe(400);
    expect((await ask('planner-south', 'POST', '', ORDER)).status).toBe(400);
  });

  test.each([
    ['a month that never was', { ...ORDER, month: '2026-13' }],
    ['a month that has not begun', { ...ORDER, month: '2099-01' }],
    ['an area that never was', { ...ORDER, areaId: 'atlantis' }],
    ['no language', { ...ORDER, language: 'xx' }],
  ])('of %s is refused with the reason', async (_, order) => {
    const { status, body } = await ask('planner', 'POST', '', order);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('bad-request');
  });
});

describe('the queue of reports', () => {
  // A database of its own: no gateway takes what is ordered here.
  let database: Database;
  beforeAll(async () => {
    ({ database } = await migratedDatabase({ max: 2 }));
  });
  const order = (month: string) =>
    orderReport(database, { month, areaId: null, language: 'en', boundaries: 'then', again: false }, null).then(
      ({ id }) => id,
    );

  test('a report whose maker is lost is taken over, and fails for good after three tries', async () => {
    const id = await order('2020-02');
    for (let tries = 1; tries <= 3; tries++) {
      expect((await takeReport(database))?.id).toBe(id);
      expect(await takeReport(database)).toBe(null);
      await database.query("update report set worked_at = now() - interval '3 minutes' where id = $1", [id]);
    }
    expect(await takeReport(database)).toBe(null);
    expect((await findReport(database, id, WHOLE_CITY))?.state).toBe('failed');
  });

  test('a report that is done stands for the next order, unless it is to be made again', async () => {
    const again = { month: '2020-04', areaId: null, language: 'en', boundaries: 'then', again: true } as const;
    const id = await order('2020-04');
    expect((await takeReport(database))?.id).toBe(id);
    expect(await orderReport(database, again, null)).toEqual({ id, isNew: false });
    await finishReport(database, id, { content: Buffer.from('%PDF-'), sha256: Buffer.alloc(32) });
    expect(await order('2020-04')).toBe(id);
    const made = await orderReport(database, again, null);
    expect([made.id === id, made.isNew]).toEqual([false, true]);
    await cancelReport(database, made.id);
  });

  test('of the same month by today’s boundaries is another one', async () => {
    const asked = { month: '2020-04', areaId: 'north', language: 'en', again: false } as const;
    const then = await orderReport(database, { ...asked, boundaries: 'then' }, null);
    const now = await orderReport(database, { ...asked, boundaries: 'now' }, null);
    expect([then.isNew, now.isNew, now.id === then.id]).toEqual([true, true, false]);
    expect([(await takeReport(database))?.boundaries, (await takeReport(database))?.boundaries]).toEqual([
      'then',
      'now',
    ]);
    expect((await findReport(database, now.id, WHOLE_CITY))?.boundaries).toBe('now');
    for (const { id } of [then, now]) await cancelReport(database, id);
  });

  test('what is cancelled is neither gone on with nor put in its place', async () => {
    const id = await order('2020-03');
    await takeReport(database);
    expect(await cancelReport(database, id)).toBe(true);
    expect(await noteProgress(database, id, 0.5)).toBe(false);
    await finishReport(database, id, { content: Buffer.from('%PDF-'), sha256: Buffer.alloc(32) });
    expect(await findReportFile(database, id, WHOLE_CITY)).toBe(null);
    expect(await cancelReport(database, id)).toBe(false);
  });
});

test('a report tells the days, ways, hours and sensors of its month, and what changed since the month before', async () => {
  const { database } = await migratedDatabase();
  await buildCity(database);
  const noon = (day: number) => new Date(Date.parse('2026-02-01T12:00:00+07:00') + day * 86_400_000).toISOString();
  // Two a day in February; in March four one way and one the other, at noon.
  await summed(
    database,
    Array.from({ length: 59 }, (_, day) => [
      ...Array.from({ length: day < 28 ? 2 : 4 }, () => aCrossing(noon(day))),
      ...(day < 28 ? [] : [aCrossing(noon(day), { direction: 'backward' })]),
    ]).flat(),
  );
  await saveZone(database, {
    id: 'line-north',
    cameraId: 'cam-north',
    name: 'Vạch',
    shape: { kind: 'line', line: { from: [0, 0], to: [1, 1] } },
  });
  await database.query("update known_place set first_at = '2026-01-01Z'");
  // On the Mondays of March 15 more were missed at noon.
  await database.query("update service_span set from_at = '2026-01-01Z'");
  await database.query("insert into gap_account (until, renewed_at) values ('2026-04-01Z', '2026-04-01Z')");
  await database.query(
    "insert into missed_area_hourly (bucket, kind, class, direction, area_id, missed, rate_sd) values ('2026-03-02T05:00Z', 'crossed', 'car', 'forward', 'north', 15, 0)",
  );
  await database.query(
    `insert into measurement_hourly (bucket, sensor_id, area_id, count, suspect, value_sum, value_min, value_max) values
       ('2026-03-02T01:00Z', 'water-north', 'north', 10, 0, 10, 1, 1), ('2026-03-02T02:00Z', 'water-north', 'north', 30, 0, 60, 2, 2)`,
  );
  const report = await gatherReport(
    database,
    { id: 'r', month: '2026-03', areaId: null, language: 'vi', boundaries: 'then', again: false },
    { now: new Date('2026-05-01T00:00Z'), goOn: async () => true },
  );
  expect(report?.days.map(({ figure }) => figure.counted)).toEqual(Array.from({ length: 31 }, () => 5));
  expect(report?.days.filter(({ isWeekend }) => isWeekend).map(({ day }) => day)).toEqual([
    1, 7, 8, 14, 15, 21, 22, 28, 29,
  ]);
  expect(report?.lines).toMatchObject([{ forward: { counted: 124 }, backward: { counted: 31 } }]);
  expect(report?.hoursOfWeek[12]).toBe((5 * 5 + 15) / 5);
  expect(report?.hoursOfWeek[36]).toBe(5);
  expect(report?.change).toMatchObject({ verdict: 'more', ratio: 2.5 });
  expect(report?.sensors.map(({ mean, hoursMissing }) => [mean, hoursMissing])).toEqual([
    [1.75, 31 * 24 - 2],
    [null, 31 * 24],
  ]);
});

const run = promisify(execFile);
const hasPdftotext = await run('pdftotext', ['-v']).then(
  () => true,
  () => false,
);

test.skipIf(!hasPdftotext)(
  'its words can be read out, with all marks of Vietnamese (skipped without pdftotext)',
  async () => {
    const folder = await tempDir();
    await writeFile(join(folder, 'a.pdf'), await drawReport(aReport()));
    await writeFile(join(folder, 'b.pdf'), await drawReport(aReport({ language: 'en', isSimulated: false })));
    const textOf = async (name: string) => (await run('pdftotext', ['-layout', join(folder, name), '-'])).stdout;
    const vietnamese = await textOf('a.pdf');
    expect(vietnamese).toContain('Tháng 10 năm 2026 · Toàn thành phố');
    expect(vietnamese).toContain('SỐ LIỆU MÔ PHỎNG');
    expect(vietnamese).toContain('theo địa giới có hiệu lực từ 01/07/2025');
    expect(vietnamese).toContain('1.084.337 ± 36.000');
    expect(vietnamese).toContain('tăng 3,2 % (khoảng tin cậy 95 %: +1,1 % đến +5,4 %)');
    const english = await textOf('b.pdf');
    expect(english).toContain('October 2026 · The whole city');
    expect(english).not.toContain('SIMULATED');
  },
);

test('months follow the calendar of the city', () => {
  expect(monthBefore(new Date('2026-10-31T17:00:00Z'), 'Asia/Ho_Chi_Minh')).toBe('2026-10');
  expect(monthBefore(new Date('2026-10-31T16:59:59Z'), 'Asia/Ho_Chi_Minh')).toBe('2026-09');
  expect(monthBefore(new Date('2026-01-15T00:00:00Z'), 'Asia/Ho_Chi_Minh')).toBe('2025-12');
  expect([monthAfter('2026-12'), monthAfter('2026-09')]).toEqual(['2027-01', '2026-10']);
  expect([monthEarlier('2026-01'), monthEarlier('2026-10')]).toEqual(['2025-12', '2026-09']);
  expect([daysIn('2024-02'), daysIn('2025-02'), daysIn('2026-12')]).toEqual([29, 28, 31]);
});
