import { beforeAll, expect, test } from 'vitest';
import type { ExportKind } from '../../../contracts/exports.ts';
import { saveArea } from '../../../store/areas.ts';
import type { Database } from '../../../store/database.ts';
import { exportColumns, readExportPages, type ExportRequest } from '../../../store/export-rows.ts';
import { WHOLE_CITY } from '../../../store/scope.ts';
import { anArea, buildCity } from '../../gateway/support/city.ts';
import { migratedDatabase } from '../../support/database.ts';
import { insertSums } from '../insert-sums.ts';

/** The first ward is renamed at noon of this day. */
const NOON = '2026-03-02T05:00:00.000Z';

let database: Database;
beforeAll(async () => {
  ({ database } = await migratedDatabase());
  await buildCity(database);
  await saveArea(database, anArea({ nameVi: 'Phường Bắc mới', validFrom: NOON }));
  await insertSums(
    database,
    `insert into observation_hourly (bucket, kind, camera_id, zone_id, class, direction, area_id, count, valued, value_sum) values
       ('2026-03-02T04:00Z', 'left', 'cam-north', 'zone-north', 'car', null, 'north', 4, 2, 60),
       ('2026-03-02T05:00Z', 'left', 'cam-north', 'zone-north', 'car', null, 'north', 1, 0, 0),
       ('2026-03-02T08:00Z', 'left', 'cam-north', 'zone-north', 'car', null, 'north', 7, 0, 0)`,
  );
  // A quarter of the first hour and all of the third were not watched; the last is not told yet.
  await database.query("update service_span set from_at = '2026-03-01Z'");
  await database.query("insert into gap_account (until, renewed_at) values ('2026-03-02T07:00Z', '2026-03-02T07:00Z')");
  await database.query(
    `insert into gap_hourly (bucket, camera_id, area_id, in_service, watched, known) values
       ('2026-03-02T04:00Z', 'cam-north', 'north', 60, 45, true), ('2026-03-02T06:00Z', 'cam-north', 'north', 60, 0, true)`,
  );
  await database.query(
    `insert into missed_hourly (bucket, kind, camera_id, zone_id, class, direction, area_id, missed, rate_sd) values
       ('2026-03-02T04:00Z', 'left', 'cam-north', 'zone-north', 'car', null, 'north', 2, 1),
       ('2026-03-02T06:00Z', 'left', 'cam-north', 'zone-north', 'car', null, 'north', 5, 2)`,
  );
  await database.query(
    `insert into coverage_hourly (bucket, camera_id, area_id, minutes, expected, decoded, quiet, sent, received, looked,
       looked_area, dropped_edge, dropped, watched) values
       ('2026-03-02T04:00Z', 'cam-north', 'north', 60, 100, 100, 50, 30, 30, 25, 5, '{}', '{}', 60),
       ('2026-03-02T06:00Z', 'cam-north', 'north', 60, 0, 0, 0, 0, 0, 0, 0, '{}', '{}', 0)`,
  );
  await database.query(
    `insert into measurement (at, sensor_id, area_id, value, quality) values
       ('2026-03-02T04:00Z', 'water-north', 'north', 2, 'good'), ('2026-03-02T04:01Z', 'water-north', 'north', 99, 'suspect')`,
  );
  await database.query(
    `insert into measurement_hourly (bucket, sensor_id, area_id, count, suspect, value_sum, value_min, value_max) values
       ('2026-03-02T04:00Z', 'water-north', 'north', 4, 6, 10, 1, 4), ('2026-03-02T05:00Z', 'water-north', 'north', 0, 6, 0, null, null)`,
  );
});

async function rowsOf(
  kind: ExportKind,
  step: ExportRequest['filter']['step'],
  more: Partial<ExportRequest['filter']> = {},
) {
  const filter = {
    from: new Date('2026-03-02T00:00Z'),
    to: new Date('2026-03-03T00:00Z'),
    step,
    boundaries: 'then' as const,
    areaIds: undefined,
    cameraId: undefined,
    zoneId: undefined,
    sensorId: undefined,
    classes: undefined,
    event: undefined,
    ...more,
  };
  const names = exportColumns(kind).map(({ name }) => name);
  const found: Record<string, unknown>[] = [];
  const pages = readExportPages(database, { kind, filter, scope: WHOLE_CITY }, new AbortController().signal);
  for await (const { rows } of pages)
    found.push(...rows.map((row) => Object.fromEntries(row.map((cell, at) => [names[at], cell]))));
  return found;
}

test('counts come with the mean of those that had a value, how much of the hour was watched, and what was missed', async () => {
  expect(await rowsOf('flows', 'hour')).toMatchObject([
    { count: 4, value_mean: 30, observed_share: 0.75, estimated: 6, plus_minus: 3.4 },
    { count: 1, value_mean: null, observed_share: 1, estimated: 1, plus_minus: 0 },
    // Counted nothing because nobody watched.
    { count: 0, value_mean: null, observed_share: 0, estimated: 5, plus_minus: 5.9 },
    { count: 7, observed_share: null, estimated: null, plus_minus: null },
  ]);
});

test('a camera that was dark, and of which nobody can tell what it missed, has a row that says so', async () => {
  const from = new Date('2026-03-01T17:00Z');
  await database.query(
    `insert into gap_hourly (bucket, camera_id, area_id, in_service, watched, known) values
       ('2026-03-01T18:00Z', 'cam-north', 'north', 60, 0, false)`,
  );
  const unknown = { event: null, camera_id: 'cam-north', count: 0, observed_share: 0, estimated: null };
  const to = new Date('2026-03-01T19:00Z');
  expect(await rowsOf('flows', 'hour', { from, to })).toMatchObject([unknown]);
  expect(await rowsOf('flows', '15min', { from, to })).toMatchObject([unknown, unknown, unknown, unknown]);
  // Of others it says nothing, whatever else is chosen.
  expect(await rowsOf('flows', 'hour', { from, to, event: 'left' })).toMatchObject([unknown]);
  expect(await rowsOf('flows', 'hour', { from, to, cameraId: 'cam-south' })).toEqual([]);
  // Without a zone of the city's days are those of UTC.
  const day = { from: new Date('2026-03-01T00:00Z'), to: new Date('2026-03-02T00:00Z') };
  const days = await rowsOf('flows', 'day', day);
  expect(days).toMatchObject([{ event: null, count: 0, estimated: null }]);
  expect(days[0]?.['observed_share']).toBeLessThan(1);
  await database.query("delete from gap_hourly where bucket = '2026-03-01T18:00Z'");
});

test('an area bears the name it had at the time', async () => {
  expect((await rowsOf('flows', 'hour')).map((row) => row['area_name'])).toEqual([
    'Phường Bắc',
    ...Array.from({ length: 3 }, () => 'Phường Bắc mới'),
  ]);
});

test('coverage says which share was observed, whether looked at or quiet, and how much of a picture was inferred', async () => {
  expect(await rowsOf('coverage', 'hour')).toMatchObject([
    { quiet: 50, observed_share: 0.75, inferred_share: 0.2 },
    { quiet: 0, observed_share: null, inferred_share: null },
  ]);
});

test('readings say which are not trusted, and means are those of the others', async () => {
  expect(await rowsOf('measurements', 'raw')).toMatchObject([
    { value: 2, readings: 1, suspect: 0 },
    { value: 99, readings: 1, suspect: 1 },
  ]);
  expect(await rowsOf('measurements', 'hour')).toMatchObject([
    { value: 2.5, lowest: 1, highest: 4, readings: 4, suspect: 6 },
    { value: null, readings: 0, suspect: 6 },
  ]);
});

test('what is chosen is in the file, and nothing else', async () => {
  await database.query(
    `insert into observation (at, kind, camera_id, area_id, zone_id, class, received_at, perceived_at, natural_key) values
       ('2026-03-02T04:00Z', 'left', 'cam-north', 'north', 'zone-north', 'car', now(), now(), 'one')`,
  );
  await database.query(
    `insert into alert (rule_id, rule_version, rule_name, condition, severity, state, device_kind, device_id, device_name,
       zone_id, area_id, class, place_key, source_key, last_at, captured_at, raised_at)
     select r.id, r.version, r.name, r.condition, 'critical', 'raised', 'camera', 'cam-north', 'Cổng', 'zone-north', 'north', 'car',
       'p', 's', $1, $1, $1 from rule_now r`,
    [NOON],
  );
  const many = async (kind: ExportKind, more: Partial<ExportRequest['filter']>) =>
    (await rowsOf(kind, kind === 'events' ? 'raw' : 'hour', more)).length;
  const all = { cameraId: 'cam-north', zoneId: 'zone-north', classes: ['car'], event: 'left' } as const;
  const none = {
    cameraId: 'cam-south',
    zoneId: 'zone-south',
    classes: ['bus'],
    event: 'crossed',
    areaIds: ['south'],
  } as const;
  for (const [kind, fields, rows] of [
    ['events', ['cameraId', 'zoneId', 'classes', 'event', 'areaIds'], 1],
    ['flows', ['cameraId', 'zoneId', 'classes', 'event', 'areaIds'], 4],
    ['alerts', ['cameraId', 'zoneId', 'classes', 'areaIds'], 1],
    ['coverage', ['cameraId', 'areaIds'], 2],
  ] as const) {
    expect(await many(kind, all)).toBe(rows);
    for (const field of fields)
      expect([kind, field, await many(kind, { [field]: none[field] })]).toEqual([kind, field, 0]);
  }
  expect(await many('measurements', { sensorId: 'water-north' })).toBe(2);
  expect(await many('measurements', { sensorId: 'water-south' })).toBe(0);
  expect(await many('alerts', { sensorId: 'water-south' })).toBe(0);
});
