import pino from 'pino';
import { startAnalytics, type Analytics } from '../../analytics/app.ts';
import type { AnalyticsConfig } from '../../analytics/env.ts';
import type { RuleSettings } from '../../contracts/rules.ts';
import type { Database } from '../../store/database.ts';
import { writeObservations, type ObservationRow } from '../../store/observations-write.ts';
import { saveRule } from '../../store/rules.ts';
import { undoLater } from '../support/cleanup.ts';
import { migratedDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

/** A database with the schema and one agent, camera, zone, line and sensor. */
export type City = { readonly url: string; readonly database: Database };

export const silent = pino({ level: 'silent' });

/** Makes a {@link City} of its own for a test or file. */
export async function aCity(): Promise<City> {
  const { url, database } = await migratedDatabase();
  await database.query(`
    insert into agent (id, name, token_hash) values ('pole-1', 'Pole 1', '\\x00');
    insert into camera (id, agent_id, name, url, lat, lon, heading_deg, field_of_view_deg, range_m, sample_fps, priority, area_id)
    values ('gate', 'pole-1', 'Cổng chính', 'rtsp://127.0.0.1/gate', 21.31, 105.6, 0, 60, 50, 5, 'normal', 'vinh-yen'),
           ('yard', 'pole-1', 'Sân', 'rtsp://127.0.0.1/yard', 21.32, 105.61, 0, 60, 50, 5, 'normal', 'vinh-phuc');
    insert into zone (id, camera_id, name, shape) values
      ('depot', 'gate', 'Kho cấm', '{"kind":"zone","polygon":[[0,0],[1,0],[1,1]]}'),
      ('kerb', 'gate', 'Vạch', '{"kind":"line","line":{"from":[0,0],"to":[1,1]}}');
    insert into sensor (id, agent_id, name, quantity, unit, lat, lon, every_s, area_id)
    values ('lake', 'pole-1', 'Đầm Vạc', 'water-level', 'm', 21.3, 105.59, 10, 'vinh-yen');`);
  return { url, database };
}

/** Takes away everything that happened in a city, and its rules. Whoever judged it must have stopped. */
export async function emptied({ database }: City): Promise<void> {
  await database.query(
    `truncate observation, measurement, health_event, snapshot, device_state, alert, alert_step, evidence, rule,
       rule_state, reader, setting cascade`,
  );
}

/** A rule about persons in the closed zone, at once and always. */
export function aRule(changes: Partial<RuleSettings> = {}): RuleSettings {
  return {
    id: 'closed-depot',
    name: 'Người trong kho cấm',
    severity: 'critical',
    condition: { kind: 'zone-presence', zoneIds: ['depot'], classes: ['person'], forS: 0 },
    hours: null,
    recipient: null,
    enabled: true,
    ...changes,
  };
}

let written = 0;

/** A person entering the closed zone now. */
export function anObservation(changes: Partial<ObservationRow> = {}): ObservationRow {
  written += 1;
  const capturedAt = changes.capturedAt ?? Date.now();
  return {
    kind: 'entered',
    cameraId: 'gate',
    zoneId: 'depot',
    trackId: `track-${written}`,
    class: 'person',
    direction: null,
    value: null,
    uncertainty: null,
    score: 0.9,
    box: { x: 0.1, y: 0.2, w: 0.25, h: 0.5 },
    capturedAt,
    receivedAt: capturedAt + 20,
    perceivedAt: capturedAt + 60,
    naturalKey: `observation-${written}`,
    areaId: 'vinh-yen',
    ...changes,
  };
}

/** Stores observations as ingest does. */
export function observe(database: Database, ...rows: readonly ObservationRow[]): Promise<number> {
  return writeObservations(database, rows, []);
}

/** Saves rules. */
export async function rule(database: Database, ...rules: readonly RuleSettings[]): Promise<void> {
  for (const settings of rules) await saveRule(database, settings, null);
}

/** Starts analytics on a city, stopped when the test or file ends. */
export async function judge(
  { url }: Pick<City, 'url'>,
  { clock = { now: Date.now }, ...changes }: Partial<AnalyticsConfig> & { clock?: { now: () => number } } = {},
): Promise<Analytics> {
  const analytics = await startAnalytics({
    config: {
      databaseUrl: url,
      host: '127.0.0.1',
      port: 0,
      logLevel: 'silent',
      timeZone: 'Asia/Ho_Chi_Minh',
      batch: 2_000,
      ...changes,
    },
    log: silent,
    clock,
  });
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    await analytics.stop();
  };
  undoLater(stop);
  return { ...analytics, stop };
}

/** An alert's row, for what a test looks at. */
export type AlertRow = {
  readonly id: number;
  readonly rule_id: string;
  readonly place_key: string;
  readonly count: number;
  readonly state: string;
  readonly version: number;
  readonly cleared_at: Date | null;
  readonly [column: string]: unknown;
};

/** All alerts, oldest first. */
export async function alerts(database: Database): Promise<readonly AlertRow[]> {
  return (await database.query<AlertRow>('select * from alert order by id')).rows;
}

/** Kinds of the steps of an alert, in order. */
export async function steps(database: Database, alertId: number): Promise<readonly string[]> {
  const { rows } = await database.query<{ kind: string }>(
    'select kind from alert_step where alert_id = $1 order by id',
    [alertId],
  );
  return rows.map((row) => row.kind);
}

/** Waits until analytics has judged every fact that was committed before this call. */
export async function judged({ port }: Pick<Analytics, 'port'>, database: Database): Promise<void> {
  const { rows } = await database.query<{ name: string; xid: string; id: string }>(
    ['observation', 'measurement', 'health_event']
      .map(
        (table) =>
          `(select '${table}' as name, xid::text as xid, id::text as id from ${table} order by ${table}.xid desc, ${table}.id desc limit 1)`,
      )
      .join(' union all '),
  );
  const reader: Readonly<Record<string, string>> = {
    observation: 'observations',
    measurement: 'measurements',
    health_event: 'health',
  };
  await until(async () => {
    const health = (await (await fetch(`http://127.0.0.1:${port}/healthz`)).json()) as {
      readers?: { name: string; position: string | null }[];
    };
    return rows.every(({ name, xid, id }) => {
      const [atXid = '0', atId = '0'] =
        health.readers?.find((lane) => lane.name === reader[name])?.position?.split('.') ?? [];
      return BigInt(atXid) > BigInt(xid) || (BigInt(atXid) === BigInt(xid) && BigInt(atId) >= BigInt(id));
    });
  });
}
