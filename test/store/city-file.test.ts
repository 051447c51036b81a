import { beforeAll, expect, test } from 'vitest';
import type { CityFile } from '../../contracts/city-file.ts';
import { DEFAULT_PLANNING } from '../../contracts/planning.ts';
import { retentionSettings } from '../../contracts/retention.ts';
import { demoCity } from '../../demo/city/vinh-yen.ts';
import { readCameras } from '../../store/cameras.ts';
import { exportCity } from '../../store/city-export.ts';
import { importCity } from '../../store/city-import.ts';
import { transaction, type Database } from '../../store/database.ts';
import { WHOLE_CITY } from '../../store/scope.ts';
import { readSensorPaces } from '../../store/sensor-paces.ts';
import { saveSensor } from '../../store/sensors.ts';
import { migratedDatabase } from '../support/database.ts';

const SECRET_URL = 'rtsp://citywatch:geheim@127.0.0.1:8554/ga-vinh-yen';
const city = demoCity({ cameraUrls: [{ url: SECRET_URL, own: false }], sensorUrl: () => 'http://127.0.0.1/s' });
const { name, timeZone, centre, baseMap } = city;

let database: Database;
beforeAll(async () => {
  ({ database } = await migratedDatabase());
});

const bringIn = (file: CityFile) =>
  transaction(database, (connection) =>
    importCity(connection, file, {
      at: new Date('2026-11-23T00:00:00Z'),
      changedBy: null,
      tokenHashOf: () => Buffer.alloc(32),
    }),
  );
const takeOut = (credentials: boolean) => exportCity(database, { name, timeZone, centre, baseMap }, { credentials });
const byId = (a: { readonly id: string }, b: { readonly id: string }) => a.id.localeCompare(b.id);
const sorted = (file: CityFile) => ({
  ...file,
  areas: [...file.areas]
    .map((area) => ({
      ...area,
      validFrom: Date.parse(area.validFrom),
      validTo: area.validTo && Date.parse(area.validTo),
    }))
    .sort(byId),
  units: [...file.units].sort(byId),
  cameras: [...file.cameras].sort(byId),
  sensors: [...file.sensors].sort(byId),
  zones: [...file.zones].sort(byId),
  rules: [...file.rules].sort(byId),
});

test('a city taken out is the city that was brought in, and bringing it in again changes no rule', async () => {
  const first = await bringIn(city);
  expect(first.newAgents).toEqual(city.agents.map(({ id }) => id));
  expect(first.rulesChanged).toBe(city.rules.length);
  expect(sorted(await takeOut(true))).toEqual(sorted(city));
  expect(await bringIn(await takeOut(true))).toEqual({ newAgents: [], rulesChanged: 0, overlaps: [] });
});

test('calibrations, ways and the names of a line’s sides travel with the file', async () => {
  const [camera, zone, line] = [city.cameras[0], city.zones[0], city.zones[1]];
  if (!camera || zone?.shape.kind !== 'zone' || line?.shape.kind !== 'line') throw new Error('not the demo city');
  const corners = [
    [0.4, 0.3],
    [0.6, 0.3],
    [0.95, 0.95],
    [0.05, 0.95],
  ] as const;
  const points = corners.map((picture, i) => ({
    picture,
    groundM: [i % 3 ? 8 : 0, i < 2 ? 60 : 5] as [number, number],
  }));
  const file: CityFile = {
    ...city,
    cameras: [{ ...camera, calibration: { points, origin: { lat: 21.3, lon: 105.6 } } }],
    zones: [
      { ...zone, shape: { ...zone.shape, way: { from: [0.5, 0.9], to: [0.5, 0.1] } } },
      { ...line, shape: { ...line.shape, sides: { a: 'Chợ', b: 'Bến xe' } } },
    ],
    rules: [],
  };
  await bringIn(file);
  const out = await takeOut(true);
  expect(out.cameras).toEqual(file.cameras);
  expect(out.zones.filter(({ id }) => id === zone.id || id === line.id).sort(byId)).toEqual([...file.zones].sort(byId));
});

test('holidays and what else planners count by, scheduled reports and retention travel with the file', async () => {
  const planning: CityFile['planning'] = {
    ...DEFAULT_PLANNING,
    holidays: [{ date: '2027-02-06', name: 'Tết Nguyên đán' }],
  };
  const reports: CityFile['reports'] = { enabled: true, languages: ['vi', 'en'], areaIds: [null, 'phuong-vinh-yen'] };
  const retention = retentionSettings.parse({ clip: 365 });
  await bringIn({ ...city, planning, reports, retention });
  expect(await takeOut(false)).toMatchObject({ planning, reports, retention });
  // What a file does not name stays.
  await bringIn(city);
  expect(await takeOut(false)).toMatchObject({ planning, reports, retention });
});

test('a file taken out without credentials names none, and brought in again leaves the stored ones', async () => {
  await bringIn(city);
  const file = await takeOut(false);
  expect(JSON.stringify(file)).not.toContain('geheim');
  await bringIn(file);
  expect((await readCameras(database, WHOLE_CITY)).map(({ settings }) => settings.url)).toEqual([SECRET_URL]);
});

test('a changed address is taken as it stands in the file', async () => {
  await bringIn(city);
  const [camera] = city.cameras;
  if (!camera) throw new Error('the demo city has a camera');
  await bringIn({ ...city, cameras: [{ ...camera, url: 'rtsp://127.0.0.1:9554/ga-vinh-yen' }] });
  expect((await readCameras(database, WHOLE_CITY)).map(({ settings }) => settings.url)).toEqual([
    'rtsp://127.0.0.1:9554/ga-vinh-yen',
  ]);
});

test('how often a sensor promised readings is kept, so that the past is not judged by what is promised now', async () => {
  await bringIn(city);
  const [sensor] = city.sensors;
  if (sensor === undefined) throw new Error('the city has no sensor');
  const paces = async () => {
    const span = { from: new Date('2026-01-01T00:00:00Z'), to: new Date(Date.now() + 3_600_000) };
    return (await readSensorPaces(database, [sensor.id], span)).get(sensor.id);
  };
  const always = { fromMs: Date.parse('2026-01-01T00:00:00Z'), everyS: sensor.everyS };
  expect(await paces()).toEqual([always]);
  await saveSensor(database, { ...sensor, name: 'Tên khác' }, new Date());
  expect(await paces()).toEqual([always]);
  await saveSensor(database, { ...sensor, everyS: 900 }, new Date());
  expect(await paces()).toEqual([always, { fromMs: expect.closeTo(Date.now(), -5), everyS: 900 }]);
});
