import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../store/database.ts';
import { readStoredMarks, writeMeasurements, type MeasurementRow } from '../../store/measurements-write.ts';
import { writeObservations, type ObservationRow } from '../../store/observations-write.ts';
import { isRowFault } from '../../store/row-fault.ts';
import { writeTracks, type TrackRow } from '../../store/tracks.ts';
import { migratedDatabase } from '../support/database.ts';

const NOW = 1_800_000_000_000;
let database: Database;
beforeAll(async () => {
  ({ database } = await migratedDatabase());
});
beforeEach(() => database.query('truncate measurement, readings_stored, observation, snapshot, track'));

const aReading = (fields: Partial<MeasurementRow> = {}): MeasurementRow => ({
  sensorId: 'pm',
  at: NOW,
  value: 12.5,
  quality: 'good',
  areaId: 'ward-1',
  receivedAt: NOW + 40,
  ...fields,
});

/** What the listener hears while `work` runs and a moment after. */
async function heard(channel: string, work: () => Promise<unknown>): Promise<string[]> {
  const listener = await database.connect();
  const notices: string[] = [];
  listener.on('notification', (notice) => notices.push(notice.channel));
  await listener.query(`listen ${channel}`);
  await work();
  await listener.query('select 1');
  await listener.query(`unlisten ${channel}`);
  listener.removeAllListeners('notification');
  listener.release();
  return notices;
}

describe('measurements', () => {
  test('are stored to the millisecond, with quality, area and time of arrival', async () => {
    expect(await writeMeasurements(database, [aReading({ at: NOW + 1, quality: 'suspect' })], [])).toBe(1);
    const { rows } = await database.query(
      'select sensor_id, at, value, quality, area_id, received_at from measurement',
    );
    expect(rows).toEqual([
      {
        sensor_id: 'pm',
        at: new Date(NOW + 1),
        value: 12.5,
        quality: 'suspect',
        area_id: 'ward-1',
        received_at: new Date(NOW + 40),
      },
    ]);
  });

  test('that come again, in one batch or in another, are stored once and left as they were', async () => {
    expect(await writeMeasurements(database, [aReading(), aReading({ value: 99 })], [])).toBe(1);
    expect(await writeMeasurements(database, [aReading({ value: 77 }), aReading({ at: NOW + 1 })], [])).toBe(1);
    const { rows } = await database.query('select value from measurement order by at');
    expect(rows).toEqual([{ value: 12.5 }, { value: 12.5 }]);
  });

  test('and the mark of their agent are stored together or not at all', async () => {
    const mark = { agentId: 'gate', epoch: 'e', upTo: 5 };
    await expect(writeMeasurements(database, [aReading({ sensorId: 'a\0b' })], [mark])).rejects.toThrow();
    expect(await readStoredMarks(database)).toEqual([]);
    await writeMeasurements(database, [aReading()], [mark]);
    expect(await readStoredMarks(database)).toEqual([mark]);
  });

  test('never take a mark back', async () => {
    await writeMeasurements(database, [], [{ agentId: 'gate', epoch: 'e', upTo: 9 }]);
    await writeMeasurements(database, [], [{ agentId: 'gate', epoch: 'e', upTo: 4 }]);
    expect(await readStoredMarks(database)).toMatchObject([{ upTo: 9 }]);
  });

  test('wake whoever reads them, once a batch, and not when nothing is new', async () => {
    const two = [aReading(), aReading({ at: NOW + 1 })];
    expect(await heard('measurement', () => writeMeasurements(database, two, []))).toEqual(['measurement']);
    expect(await heard('measurement', () => writeMeasurements(database, two, []))).toEqual([]);
  });
});

const anObservation = (fields: Partial<ObservationRow> = {}): ObservationRow => ({
  kind: 'entered',
  cameraId: 'cam',
  zoneId: 'yard',
  trackId: 'run-1',
  class: 'person',
  direction: null,
  value: null,
  uncertainty: null,
  score: 0.5,
  box: { x: 0.25, y: 0.5, w: 0.125, h: 0.25 },
  capturedAt: NOW,
  receivedAt: NOW + 20,
  perceivedAt: NOW + 70,
  naturalKey: 'run-1/entered/yard',
  areaId: 'ward-1',
  ...fields,
});
const jpeg = Buffer.from([0xff, 0xd8, 0x00, 0x5c, 0x22, 0xff, 0xd9]);
const aSnapshot = { cameraId: 'cam', capturedAt: NOW, width: 640, height: 480, jpeg };

describe('observations', () => {
  test('are stored with their picture, byte for byte', async () => {
    expect(await writeObservations(database, [anObservation()], [aSnapshot])).toBe(1);
    const { rows } = await database.query('select * from observation join snapshot using (camera_id, at)');
    expect(rows).toMatchObject([
      {
        kind: 'entered',
        zone_id: 'yard',
        class: 'person',
        box: [0.25, 0.5, 0.125, 0.25],
        score: 0.5,
        jpeg,
        width: 640,
      },
    ]);
    expect(rows[0]).toMatchObject({ received_at: new Date(NOW + 20), perceived_at: new Date(NOW + 70) });
  });

  test('without a box, a track or a zone are stored as such', async () => {
    await writeObservations(
      database,
      [anObservation({ kind: 'crowd', box: null, trackId: null, zoneId: null, class: null, score: null, value: 12 })],
      [],
    );
    const { rows } = await database.query('select box, track_id, zone_id, class, value from observation');
    expect(rows).toEqual([{ box: null, track_id: null, zone_id: null, class: null, value: 12 }]);
  });

  test('that come again are stored once', async () => {
    await writeObservations(database, [anObservation(), anObservation()], [aSnapshot, aSnapshot]);
    expect(await writeObservations(database, [anObservation()], [aSnapshot])).toBe(0);
    const { rows } = await database.query('select count(*) from observation');
    expect(rows).toEqual([{ count: 1 }]);
  });

  test('wake whoever reads them, in the transaction that stores them', async () => {
    expect(await heard('observation', () => writeObservations(database, [anObservation()], []))).toEqual([
      'observation',
    ]);
  });
});

const aTrack = (fields: Partial<TrackRow> = {}): TrackRow => ({
  trackId: 'run-1',
  cameraId: 'cam',
  class: 'person',
  score: 0.9,
  firstAt: NOW,
  lastAt: NOW + 1_000,
  looks: 5,
  path: [
    [0, 0.5, 0.5],
    [1_000, 0.6, 0.5],
  ],
  areaId: 'ward-1',
  ...fields,
});

test('a track that lives is brought up to date, and an older account never replaces a newer', async () => {
  await writeTracks(database, [aTrack()]);
  await writeTracks(database, [aTrack({ lastAt: NOW + 9_000, looks: 45, path: [[0, 0.5, 0.5]] })]);
  await writeTracks(database, [aTrack()]);
  const { rows } = await database.query('select looks, last_at, path from track');
  expect(rows).toEqual([{ looks: 45, last_at: new Date(NOW + 9_000), path: [[0, 0.5, 0.5]] }]);
});

describe('a failure', () => {
  test('is the fault of a row when the row cannot be stored by anybody', async () => {
    const failure = await writeMeasurements(database, [aReading({ sensorId: 'a\0b' })], []).catch((error) => error);
    expect(isRowFault(failure)).toBe(true);
  });

  test('is not when the server could not be asked, or the statement is wrong', async () => {
    expect(isRowFault(new Error('connect ECONNREFUSED'))).toBe(false);
    expect(isRowFault(await database.query('select nonsense').catch((error) => error))).toBe(false);
    expect(isRowFault(await database.query('select pg_sleep').catch((error) => error))).toBe(false);
  });
});
