import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { createDeviationDesk } from '../../analytics/edges/deviation-desk.ts';
import { runTrial } from '../../analytics/edges/trial/run-trial.ts';
import { ruleBook } from '../../analytics/core/rule-book.ts';
import type { RuleCondition, RuleSettings } from '../../contracts/rules.ts';
import { judgingSettings } from '../../store/judging-settings.ts';
import { ROLLUPS } from '../../store/rollup-definitions.ts';
import { refreshRollups } from '../../store/rollup-refresh.ts';
import { adoptTimeZone } from '../../store/rollup-zone.ts';
import { insertSums, SUM_TABLES } from '../store/insert-sums.ts';
import { refreshUsual } from '../../store/usual-refresh.ts';
import {
  aCity,
  alerts,
  anObservation,
  aRule,
  emptied,
  judge,
  judged,
  observe,
  rule,
  steps,
  type City,
} from './city.ts';
import { aClock } from './facts.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const HOUR_MS = 3_600_000;
const WEEKS = 6;
/** The hour that runs; observations of another day would not be judged live. */
const HOUR = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
const calendar = { timeZone: ZONE, holidays: [] };
const patience = (): AbortSignal => new AbortController().signal;

let city: City;
beforeAll(async () => {
  city = await aCity();
  await adoptTimeZone(city.database, ROLLUPS, ZONE);
});
beforeEach(async () => {
  await emptied(city);
  const { database } = city;
  await database.query(`truncate deviation_told, usual_account, usual_watched, usual_count, gap_account, gap_hourly,
    ${SUM_TABLES.join(', ')}`);
  const first = new Date(HOUR - WEEKS * 168 * HOUR_MS);
  await database.query('update known_place set first_at = $1', [first]);
  await database.query('update service_span set from_at = $1', [first]);
  // Twenty motorcycles an hour, all the weeks up to the hour before this one.
  await insertSums(
    database,
    `insert into observation_hourly (bucket, kind, camera_id, zone_id, class, direction, area_id, count, valued, value_sum)
     select $1::timestamptz + h * interval '1 hour', 'crossed', 'gate', 'kerb', 'motorcycle', 'forward', 'vinh-yen', 20, 0, 0
       from generate_series(0, $2::int - 2) h`,
    [first, WEEKS * 168],
  );
  await toldUntil(HOUR - HOUR_MS);
  await refreshUsual(database, calendar, patience());
});

async function toldUntil(atMs: number): Promise<void> {
  await city.database.query(
    `insert into gap_account (until, renewed_at) values ($1, $1) on conflict (one) do update set until = excluded.until`,
    [new Date(atMs)],
  );
}
const motorcycles = async (count: number, fromMs: number): Promise<void> => {
  await observe(
    city.database,
    ...Array.from({ length: count }, (_, i) =>
      anObservation({
        kind: 'crossed',
        zoneId: 'kerb',
        class: 'motorcycle',
        direction: 'forward',
        capturedAt: fromMs + i * 1000,
      }),
    ),
  );
  await refreshRollups(city.database, ZONE);
};
type Condition = Extract<RuleCondition, { kind: 'deviation' }>;
const aDeviationRule = (changes: Partial<Condition> = {}): RuleSettings =>
  aRule({
    id: 'night-race',
    name: 'Đêm đông bất thường',
    severity: 'warning',
    condition: {
      kind: 'deviation',
      zoneIds: ['kerb'],
      what: 'crossed',
      class: null,
      side: 'more',
      factor: 3,
      atLeast: 30,
      ...changes,
    },
  });
/** Looks as analytics does each minute. */
const look = async (atMs: number, learnedUntilMs: number, ...rules: readonly RuleSettings[]): Promise<number> => {
  const book = ruleBook(
    rules.map((one) => ({ ...one, version: 1 })),
    await judgingSettings(city.database),
  );
  const desk = createDeviationDesk({ database: city.database, clock: aClock(atMs) });
  return desk.look(calendar, new Date(learnedUntilMs), book.zones.marksOfDeviation);
};
const told = async () =>
  (
    await city.database.query(
      `select at, class, value, deviation->>'side' as side, (deviation->>'factor')::float8 as factor,
              (deviation->>'watched')::float8 as watched from observation where kind = 'deviation' order by class, factor`,
    )
  ).rows;

test('three times the usual raises an alert within the hour, with what is usual, once', async () => {
  const threefold = aDeviationRule();
  await rule(city.database, threefold);
  const analytics = await judge(city);
  await motorcycles(61, HOUR);
  const now = HOUR + 30 * 60_000;
  // Twice and three times, of motorcycles and of all together; the rule asked for the last only.
  expect(await look(now, HOUR - HOUR_MS, threefold)).toBe(4);
  expect(await look(now + 60_000, HOUR - HOUR_MS, threefold)).toBe(0);
  expect(await told()).toEqual([
    { at: new Date(now), class: 'motorcycle', value: 61, side: 'more', factor: 2, watched: null },
    { at: new Date(now), class: 'motorcycle', value: 61, side: 'more', factor: 3, watched: null },
    { at: new Date(now), class: null, value: 61, side: 'more', factor: 2, watched: null },
    { at: new Date(now), class: null, value: 61, side: 'more', factor: 3, watched: null },
  ]);
  await judged(analytics, city.database);
  await expect.poll(() => alerts(city.database)).toHaveLength(1);
  const [alert] = await alerts(city.database);
  expect(alert).toMatchObject({ rule_id: 'night-race', count: 1, value: 61, zone_id: 'kerb', area_id: 'vinh-yen' });
  expect(await steps(city.database, alert?.id ?? 0)).toEqual(['raised']);
  const { rows } = await city.database.query('select text from alert_step');
  expect(rows).toEqual([{ text: 'deviation: usual=20 spread=0 weeks=6' }]);
  await analytics.stop();
});

test('an ordinary hour is told by nobody, and neither is one at a place that has no history', async () => {
  await motorcycles(30, HOUR);
  await observe(city.database, ...Array.from({ length: 90 }, (_, i) => anObservation({ capturedAt: HOUR + i * 1000 })));
  await refreshRollups(city.database, ZONE);
  await city.database.query("update usual_watched set weeks = 3 where zone_id = 'depot'");
  expect(await look(HOUR + 59 * 60_000, HOUR - HOUR_MS)).toBe(0);
});

test('a quiet hour is told when it is over and was watched; one in which the camera was blind is not', async () => {
  const quiet = aDeviationRule({ side: 'fewer', atLeast: 10, class: 'motorcycle' });
  // The rows of the hour before last are there, those of the last are not: nothing was counted in it.
  expect(await look(HOUR + 60_000, HOUR - HOUR_MS, quiet)).toBe(0);
  await city.database.query(
    `insert into gap_hourly (bucket, camera_id, area_id, in_service, watched, known) values ($1, 'gate', null, 60, 12, true)`,
    [new Date(HOUR - HOUR_MS)],
  );
  const lookAgain = () => city.database.query('update usual_account set looked_until = $1', [new Date(HOUR - HOUR_MS)]);
  await lookAgain();
  expect(await look(HOUR + 15 * 60_000, HOUR, quiet)).toBe(0);
  await lookAgain();
  await city.database.query('truncate gap_hourly');
  // Looked at again as a camera that saw everything.
  expect(await look(HOUR + 16 * 60_000, HOUR, quiet)).toBeGreaterThan(0);
  expect(await told()).toContainEqual({
    at: new Date(HOUR - 1),
    class: 'motorcycle',
    value: 0,
    side: 'fewer',
    factor: 3,
    watched: 1,
  });
});

test('hours that passed while analytics was down are compared when it is back, by marks that are there', async () => {
  await city.database.query('update observation_hourly_packed set count = 90 where bucket = $1', [
    new Date(HOUR - 3 * HOUR_MS),
  ]);
  await city.database.query('update usual_account set looked_until = $1', [new Date(HOUR - 5 * HOUR_MS)]);
  expect(await look(HOUR, HOUR - HOUR_MS)).toBe(2);
  expect((await told())[0]).toMatchObject({ at: new Date(HOUR - 2 * HOUR_MS - 1), value: 90 });
});

test('a trial says when the mark would have been passed, and what it does not know', async () => {
  await insertSums(
    city.database,
    `insert into observation_15min (bucket, kind, camera_id, zone_id, class, direction, area_id, count, valued, value_sum)
     select $1::timestamptz + q * interval '15 minutes', 'crossed', 'gate', 'kerb', 'motorcycle', 'forward', 'vinh-yen', 35, 0, 0
       from generate_series(0, 3) q`,
    [new Date(HOUR - 10 * HOUR_MS)],
  );
  const trialOf = (settings: RuleSettings, areaIds: readonly string[] | null = null) =>
    runTrial(
      {
        id: randomUUID(),
        username: 'x',
        areaIds,
        rule: settings,
        from: new Date(HOUR - 24 * HOUR_MS),
        to: new Date(HOUR),
      },
      { database: city.database, timeZone: ZONE, onPage: async () => undefined },
    );
  const result = await trialOf(aDeviationRule());
  expect(result.places).toEqual([{ zoneId: 'kerb', basis: 'observations' }]);
  expect(result.alerts.map(({ at, value, detail }) => [at, value, detail])).toEqual([
    [new Date(HOUR - 10 * HOUR_MS + 30 * 60_000 - 1).toISOString(), 70, expect.stringContaining('usual=20')],
  ]);
  expect(await trialOf(aDeviationRule(), ['vinh-phuc'])).toMatchObject({ alertCount: 0, places: [] });
  await city.database.query('truncate usual_watched');
  expect((await trialOf(aDeviationRule())).places).toEqual([{ zoneId: 'kerb', basis: 'no-usual' }]);
});
