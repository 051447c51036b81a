import type { Database } from '../../../store/database.ts';
import { openHistory, sumHistory } from '../../../store/history-fill.ts';
import { MOVEMENT_ROLLUP, OBSERVATION_ROLLUP, VALUE_ROLLUP } from '../../../store/rollup-definitions.ts';

const WEEK_MS = 7 * 86_400_000;
const START = Date.parse('2025-01-01T00:00:00+07:00');
const END = Date.parse('2026-01-01T00:00:00+07:00');

/** An agent, cameras in ten wards and four lines each. */
export async function prepareYear(
  database: Database,
  { cameras, timeZone }: { cameras: number; timeZone: string },
): Promise<void> {
  await openHistory(database, timeZone);
  await database.query("insert into agent (id, name, token_hash) values ('agent', 'Agent', '\\x00')");
  await database.query(
    `insert into camera (id, agent_id, name, url, lat, lon, heading_deg, field_of_view_deg, range_m, sample_fps, priority, area_id)
     select 'cam-' || n, 'agent', 'Camera ' || n, 'rtsp://127.0.0.1/' || n, 21.3 + n * 0.0005, 105.6, 0, 70, 60, 5, 'normal', 'ward-' || n % 10
     from generate_series(0, $1::int - 1) n`,
    [cameras],
  );
  await database.query(
    `insert into zone (id, camera_id, name, shape)
     select 'line-' || n || '-' || m, 'cam-' || n, 'Line ' || m, '{"kind": "line", "line": {"from": [0.1, 0.5], "to": [0.9, 0.5]}}'
     from generate_series(0, $1::int - 1) n, generate_series(0, 3) m`,
    [cameras],
  );
}

/** Fills 2025 with journeys of two crossings, every third with a speed, and sums them. @returns how many observations */
export async function fillYear(
  database: Database,
  given: { cameras: number; rows: number; timeZone: string; say: (line: string) => void },
): Promise<number> {
  const { cameras, say, timeZone } = given;
  const perHour = given.rows / (cameras * 8760 * (7 / 3));
  // Making the index anew is quicker than growing it with each row.
  const indexes = await database.query<{ indexname: string; indexdef: string }>(
    "select indexname, indexdef from pg_indexes where schemaname = current_schema() and tablename = 'observation' and indexname not like '%pkey'",
  );
  for (const { indexname } of indexes.rows) await database.query(`drop index ${indexname}`);
  let rows = 0;
  for (let from = START; from < END; from += WEEK_MS) {
    const to = Math.min(END, from + WEEK_MS);
    rows += await insertSpan(database, { cameras, from, to, perHour, xid: '0' });
    if (Math.round((from - START) / WEEK_MS) % 5 === 4)
      say(`  ${Math.round(((to - START) / (END - START)) * 100)} % of the year, ${rows.toLocaleString('en')} rows`);
  }
  say('  indexes');
  for (const { indexdef } of indexes.rows) await database.query(indexdef);
  const monthStarts = Array.from({ length: 13 }, (_, n) => new Date(Date.UTC(2025, n, 1) - 7 * 3_600_000));
  for (const definition of [OBSERVATION_ROLLUP, VALUE_ROLLUP, MOVEMENT_ROLLUP]) {
    say(`  sums of ${definition.name}`);
    for (const [n, start] of monthStarts.slice(0, -1).entries())
      await sumHistory(database, definition, { from: start, to: monthStarts[n + 1] ?? start, timeZone });
  }
  say('  coverage');
  for (const [table, step] of [
    ['coverage_hourly', '1 hour'],
    ['coverage_daily', '1 day'],
  ] as const)
    await database.query(
      `insert into ${table} (bucket, camera_id, area_id, minutes, expected, decoded, quiet, sent, received, looked, dropped_edge, dropped, watched)
       select t, 'cam-' || n, 'ward-' || n % 10, m, m * 300, m * 300, m * 200, m * 100, m * 100, m * 90, '{}', '{}', m * 0.97
       from generate_series($2::timestamptz, $3::timestamptz - interval '${step}', interval '${step}') t, generate_series(0, $1::int - 1) n,
         lateral (select extract(epoch from interval '${step}')::int / 60 as m) minutes`,
      [cameras, new Date(START), new Date(END)],
    );
  await database.query('analyze');
  return rows;
}

/** An hour of new data, as ingest commits it. @returns how many observations */
export async function insertHour(database: Database, cameras: number, perHour: number): Promise<number> {
  return insertSpan(database, { cameras, from: END, to: END + 3_600_000, perHour, xid: null });
}

/** Bytes on disk for one observation, indexes included. */
export async function bytesPerObservation(database: Database): Promise<number> {
  const { rows } = await database.query<{ bytes: number }>(
    `select round((case when to_regclass('timescaledb_information.hypertables') is null
       then pg_total_relation_size('observation')
       else (select sum(pg_total_relation_size(format('%I.%I', chunk_schema, chunk_name)::regclass))
               from timescaledb_information.chunks where hypertable_name = 'observation') end) / count(*))::int8 as bytes
     from observation`,
  );
  return rows[0]?.bytes ?? 0;
}

async function insertSpan(
  database: Database,
  {
    cameras,
    from,
    to,
    perHour,
    xid,
  }: { cameras: number; from: number; to: number; perHour: number; xid: string | null },
): Promise<number> {
  const count = Math.round(((to - from) / 3_600_000) * cameras * perHour);
  const { rowCount } = await database.query(
    `with journey as materialized (
       select $4::text || n as track, floor(random() * $3::int)::int as cam, floor(random() * 4)::int as a, floor(random() * 3)::int as b,
         $1::timestamptz + random() * ($2::timestamptz - $1::timestamptz) as at,
         (array['motorcycle','motorcycle','motorcycle','motorcycle','car','car','truck','bus','bicycle','person'])[1 + floor(random() * 10)::int] as class,
         n
       from generate_series(1, $5::int) n)
     insert into observation (at, xid, kind, camera_id, area_id, zone_id, track_id, class, direction, value, received_at, perceived_at, natural_key)
     select at + part.late, coalesce($6::text::xid8, pg_current_xact_id()), part.kind, 'cam-' || cam, 'ward-' || cam % 10,
       'line-' || cam || '-' || case when part.key = 'a' then a else (a + 1 + b) % 4 end, track, class,
       case when part.key = 'a' then 'forward' else 'backward' end, case when part.key = 's' then 20 + 30 * random() end, at, at, track || part.key
     from journey, (values ('a', 'crossed', interval '0'), ('b', 'crossed', interval '7 seconds'), ('s', 'speed', interval '7 seconds')) part(key, kind, late)
     where part.key <> 's' or n % 3 = 0`,
    [new Date(from), new Date(to), cameras, `${from}-`, count, xid],
  );
  return rowCount ?? 0;
}
