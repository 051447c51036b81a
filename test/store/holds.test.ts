import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { transaction, type Database } from '../../store/database.ts';
import { removeAudit, removeEvidence } from '../../store/housekeeping-evidence.ts';
import { everywhere, isHypertable, removeOlder, type Cuts } from '../../store/housekeeping.ts';
import { holdAlert, holdPlaces, liftHold } from '../../store/holds.ts';
import { WHOLE_CITY } from '../../store/scope.ts';
import { migratedDatabase } from '../support/database.ts';
import { plainDatabase } from './plain-database.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number): Date => new Date(NOW - hours * HOUR_MS);
const daysAgo = (days: number): Date => hoursAgo(days * 24);
const patience = (): AbortSignal => new AbortController().signal;
const RAW = ['observation', 'track', 'measurement', 'coverage', 'health_event', 'snapshot'] as const;
type Raw = (typeof RAW)[number];
const TIME: Readonly<Record<Raw, string>> = {
  observation: 'at',
  track: 'first_at',
  measurement: 'at',
  coverage: 'minute',
  health_event: 'at',
  snapshot: 'at',
};

/** Ten days of two cameras and two sensors, each hour one row of everything; of pictures only some hours. */
async function fill(database: Database): Promise<void> {
  await database.query(
    `truncate ${RAW.join(', ')}, alert, evidence, audit, hold, rule, agent, camera, known_place, service_span cascade`,
  );
  await database.query(`
    insert into agent (id, name, token_hash) values ('pole', 'P', '\\x00');
    insert into camera (id, agent_id, name, url, lat, lon, heading_deg, field_of_view_deg, range_m, sample_fps, priority, area_id)
      select id, 'pole', id, 'rtsp://x/' || id, 21.3, 105.6, 0, 60, 50, 5, 'normal', area
        from (values ('gate', 'north'), ('yard', 'south')) v(id, area);
    insert into rule (id, version, name, severity, condition, enabled) values ('r', 1, 'r', 'info', '{}', true)`);
  const hours = `(select $1::timestamptz - g * interval '1 hour' as t, g from generate_series(0, 239) g) h
    cross join (values ('gate', 'north'), ('yard', 'south')) v(id, area)`;
  for (const statement of [
    `insert into observation (at, kind, camera_id, area_id, received_at, perceived_at, natural_key)
       select t, 'entered', id, area, t, t, id || g from ${hours}`,
    `insert into track (first_at, last_at, track_id, camera_id, area_id, class, score, looks, path)
       select t, t + interval '5 minutes', id || g, id, area, 'person', 1, 1, '[]' from ${hours}`,
    `insert into measurement (at, sensor_id, value, area_id) select t, 'lake-' || area, 1, area from ${hours}`,
    `insert into coverage (minute, camera_id, area_id) select t, id, area from ${hours}`,
    `insert into health_event (at, device_kind, device_id, area_id, condition) select t, 'camera', id, area, 'online' from ${hours}`,
    `insert into snapshot (at, camera_id, width, height, jpeg)
       select t, id, 1, 1, '\\x00' from ${hours} where g < 3 or g between 190 and 215`,
  ])
    await database.query(statement, [new Date(NOW)]);
}
/** An alert at the gate that began so many hours ago. */
async function anAlert(database: Database, hours: number, state = 'resolved'): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `with put as (
       insert into alert (rule_id, rule_version, rule_name, condition, severity, state, device_kind, device_id, device_name,
                          area_id, place_key, source_key, last_at, captured_at)
       values ('r', 1, 'r', '{}', 'info', $2, 'camera', 'gate', 'gate', 'north', $1::timestamptz::text, 'x', $1::timestamptz, $1::timestamptz) returning id),
     seen as (
       insert into evidence (alert_id, kind, at, mime, sha256, content)
       select id, kind, $1::timestamptz, 'x', '\\x00', '\\x00' from put cross join unnest(array['snapshot', 'clip']) kind)
     select id from put`,
    [hoursAgo(hours), state],
  );
  return rows[0]?.id ?? 0;
}
/** Hours ago of the rows that are left of a camera or sensor, beyond the youngest five days. */
async function left(database: Database, table: Raw, device = 'gate'): Promise<readonly number[]> {
  const column = table === 'measurement' ? 'sensor_id' : table === 'health_event' ? 'device_id' : 'camera_id';
  const { rows } = await database.query<{ at: Date }>(
    `select ${TIME[table]} as at from ${table} where ${column} = $1 and ${TIME[table]} < $2 order by 1`,
    [device, daysAgo(5)],
  );
  return rows.map(({ at }) => (NOW - at.getTime()) / HOUR_MS);
}
const hold = (database: Database, alertId: number) =>
  transaction(database, (connection) =>
    holdAlert(connection, { alertId, reason: 'vụ án 12', by: 'truc', scope: WHOLE_CITY }),
  );
const removeAll = async (
  database: Database,
  cuts: Cuts = everywhere(daysAgo(4)),
  signal = patience(),
  tables: readonly Raw[] = RAW,
) => {
  for (const table of tables) await removeOlder(database, table, cuts, signal, { batch: 40 });
};

describe.each(['hypertables', 'plain tables'] as const)('in %s', (kind) => {
  /** What does not depend on how rows are stored is tried once. */
  const anyStorage = test.runIf(kind === 'plain tables');
  let database: Database;
  beforeAll(async () => {
    database = kind === 'plain tables' ? await plainDatabase() : (await migratedDatabase()).database;
  });
  beforeEach(async ({ skip }) => {
    if (kind === 'hypertables' && !(await isHypertable(database, 'observation'))) skip('needs TimescaleDB');
    await fill(database);
  });

  test('what belongs to a held alert stays, ten minutes before and after, and everything else of its age goes', async () => {
    await hold(database, await anAlert(database, 200));
    await removeAll(database);
    for (const table of RAW) {
      if (table === 'measurement') continue;
      expect(await left(database, table), table).toEqual([200]);
      expect(await left(database, table, 'yard'), table).toEqual([]);
    }
    expect(await left(database, 'measurement', 'lake-north')).toEqual([]);
    expect((await database.query('select 1 from rollup_dirty')).rows).toEqual([]);
    // The young ones are all there.
    const { rows } = await database.query<{ n: number }>('select count(*)::int as n from observation where at >= $1', [
      daysAgo(4),
    ]);
    expect(rows).toEqual([{ n: 2 * 97 }]);
  });

  anyStorage('a repeat of the alert stretches what is held', async () => {
    const id = await anAlert(database, 200);
    await hold(database, id);
    await database.query('update alert set last_at = $2 where id = $1', [id, hoursAgo(198)]);
    await removeAll(database);
    expect(await left(database, 'observation')).toEqual([200, 199, 198]);
  });

  anyStorage('a track that began before the time held but lasted into it stays', async () => {
    await transaction(database, (connection) =>
      holdPlaces(
        connection,
        {
          cameraIds: ['gate'],
          sensorIds: [],
          areaIds: [],
          from: new Date(hoursAgo(200).getTime() + 240_000).toISOString(),
          to: hoursAgo(199.5).toISOString(),
          reason: 'vụ án 12',
        },
        'truc',
      ),
    );
    await removeAll(database);
    expect(await left(database, 'track')).toEqual([200]);
    expect(await left(database, 'observation')).toEqual([]);
  });

  test('a track that lasted over midnight into the time held stays, though its chunk holds nothing else', async () => {
    const midnight = hoursAgo(204).getTime();
    await database.query(
      `insert into track (first_at, last_at, track_id, camera_id, class, score, looks, path)
       values ($1, $2, 'night', 'gate', 'person', 1, 1, '[]')`,
      [new Date(midnight - 120_000), new Date(midnight + 180_000)],
    );
    await transaction(database, (connection) =>
      holdPlaces(
        connection,
        {
          cameraIds: ['gate'],
          sensorIds: [],
          areaIds: [],
          from: new Date(midnight + 60_000).toISOString(),
          to: new Date(midnight + 90_000).toISOString(),
          reason: 'vụ án 12',
        },
        'truc',
      ),
    );
    await removeAll(database);
    expect((await left(database, 'track')).map((hours) => Math.round((hours - 204) * 60))).toEqual([2, 0]);
  });

  anyStorage('a time at an area holds its cameras and sensors, and nothing of its neighbours', async () => {
    await database.query(
      "insert into known_place (kind, id, name, area_id) values ('sensor', 'lake-south', 'L', 'south') on conflict do nothing",
    );
    await transaction(database, (connection) =>
      holdPlaces(
        connection,
        {
          cameraIds: [],
          sensorIds: [],
          areaIds: ['south'],
          from: hoursAgo(201).toISOString(),
          to: hoursAgo(199).toISOString(),
          reason: 'vụ án 12',
        },
        'truc',
      ),
    );
    await removeAll(database);
    expect(await left(database, 'observation', 'yard')).toEqual([201, 200]);
    expect(await left(database, 'measurement', 'lake-south')).toEqual([201, 200]);
    expect(await left(database, 'observation', 'gate')).toEqual([]);
  });

  test('when the hold is lifted the rest goes too', async () => {
    const held = await hold(database, await anAlert(database, 200));
    const gone = new Map<string, string>();
    const remove = () => removeOlder(database, 'observation', everywhere(daysAgo(4)), patience(), { gone });
    await remove();
    expect(await remove()).toEqual({ chunks: 0, rows: 0 });
    expect(await left(database, 'observation')).toEqual([200]);
    expect(await liftHold(database, { id: held?.id ?? 0, reason: 'xong', by: 'admin' })).toMatchObject({
      liftedBy: 'admin',
    });
    expect(await liftHold(database, { id: held?.id ?? 0, reason: 'xong', by: 'admin' })).toBeNull();
    await remove();
    expect(await left(database, 'observation')).toEqual([]);
  });

  test('areas have times of their own: shorter ones go, longer ones stay', async () => {
    await removeAll(database, { others: daysAgo(4), areas: new Map([['south', daysAgo(8)]]) });
    for (const table of ['observation', 'coverage', 'track'] as const) {
      expect(await left(database, table, 'gate'), table).toEqual([]);
      const kept = await left(database, table, 'yard');
      expect(kept.length, table).toBeGreaterThanOrEqual(72);
      expect(kept[0], table).toBeLessThan(table === 'coverage' && kind === 'hypertables' ? 24 * 15 : 24 * 9);
    }
    expect((await left(database, 'snapshot', 'yard')).length).toBeGreaterThan(0);
    expect(await left(database, 'snapshot', 'gate')).toEqual([]);
  });

  anyStorage('an area whose facts are never removed keeps them', async () => {
    await removeAll(database, { others: daysAgo(4), areas: new Map([['south', null]]) });
    expect(await left(database, 'observation', 'yard')).toHaveLength(119);
    expect(await left(database, 'observation', 'gate')).toEqual([]);
  });

  test('broken off at any moment, the next run goes on, and nothing that is held was lost', async () => {
    await hold(database, await anAlert(database, 200));
    for (let i = 0; i < 3; i++) {
      const abort = new AbortController();
      abort.abort();
      await removeAll(database, everywhere(daysAgo(4)), abort.signal, ['observation', 'snapshot']);
      expect(await left(database, 'observation')).toContain(200);
    }
    await removeAll(database, everywhere(daysAgo(4)), patience(), ['observation', 'snapshot']);
    expect(await left(database, 'observation')).toEqual([200]);
    expect(await left(database, 'snapshot')).toEqual([200]);
  });

  test('a removal waits for whoever is putting a hold on, and sees it', async () => {
    const id = await anAlert(database, 200);
    const putting = await database.connect();
    await putting.query('begin');
    await holdAlert(putting, { alertId: id, reason: 'vụ án 12', by: 'truc', scope: WHOLE_CITY });
    await expect(removeOlder(database, 'observation', everywhere(daysAgo(4)), patience())).rejects.toThrow(
      /lock timeout/,
    );
    expect(await left(database, 'observation')).toHaveLength(119);
    await putting.query('commit');
    putting.release();
    await removeAll(database, everywhere(daysAgo(4)), patience(), ['observation']);
    expect(await left(database, 'observation')).toEqual([200]);
  });

  anyStorage('pictures and clips of closed alerts go by their age, those of held and of open ones stay', async () => {
    const [held, closed, open] = [
      await anAlert(database, 200),
      await anAlert(database, 150),
      await anAlert(database, 149, 'acknowledged'),
    ];
    await hold(database, held);
    expect(await removeEvidence(database, 'clip', everywhere(daysAgo(4)), patience())).toBe(1);
    const { rows } = await database.query<{ alert_id: number; kind: string }>(
      'select alert_id, kind from evidence order by 1, 2',
    );
    expect(rows).toEqual([
      { alert_id: held, kind: 'clip' },
      { alert_id: held, kind: 'snapshot' },
      { alert_id: closed, kind: 'snapshot' },
      { alert_id: open, kind: 'clip' },
      { alert_id: open, kind: 'snapshot' },
    ]);
    const north = { others: null, areas: new Map([['north', daysAgo(4)]]) };
    expect(await removeEvidence(database, 'snapshot', north, patience())).toBe(1);
  });

  anyStorage(
    'the audit log of a held alert and of its camera in that time stays, and what is said of holds',
    async () => {
      const id = await anAlert(database, 200);
      await hold(database, id);
      await database.query(
        `insert into audit (at, action, subject) values
         ($1, 'clip.look', $2), ($1, 'camera.look', 'gate'), ($1, 'camera.look', 'yard'), ($3, 'camera.look', 'gate'),
         ($1, 'hold.put', '7'), ($1, 'sign-in', null), ($4, 'sign-in', null)`,
        [hoursAgo(200), String(id), hoursAgo(190), hoursAgo(1)],
      );
      expect(await removeAudit(database, daysAgo(4), patience())).toBe(3);
      const { rows } = await database.query('select action, subject from audit order by id');
      expect(rows).toEqual([
        { action: 'clip.look', subject: String(id) },
        { action: 'camera.look', subject: 'gate' },
        { action: 'hold.put', subject: '7' },
        { action: 'sign-in', subject: null },
      ]);
    },
  );
});
