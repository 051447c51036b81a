import { transaction, type Database, type Queryable } from './database.ts';
import { LEVELS } from './gap-level.ts';
import { GAPS, MISSED } from './gap-sql.ts';
import { tellWhole } from './missed-whole.ts';

/** How gaps are told. */
export type GapCalendar = {
  /** Zone of the city's calendar. */
  readonly timeZone: string;
  /** Days (`2026-02-17`) that count as Sundays. */
  readonly holidays: readonly string[];
};

/** Where the account of gaps stands. */
export type GapAccount = {
  /** Gaps before this moment are told. */
  readonly until: Date;
  /** When all gaps of the last weeks were told anew last: later weeks tell more about them. */
  readonly renewedAt: Date;
  /** Since when gaps are told with what days have in common at all cameras; null: none yet. */
  readonly alikeFrom: Date | null;
};

const TABLES = ['missed_hourly', 'missed_daily', 'missed_area_hourly', 'missed_area_daily'] as const;

/** Where the account stands; null: nothing was told yet. */
export async function gapAccount(connection: Queryable): Promise<GapAccount | null> {
  const { rows } = await connection.query<GapAccount>(
    'select until, renewed_at as "renewedAt", alike_from as "alikeFrom" from gap_account',
  );
  return rows[0] ?? null;
}

/** First moment any camera was in service; null: none ever was. */
export async function firstService(connection: Queryable): Promise<Date | null> {
  const { rows } = await connection.query<{ at: Date | null }>('select min(from_at) as at from service_span');
  return rows[0]?.at ?? null;
}

/** Starts of the city's days that touch a time, and the start of the day after. */
export async function daysBetween(connection: Queryable, from: Date, to: Date, timeZone: string): Promise<Date[]> {
  const { rows } = await connection.query<{ at: Date }>(
    `select (day at time zone $3) as at
       from generate_series(date_trunc('day', $1::timestamptz at time zone $3),
                            date_trunc('day', ($2::timestamptz - interval '1 microsecond') at time zone $3) + interval '1 day',
                            interval '1 day') day order by 1`,
    [from, to, timeZone],
  );
  return rows.map(({ at }) => at);
}

/**
 * Tells the gaps of whole days anew, and what was missed in them. Reads first and writes in one short transaction.
 *
 * @param days start of the first and of the day after the last.
 * @param summedUntil hours that end later are left for the next time.
 */
export async function accountGaps(
  database: Database,
  days: { readonly from: Date; readonly to: Date },
  summedUntil: Date,
  { timeZone, holidays }: GapCalendar,
): Promise<void> {
  const end = new Date(Math.min(days.to.getTime(), Math.floor(summedUntil.getTime() / 3_600_000) * 3_600_000));
  if (end <= days.from) return;
  // UTC hours; where days do not begin on one, the hour belongs to the day it begins in.
  const from = new Date(Math.ceil(days.from.getTime() / 3_600_000) * 3_600_000);
  const { rows } = await database.query<{ gaps: string; missed: string }>(
    `with ${GAPS}, ${LEVELS}, ${MISSED}
     select (select coalesce(jsonb_agg(to_jsonb(k)), '[]')::text from known k) as gaps,
            (select coalesce(jsonb_agg(to_jsonb(m)), '[]')::text from missed m where missed > 0.0005) as missed`,
    [from, end, timeZone, holidays, summedUntil],
  );
  const found = rows[0] ?? { gaps: '[]', missed: '[]' };
  await transaction(database, async (connection) => {
    const before = await camerasOf(connection, days);
    await connection.query('delete from gap_hourly where bucket >= $1 and bucket < $2', [from, end]);
    for (const table of TABLES)
      await connection.query(`delete from ${table} where bucket >= $1 and bucket < $2`, [
        // A day's sum stands at its beginning.
        table.endsWith('daily') ? days.from : from,
        days.to,
      ]);
    await connection.query(
      `insert into gap_hourly (bucket, camera_id, area_id, in_service, watched, known)
       select bucket, camera_id, area_id, in_service, watched, known from jsonb_to_recordset($1::jsonb)
         as g(bucket timestamptz, camera_id text, area_id text, in_service float8, watched float8, known boolean)`,
      [found.gaps],
    );
    await writeMissed(connection, found.missed, timeZone);
    const changed = new Set([...before, ...(await camerasOf(connection, days))]);
    await tellWhole(connection, days, timeZone, [...changed]);
  });
}

/** Notes how far gaps are told. */
export async function saveGapAccount(
  connection: Queryable,
  { until, renewedAt, alikeFrom }: GapAccount,
): Promise<void> {
  await connection.query(
    `insert into gap_account (until, renewed_at, alike_from) values ($1, $2, $3)
     on conflict (one) do update set until = greatest(gap_account.until, excluded.until), renewed_at = excluded.renewed_at,
       alike_from = least(gap_account.alike_from, excluded.alike_from)`,
    [until, renewedAt, alikeFrom],
  );
}

/** Cameras that missed anything on these days. */
async function camerasOf(
  connection: Queryable,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<string[]> {
  const { rows } = await connection.query<{ id: string }>(
    'select distinct camera_id as id from missed_daily where bucket >= $1 and bucket < $2',
    [from, to],
  );
  return rows.map(({ id }) => id);
}

async function writeMissed(connection: Queryable, missed: string, timeZone: string): Promise<void> {
  const input = `jsonb_to_recordset($1::jsonb) as m(bucket timestamptz, kind text, camera_id text, zone_id text,
    class text, direction text, area_id text, missed float8, rate_sd float8, common_sd float8)`;
  const series = 'kind, camera_id, zone_id, class, direction, area_id';
  const ofArea = 'kind, class, direction, area_id';
  const measures = 'missed, rate_sd, common_sd';
  const day = "date_trunc('day', bucket, $2)";
  await connection.query(
    `insert into missed_hourly (bucket, ${series}, ${measures}) select bucket, ${series}, ${measures} from ${input}`,
    [missed],
  );
  await connection.query(
    `insert into missed_daily (bucket, ${series}, ${measures})
     select ${day}, ${series}, sum(missed), sum(rate_sd), sum(common_sd) from ${input} group by 1, ${series}`,
    [missed, timeZone],
  );
  // Cameras err each for itself, but for what they have in common.
  for (const [table, bucket, more] of [
    ['missed_area_hourly', 'bucket', []],
    ['missed_area_daily', day, [timeZone]],
  ] as const)
    await connection.query(
      `insert into ${table} (bucket, ${ofArea}, ${measures})
       select at, ${ofArea}, sum(missed), sqrt(sum(greatest(0, sd * sd - common * common)) + power(sum(common), 2)), sum(common)
         from (select ${bucket} as at, ${ofArea}, camera_id, sum(missed) as missed, sum(rate_sd) as sd, sum(common_sd) as common
                 from ${input} group by 1, ${ofArea}, camera_id) by_camera
        group by at, ${ofArea}`,
      [missed, ...more],
    );
}
