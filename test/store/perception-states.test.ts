import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CameraCondition } from '../../contracts/telemetry.ts';
import { addIngestCoverage, writeEdgeCoverage } from '../../store/coverage.ts';
import type { Database } from '../../store/database.ts';
import { forgetOldDeltaMarks } from '../../store/delta-mark.ts';
import { writeSensorStates } from '../../store/device-state.ts';
import { writeHealth, type HealthRow } from '../../store/health.ts';
import { readPerceptionSettings } from '../../store/perception-settings.ts';
import { addRefusals } from '../../store/refusals.ts';
import { WHOLE_CITY } from '../../store/scope.ts';
import { readCameraCoverage } from '../../store/system-state.ts';
import { migratedDatabase } from '../support/database.ts';

const NOW = 1_800_000_000_000;
const MINUTE = NOW - (NOW % 60_000);
let database: Database;
beforeAll(async () => {
  ({ database } = await migratedDatabase());
});
beforeEach(() => database.query('truncate device_state, health_event, coverage, refusal, delta_mark'));

const query = async (text: string): Promise<unknown[]> => (await database.query(text)).rows;

function aCamera(
  condition: CameraCondition,
  since: number,
  heardAt = since,
  fault: 'stalled' | null = null,
): HealthRow {
  return {
    deviceKind: 'camera',
    deviceId: 'cam',
    areaId: 'ward-1',
    heardAt,
    since,
    state: { condition, since, fault, fps: 5, lastFrameAt: heardAt, width: 640, height: 480 },
  };
}

describe('the health of a device', () => {
  test('is an event when it changes, and only then', async () => {
    expect(await writeHealth(database, [aCamera('online', NOW)])).toBe(1);
    expect(await writeHealth(database, [aCamera('online', NOW, NOW + 4_000)])).toBe(0);
    expect(await writeHealth(database, [aCamera('offline', NOW + 5_000, NOW + 5_100, 'stalled')])).toBe(1);
    expect(await query('select at, condition, fault, area_id from health_event order by id')).toEqual([
      { at: new Date(NOW), condition: 'online', fault: null, area_id: 'ward-1' },
      { at: new Date(NOW + 5_000), condition: 'offline', fault: 'stalled', area_id: 'ward-1' },
    ]);
    expect(await query("select state ->> 'condition' as condition from device_state")).toEqual([
      { condition: 'offline' },
    ]);
  });

  test('after an outage is news from when it is heard of again, though the condition is older', async () => {
    await writeHealth(database, [aCamera('online', NOW)]);
    await writeHealth(database, [aCamera('offline', NOW + 60_000)]);
    expect(await writeHealth(database, [aCamera('online', NOW, NOW + 90_000)])).toBe(1);
    expect(await query('select at, condition from health_event order by id desc limit 1')).toEqual([
      { at: new Date(NOW + 90_000), condition: 'online' },
    ]);
  });

  test('that is older than what is there changes nothing', async () => {
    await writeHealth(database, [aCamera('offline', NOW)]);
    expect(await writeHealth(database, [aCamera('online', NOW - 9_000, NOW - 8_000)])).toBe(0);
    expect(await query("select state ->> 'condition' as condition from device_state")).toEqual([
      { condition: 'offline' },
    ]);
  });

  test('written by two at the same moment is one event', async () => {
    await writeHealth(database, [aCamera('online', NOW)]);
    const holder = await database.connect();
    await holder.query('begin');
    await holder.query('select from device_state for update');
    const writing = Array.from({ length: 4 }, (_, at) =>
      writeHealth(database, [aCamera('dark', NOW + 100 + at, NOW + 200)]),
    );
    // All have begun and wait for the row.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await holder.query('commit');
    holder.release();
    const events = await Promise.all(writing);
    expect(events.reduce((sum, n) => sum + n)).toBe(1);
  });

  test('of agents is kept beside that of cameras of the same name', async () => {
    const agent: HealthRow = {
      deviceKind: 'agent',
      deviceId: 'cam',
      areaId: null,
      heardAt: NOW,
      since: NOW,
      state: { state: 'online', at: NOW },
    };
    expect(await writeHealth(database, [agent, aCamera('online', NOW)])).toBe(2);
    expect(await writeHealth(database, [{ ...agent, heardAt: NOW + 1, since: NOW + 1 }])).toBe(0);
    expect(await query('select device_kind from health_event order by device_kind')).toEqual([
      { device_kind: 'agent' },
      { device_kind: 'camera' },
    ]);
  });
});

test("a sensor's latest reading is never replaced by an older one", async () => {
  const aState = (at: number, value: number) => ({
    sensorId: 'pm',
    heardAt: NOW,
    state: { at, value, quality: 'good' as const },
  });
  await writeSensorStates(database, [aState(NOW, 1)]);
  await writeSensorStates(database, [aState(NOW + 1, 3)]);
  await writeSensorStates(database, [aState(NOW - 1, 2)]);
  expect(await query('select state from device_state')).toEqual([
    { state: { at: NOW + 1, value: 3, quality: 'good' } },
  ]);
});

describe('coverage', () => {
  const edge = {
    cameraId: 'cam',
    minute: MINUTE,
    expected: 300,
    decoded: 290,
    quiet: 90,
    sent: 200,
    dropped: { 'no-credit': 3 },
    areaId: 'ward-1',
  };
  const delta = {
    cameraId: 'cam',
    minute: MINUTE,
    areaId: 'ward-1',
    received: 10,
    looked: 8,
    lookedParts: 4,
    lookedArea: 4.5,
    dropped: { stale: 2 },
  };

  test("keeps the agent's account and ingest's own beside each other, whichever comes first", async () => {
    await addIngestCoverage(database, { writer: 'w', number: 1 }, [delta]);
    await writeEdgeCoverage(database, [edge]);
    await writeEdgeCoverage(database, [edge]);
    await addIngestCoverage(database, { writer: 'w', number: 2 }, [{ ...delta, dropped: { damaged: 1, stale: 1 } }]);
    expect(await query('select * from coverage')).toMatchObject([
      {
        minute: new Date(MINUTE),
        camera_id: 'cam',
        area_id: 'ward-1',
        expected: 300,
        decoded: 290,
        quiet: 90,
        sent: 200,
        dropped_edge: { 'no-credit': 3 },
        received: 20,
        looked: 16,
        looked_parts: 8,
        looked_area: 9,
        dropped: { stale: 3, damaged: 1 },
      },
    ]);
  });

  test('is told camera by camera, the least seen first, each with what was dropped and why', async () => {
    await writeEdgeCoverage(database, [
      { ...edge, expected: 100, quiet: 90 },
      { ...edge, cameraId: 'blind', expected: 300, quiet: 0 },
    ]);
    await addIngestCoverage(database, { writer: 'w', number: 1 }, [delta]);
    const all = { from: new Date(MINUTE), to: new Date(MINUTE + 60_000), limit: 5 };
    expect(await readCameraCoverage(database, { ...all, scope: WHOLE_CITY })).toEqual([
      {
        cameraId: 'blind',
        expected: 300,
        received: 0,
        looked: 0,
        lookedArea: 0,
        quiet: 0,
        dropped: { 'no-credit': 3 },
      },
      {
        cameraId: 'cam',
        expected: 100,
        received: 10,
        looked: 8,
        lookedArea: 4.5,
        quiet: 90,
        dropped: { 'no-credit': 3, stale: 2 },
      },
    ]);
    expect(await readCameraCoverage(database, { ...all, scope: WHOLE_CITY, limit: 1 })).toHaveLength(1);
    expect(await readCameraCoverage(database, { ...all, scope: { ...WHOLE_CITY, areaIds: ['elsewhere'] } })).toEqual(
      [],
    );
  });

  test('counts a flush whose answer was lost once, and each process for itself', async () => {
    await addIngestCoverage(database, { writer: 'one', number: 1 }, [delta]);
    await addIngestCoverage(database, { writer: 'one', number: 1 }, [delta]);
    await addIngestCoverage(database, { writer: 'two', number: 1 }, [delta]);
    expect(await query('select received from coverage')).toEqual([{ received: 20 }]);
  });

  test('forgets which flushes were written only when their process is long gone', async () => {
    await addIngestCoverage(database, { writer: 'now', number: 1 }, [delta]);
    await database.query("insert into delta_mark values ('long ago', 7, now() - interval '8 days')");
    await forgetOldDeltaMarks(database);
    expect(await query('select writer from delta_mark')).toEqual([{ writer: 'now' }]);
  });
});

test('refusals add up, with the latest case in words', async () => {
  const refusal = { source: 'agent:gate', reason: 'stale', count: 2, detail: 'first', lastAt: NOW };
  await addRefusals(database, { writer: 'w', number: 1 }, [refusal]);
  await addRefusals(database, { writer: 'w', number: 1 }, [refusal]);
  await addRefusals(database, { writer: 'w', number: 2 }, [{ ...refusal, count: 3, detail: null, lastAt: NOW + 5 }]);
  expect(await query('select * from refusal')).toEqual([
    { source: 'agent:gate', reason: 'stale', count: 5, last_at: new Date(NOW + 5), last_detail: 'first' },
  ]);
});

describe('the settings of perception', () => {
  const way = { from: [0, 1], to: [0, 0] };
  const zone = { kind: 'zone', polygon: [[0, 0], [1, 0], [1, 1]], way }; // prettier-ignore
  const calibration = { points: [] };
  const line = { kind: 'line', line: { from: [0, 0], to: [1, 1] } };
  const presence = (zoneIds: readonly string[], forS: number): object => ({
    kind: 'zone-presence',
    zoneIds,
    classes: ['person'],
    forS,
  });

  beforeAll(async () => {
    const rule = (id: string, version: number, condition: object, enabled = true, deleted = false) =>
      database.query(
        "insert into rule (id, version, name, severity, condition, enabled, deleted) values ($1, $2, 'r', 'info', $3, $4, $5)",
        [id, version, condition, enabled, deleted],
      );
    await database.query("insert into agent (id, name, token_hash) values ('gate', 'Gate', '\\x0102')");
    await database.query(
      `insert into camera (id, agent_id, name, url, lat, lon, heading_deg, field_of_view_deg, range_m,
        sample_fps, priority, enabled, area_id, calibration)
      values ('cam', 'gate', 'c', 'rtsp://x', 21, 105, 0, 60, 50, 5, 'high', true, 'ward-1', $1),
        ('off', 'gate', 'c', 'rtsp://x', 21, 105, 0, 60, 50, 5, 'high', false, null, null)`,
      [calibration],
    );
    await database.query("insert into zone (id, camera_id, name, shape) values ('yard', 'cam', 'z', $1)", [zone]);
    await database.query("insert into zone (id, camera_id, name, shape) values ('road', 'cam', 'z', $1)", [
      { ...line, sides: { a: 'A', b: 'B' } },
    ]);
    await database.query(`insert into sensor (id, agent_id, name, quantity, unit, lat, lon, every_s, plausible_max, enabled)
      values ('pm', 'gate', 's', 'pm25', 'x', 21, 105, 10, 500, true), ('old', null, 's', 'pm25', 'x', 21, 105, 10, null, false)`);
    await rule('long', 1, presence(['yard'], 999));
    await rule('long', 2, presence(['yard', 'road'], 30));
    await rule('short', 1, presence(['yard'], 5));
    await rule('same', 1, presence(['yard'], 30));
    await rule('at-once', 1, presence(['yard'], 0));
    await rule('switched-off', 1, presence(['yard'], 77), false);
    await rule('gone', 1, presence(['yard'], 88), true, true);
    const behaviour = (name: string, zoneIds: readonly string[], atLeast: number): object => ({
      kind: 'behaviour',
      behaviour: name,
      zoneIds,
      classes: [],
      atLeast,
    });
    await rule('parked', 1, behaviour('stopped', ['yard'], 60));
    await rule('crowded', 1, behaviour('crowd', ['yard'], 12));
    await rule('dense', 1, behaviour('crowd-density', ['yard'], 80.5));
    await rule('fast', 1, behaviour('speed', ['road', 'yard'], 50));
    await rule('against', 1, behaviour('wrong-way', ['yard'], 0));
    await rule('other', 1, { kind: 'camera-health', cameraIds: [], conditions: ['offline'], forS: 99, clearForS: 0 });
  });

  test('hold what is switched on, each zone with what its rules ask for', async () => {
    expect(await readPerceptionSettings(database)).toEqual({
      agents: [{ id: 'gate', tokenHash: Buffer.from([1, 2]) }],
      cameras: [
        {
          id: 'cam',
          agentId: 'gate',
          areaId: 'ward-1',
          priority: 'high',
          sampleFps: 5,
          looksDown: false,
          calibration,
          zones: [
            { id: 'road', ...line, speed: true },
            {
              id: 'yard',
              ...zone,
              dwellS: [5, 30],
              stoppedS: [60],
              crowdPeople: [12],
              crowdDensity: [80.5],
              speed: true,
            },
          ],
        },
      ],
      sensors: [{ id: 'pm', agentId: 'gate', areaId: null, plausibleMin: null, plausibleMax: 500 }],
    });
  });
});
