import { transaction, type Database, type Queryable } from './database.ts';

// What was missed of all classes together (0230): kept beside the account of each class, and made of it.

/** Passenger-car units by class. */
export type CarUnits = Readonly<Record<string, number>>;

const WEIGHED = `left join (select key as of, value::float8 as u from jsonb_each_text((select car_units from missed_weights)))
  f on f.of = o.class`;
const MEASURES =
  'sum(missed), sum(rate_sd), sum(missed * coalesce(u, 0)), sum(missed * coalesce(u, 0) * coalesce(u, 0)), sum(rate_sd * coalesce(u, 0))';
const IN_COMMON = 'sum(common_sd), sum(common_sd * coalesce(u, 0))';

/** Starts of the months of the zone that a time touches, and the start of the month after. */
const MONTHS = `select (month at time zone $3) as first, ((month + interval '1 month') at time zone $3) as after
  from generate_series(date_trunc('month', $1::timestamptz at time zone $3),
                       ($2::timestamptz - interval '1 microsecond') at time zone $3, interval '1 month') month`;

/**
 * Tells the levels of all classes together anew, from what is told of each class; in the caller's transaction.
 *
 * @param span hours and days that begin in it.
 * @param cameraIds whose months are told anew; null: of all.
 */
export async function tellWhole(
  connection: Queryable,
  { from, to }: { readonly from: Date; readonly to: Date },
  timeZone: string,
  cameraIds: readonly string[] | null,
): Promise<void> {
  const { rows } = await connection.query<{ told: boolean }>(
    'select car_units is not null as told from missed_weights for share',
  );
  if (rows[0]?.told !== true) return;
  for (const level of ['hourly', 'daily'] as const) {
    await connection.query(`delete from missed_whole_${level} where bucket >= $1 and bucket < $2`, [from, to]);
    await connection.query(
      `insert into missed_whole_${level} (kind, bucket, area_id, missed, rate_sd, units, units_squared, units_sd, common_sd, units_common_sd)
       select kind, bucket, area_id, ${MEASURES}, ${IN_COMMON} from missed_area_${level} o ${WEIGHED}
        where bucket >= $1 and bucket < $2 group by 1, 2, 3`,
      [from, to],
    );
  }
  const months = [from, to, timeZone, cameraIds];
  const inMonths = `>= (select min(first) from (${MONTHS}) m) and o.bucket < (select max(after) from (${MONTHS}) m)`;
  for (const table of ['missed_way_monthly', 'missed_parted_day'])
    await connection.query(
      `delete from ${table} o where o.bucket ${inMonths} and ($4::text[] is null or camera_id = any ($4))`,
      months,
    );
  await connection.query(
    `insert into missed_parted_day (camera_id, bucket)
     select camera_id, o.bucket from (${MONTHS}) m join missed_daily o on o.bucket >= m.first and o.bucket < m.after
      where $4::text[] is null or camera_id = any ($4)
      group by 1, 2 having count(distinct coalesce(area_id, '')) > 1`,
    months,
  );
  await connection.query(
    `insert into missed_way_monthly (kind, bucket, camera_id, zone_id, direction, area_id,
       missed, sd_squared, units, units_squared, units_sd_squared)
     select kind, month, camera_id, zone_id, direction, area_id,
            sum(missed), sum(sd * sd), sum(units), sum(units_squared), sum(units_sd * units_sd)
       from (select kind, m.first, o.bucket, camera_id, zone_id, direction, area_id, ${MEASURES}
               from (${MONTHS}) m join missed_daily o on o.bucket >= m.first and o.bucket < m.after ${WEIGHED}
              where ($4::text[] is null or camera_id = any ($4))
                and not exists (select from missed_parted_day p where p.camera_id = o.camera_id and p.bucket = o.bucket)
              group by 1, 2, 3, 4, 5, 6, 7) of_day (kind, month, bucket, camera_id, zone_id, direction, area_id,
                                                    missed, sd, units, units_squared, units_sd)
      group by 1, 2, 3, 4, 5, 6`,
    months,
  );
}

/**
 * Weighs what was missed by these units, if it is not yet: month by month, each in a transaction of its own. Meanwhile
 * questions add up each class, as they do where units are others.
 *
 * @param signal stops between months; the next call begins anew.
 */
export async function weighMissed(
  database: Database,
  carUnits: CarUnits,
  timeZone: string,
  signal: AbortSignal,
): Promise<void> {
  const units = JSON.stringify(carUnits);
  const { rows } = await database.query<{ same: boolean }>(
    'select car_units is not distinct from $1::jsonb and done as same from missed_weights',
    [units],
  );
  if (rows[0]?.same === true) return;
  await database.query('update missed_weights set car_units = $1::jsonb, done = false', [units]);
  const { rows: reach } = await database.query<{ first: Date | null; last: Date | null }>(
    "select min(bucket) as first, max(bucket) + interval '1 day' as last from missed_daily",
  );
  const { first: from, last: to } = reach[0] ?? { first: null, last: null };
  const { rows: months } = await database.query<{ first: Date; after: Date }>(MONTHS, [from, to, timeZone]);
  for (const { first, after } of months) {
    if (signal.aborted) return;
    await transaction(database, (connection) => tellWhole(connection, { from: first, to: after }, timeZone, null));
  }
  // Not when somebody has asked for others meanwhile.
  await database.query('update missed_weights set done = true where car_units = $1::jsonb', [units]);
}
