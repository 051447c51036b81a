import { ALERT_IN_SCOPE } from '../alert-row.ts';
import type { Queryable } from '../database.ts';
import { DAY_HOURS } from '../rollup-definitions.ts';
import type { Scope } from '../scope.ts';
import type { Span } from './note.ts';

/** A stretch of the past in steps of equal length, as far as one may see it. */
export type PastQuestion = {
  readonly span: Span;
  readonly stepS: number;
  readonly scope: Scope;
  /** With everything below them. */
  readonly areaIds: readonly string[] | null;
};

const stepIndex = (time: string): string => `floor(extract(epoch from ${time} - $2) / $4)::int`;
const IN_AREAS = (alias: string): string =>
  `($1::text[] is null or ${alias}.area_id = any ($1)) and ($5::text[] is null or ${alias}.area_id = any ($5))`;
const parameters = ({ scope, span, stepS, areaIds }: PastQuestion) => [
  scope.areaIds,
  span.from,
  span.to,
  stepS,
  areaIds,
];

/** How many lines, zones and sensors one may see, those that are gone included. */
export async function countPastPlaces(
  connection: Queryable,
  scope: Scope,
  areaIds: readonly string[] | null,
): Promise<{ readonly zones: number; readonly sensors: number }> {
  const { rows } = await connection.query<{ zones: number; sensors: number }>(
    `select (count(*) filter (where p.kind in ('zone', 'line')))::int as zones, (count(*) filter (where p.kind = 'sensor'))::int as sensors
       from known_place p left join known_place c on c.kind = 'camera' and c.id = p.camera_id
      where ($1::text[] is null or coalesce(p.area_id, c.area_id) = any ($1))
        and ($2::text[] is null or coalesce(p.area_id, c.area_id) = any ($2))`,
    [scope.areaIds, areaIds],
  );
  return rows[0] ?? { zones: 0, sensors: 0 };
}

/** What was counted at a zone in one way, step by step. */
export type PastFlow = {
  readonly zoneId: string;
  readonly cameraId: string;
  readonly kind: string;
  readonly direction: string | null;
  /** Steps in which anything was, and how much: pairs. A step, and a way, may come more than once. */
  readonly steps: readonly number[];
  readonly counts: readonly number[];
};

type Way = Omit<PastFlow, 'steps' | 'counts'>;

/**
 * Crossings and entries by zone and step: from the rows themselves where steps are shorter than sums.
 *
 * @param timeZone whose days tell their hours; null: the question's ends and steps are not on full hours of its days.
 */
export async function readPastFlows(
  connection: Queryable,
  question: PastQuestion,
  timeZone: string | null,
): Promise<PastFlow[]> {
  if (timeZone !== null && question.stepS >= 3600) return readDays(connection, question, timeZone);
  if (question.stepS < 900) return readCounted(connection, COUNTED_ROWS, question, 0);
  // Two processors tell it in half the time.
  const { from, to } = question.span;
  const stepMs = question.stepS * 1000;
  const half = Math.ceil((to.getTime() - from.getTime()) / stepMs / 2);
  const middle = new Date(Math.min(to.getTime(), from.getTime() + half * stepMs));
  const halves = await Promise.all([
    readCounted(connection, COUNTED_QUARTERS, { ...question, span: { from, to: middle } }, 0),
    readCounted(connection, COUNTED_QUARTERS, { ...question, span: { from: middle, to } }, half),
  ]);
  return halves.flat();
}

/** @param first number of the step the question begins with */
async function readCounted(
  connection: Queryable,
  sql: string,
  question: PastQuestion,
  first: number,
): Promise<PastFlow[]> {
  const { rows } = await connection.query<Way & { told: string }>(sql, parameters(question));
  return rows.map(({ told, ...way }) => {
    const steps: number[] = [];
    const counts: number[] = [];
    for (const both of numbersOf(told)) {
      steps.push(first + (both % STEP_BASE));
      counts.push(Math.floor(both / STEP_BASE));
    }
    return { ...way, steps, counts };
  });
}

const MOVES = (alias: string): string =>
  `${IN_AREAS(alias)} and ${alias}.kind in ('crossed', 'entered') and ${alias}.zone_id is not null`;
/** More than there are steps. Count and step are told as one number: writing a hundred thousand takes longer than summing them. */
const STEP_BASE = 65_536;
const TOLD = `string_agg((count * ${STEP_BASE} + step)::text, ',') as told`;
const COUNTED_ROWS = `
  select zone_id as "zoneId", camera_id as "cameraId", kind, direction, ${TOLD}
    from (select o.zone_id, o.camera_id, o.kind, o.direction, ${stepIndex('o.at')} as step, count(*) as count
            from observation o where ${MOVES('o')} and o.at >= $2 and o.at < $3 group by 1, 2, 3, 4, 5) counted
   group by 1, 2, 3, 4`;

/** Series are put together by number before anybody asks what they are of: a hundred thousand sums in a day of a city. */
const COUNTED_QUARTERS = `
  select w.zone_id as "zoneId", w.camera_id as "cameraId", w.kind, w.direction, a.told
    from (select w.way, ${TOLD}
            from observation_15min_packed o
            -- The step a quarter belongs to is told once, not for each of its series.
            join (select bucket, ${stepIndex('bucket')} as step
                    from generate_series(date_bin('15 minutes', $2::timestamptz, '2000-01-01Z'), $3, interval '15 minutes') bucket) q
              on q.bucket = o.bucket
            join (select s.id, min(s.id) over (partition by s.zone_id, s.camera_id, s.kind, s.direction) as way
                    from observation_series s where ${MOVES('s')}) w on w.id = o.series
           where o.bucket >= $2 and o.bucket < $3 group by 1) a
    join observation_series w on w.id = a.way`;

/** Days of ways as they are kept, hours and all; which step an hour belongs to is told here. */
async function readDays(connection: Queryable, question: PastQuestion, timeZone: string): Promise<PastFlow[]> {
  const { rows } = await connection.query<Way & { days: string }>(
    `select zone_id as "zoneId", camera_id as "cameraId", kind, direction,
            string_agg(concat_ws(',', extract(epoch from bucket)::bigint, ${DAY_HOURS.join(', ')}), ';') as days
       from observation_way_hours o
      where ${MOVES('o')} and o.bucket >= date_trunc('day', $2::timestamptz, $6) and o.bucket < $3 and $4::int is not null
      group by 1, 2, 3, 4`,
    [...parameters(question), timeZone],
  );
  const [fromS, toS] = [question.span.from.getTime() / 1000, question.span.to.getTime() / 1000];
  return rows.map(({ days, ...way }) => {
    const steps: number[] = [];
    const counts: number[] = [];
    for (const day of days.split(';')) {
      const [startS = 0, ...hours] = numbersOf(day);
      hours.forEach((count, hour) => {
        const atS = startS + hour * 3600;
        if (count === 0 || atS < fromS || atS >= toS) return;
        steps.push(Math.floor((atS - fromS) / question.stepS));
        counts.push(count);
      });
    }
    return { ...way, steps, counts };
  });
}

function numbersOf(list: string): number[] {
  return list.split(',').map(Number);
}

/** Mean of each sensor in each step that has a trusted reading. */
export async function readPastReadings(
  connection: Queryable,
  question: PastQuestion,
): Promise<{ sensor_id: string; step: number; mean: number }[]> {
  const isRaw = question.stepS < 3600 || question.span.from.getTime() % 3_600_000 !== 0;
  const { rows } = await connection.query<{ sensor_id: string; step: number; mean: number }>(
    isRaw
      ? `select m.sensor_id, ${stepIndex('m.at')} as step, avg(m.value) as mean from measurement m
         where ${IN_AREAS('m')} and m.at >= $2 and m.at < $3 and m.quality = 'good' group by 1, 2`
      : `select m.sensor_id, ${stepIndex('m.bucket')} as step, (sum(m.value_sum) / sum(m.count))::float8 as mean
         from measurement_hourly m
         where ${IN_AREAS('m')} and m.bucket >= $2 and m.bucket < $3 group by 1, 2 having sum(m.count) > 0`,
    parameters(question),
  );
  return rows;
}

/** Conditions of cameras: the last before the period (`at` null) and all changes in it, in order of time. */
export async function readPastConditions(
  connection: Queryable,
  question: PastQuestion,
): Promise<{ camera_id: string; at: Date | null; condition: string }[]> {
  const { rows } = await connection.query<{ camera_id: string; at: Date | null; condition: string }>(
    `with before as (
       select distinct on (h.device_id) h.device_id as camera_id, null::timestamptz as at, h.condition
         from health_event h where ${IN_AREAS('h')} and h.device_kind = 'camera' and h.at < $2
          and h.at >= $2::timestamptz - interval '90 days' order by h.device_id, h.at desc)
     select * from before union all
     select h.device_id, h.at, h.condition from health_event h
      where ${IN_AREAS('h')} and h.device_kind = 'camera' and h.at >= $2 and h.at < $3 and $4::int is not null
      order by at nulls first`,
    parameters(question),
  );
  return rows;
}

/** An alert of the past with its life. */
export type PastAlertRow = {
  readonly id: number;
  readonly rule_name: string;
  readonly severity: string;
  readonly device_id: string;
  readonly device_name: string;
  readonly zone_name: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly raised_at: Date;
  readonly resolved_at: Date | null;
  readonly steps: readonly { readonly at: string; readonly kind: string }[] | null;
};

/** Alerts that were active at any moment of the period, oldest first. */
export async function readPastAlerts(
  connection: Queryable,
  { span, scope, areaIds }: PastQuestion,
  limit: number,
): Promise<PastAlertRow[]> {
  const { rows } = await connection.query<PastAlertRow>(
    `select id, rule_name, severity, device_id, device_name, zone_name, lat, lon, raised_at, resolved_at,
       (select jsonb_agg(jsonb_build_object('at', s.at, 'kind', s.kind) order by s.at, s.id)
          from alert_step s where s.alert_id = alert.id) as steps
     from alert
     where ${ALERT_IN_SCOPE} and raised_at < $4 and (resolved_at is null or resolved_at >= $3)
       and ($5::text[] is null or area_id = any ($5))
     order by raised_at, id limit $6`,
    [scope.areaIds, scope.handedTo, span.from, span.to, areaIds, limit],
  );
  return rows;
}
