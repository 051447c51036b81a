import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { SplitKey, TimeStep } from '../../contracts/history.ts';
import { wholeMonths } from '../../gateway/core/history/whole-months.ts';
import type { Database } from '../../store/database.ts';
import { accountGaps } from '../../store/gaps.ts';
import { readMissedSums, type MissedQuestion, type MissedSum } from '../../store/history/missed-sums.ts';
import { detailFor } from '../../store/history/selection.ts';
import { WHOLE_CITY } from '../../store/scope.ts';
import { weighMissed } from '../../store/missed-whole.ts';
import { migratedDatabase } from '../support/database.ts';
import { insertSums } from './insert-sums.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const HOUR_MS = 3_600_000;
const START = Date.parse('2025-12-31T17:00:00Z'); // the first of January in Vĩnh Yên
const DAYS = 62;
const HOURS = DAYS * 24;
const END = START + HOURS * HOUR_MS;
const UNITS = { motorcycle: 0.25, car: 1 };
const at = (hour: number) => new Date(START + hour * HOUR_MS);
const never = new AbortController().signal;

let database: Database;

beforeAll(async () => {
  ({ database } = await migratedDatabase());
  // Three cameras; one goes from the old ward to the new at noon of a day on which it was dark.
  await database.query(
    `insert into service_span (camera_id, area_id, from_at, to_at) values
       ('cam-0', 'old', $1, null), ('cam-1', 'new', $1, null), ('cam-2', 'old', $1, $2), ('cam-2', 'new', $2, null)`,
    [at(0), at(40 * 24 + 12)],
  );
  await insertSums(
    database,
    `insert into observation_hourly (bucket, kind, camera_id, zone_id, class, direction, area_id, count, valued, value_sum)
     select $1::timestamptz + h * interval '1 hour', 'crossed', 'cam-' || c, 'line-' || c, class, direction, 'old',
            1 + (h * 7 + c * 5 + length(class)) % 11, 0, 0
       from generate_series(0, $2::int - 1) h, generate_series(0, 2) c,
            unnest(array['motorcycle', 'car', 'person']) class, unnest(array['forward', 'backward']) direction
      where not (h / 24 % 10 = c or h % 50 = c)`,
    [at(0), HOURS],
  );
  await database.query(
    `insert into coverage_hourly (bucket, camera_id, area_id, minutes, expected, decoded, quiet, sent, received, looked,
       dropped_edge, dropped, watched)
     select $1::timestamptz + h * interval '1 hour', 'cam-' || c, 'old', 60, 300, 0, 0, 0, 0, 0, '{}', '{}', 60
       from generate_series(0, $2::int - 1) h, generate_series(0, 2) c
      where not (h / 24 % 10 = c or h % 50 = c or h / 24 = 40 and c = 2)`,
    [at(0), HOURS],
  );
  await database.query('analyze');
  // Half of it before it is weighed, half after.
  await account(at(0), at(31 * 24));
  await weighMissed(database, UNITS, ZONE, never);
  await account(at(31 * 24), at(HOURS));
});

async function account(from: Date, to: Date): Promise<void> {
  await accountGaps(database, { from, to }, new Date(END), { timeZone: ZONE, holidays: [] });
}

const some = <T>(values: readonly T[]) => fc.option(fc.subarray([...values], { minLength: 1 }), { nil: null });
const question = fc
  .record({
    // Often to the end, so that all of a month is in it in which a camera went from one ward to the other.
    days: fc.tuple(
      fc.oneof(fc.constant(0), fc.integer({ min: 0, max: DAYS - 1 })),
      fc.oneof(fc.constant(DAYS), fc.integer({ min: 1, max: DAYS })),
    ),
    fromHour: fc.constantFrom(0, 0, 5),
    by: fc.constantFrom<TimeStep>('none', 'none', 'day', 'month', 'season', 'hour-of-day', 'hour-of-week', 'weekday'),
    split: fc.constantFrom<readonly SplitKey[]>(
      [],
      ['area'],
      ['class'],
      ['direction'],
      ['zone', 'direction'],
      ['zone', 'direction', 'area'],
      ['camera'],
    ),
    areaIds: some(['old', 'new']),
    scope: some(['old', 'new']),
    cameraIds: some(['cam-0', 'cam-2']),
    classes: fc.option(fc.constant(['car', 'motorcycle']), { nil: null, freq: 4 }),
    direction: fc.constantFrom(null, null, 'forward'),
    boundaries: fc.constantFrom<'then' | 'now'>('then', 'now'),
  })
  .map(({ days, fromHour, by, split, scope, ...chosen }): MissedQuestion => {
    const from = at(Math.min(days[0], days[1] - 1) * 24 + fromHour);
    const span = { from, to: at(days[1] * 24) };
    const daily = fromHour === 0 && !by.startsWith('hour');
    const selection = { what: 'crossed', zoneIds: null, ...span, ...chosen };
    const whose = { areaIds: scope, handedTo: null } as unknown as MissedQuestion['scope'];
    return {
      selection,
      scope: whose,
      daily,
      detail: detailFor(selection, whose, split),
      months: daily ? wholeMonths(by, span, ZONE) : null,
      by,
      split,
      timeZone: ZONE,
      carUnits: UNITS,
    };
  });

const SPAN = { from: at(0), to: at(HOURS) };
const NOTHING = { cameraIds: null, zoneIds: null, areaIds: null, classes: null, direction: null } as const;
/** The whole city over all the time. */
const CITY: MissedQuestion = {
  selection: { what: 'crossed', boundaries: 'then', ...NOTHING, ...SPAN },
  scope: WHOLE_CITY,
  daily: true,
  detail: 'city',
  months: wholeMonths('none', SPAN, ZONE),
  by: 'none',
  split: [],
  timeZone: ZONE,
  carUnits: UNITS,
};
/** Each way over each line, a month with a camera that went from one ward to the other in it. */
const WAYS: MissedQuestion = { ...CITY, detail: 'zones', split: ['zone', 'direction'] };

/** Numbers to eight digits: sums of floats differ in the last ones. */
function told(sums: readonly MissedSum[]): readonly string[] {
  return sums
    .map((sum) =>
      Object.values(sum)
        .map((value) => (typeof value === 'number' ? value.toPrecision(8) : String(value)))
        .join(' '),
    )
    .sort();
}

/** The same asked of every class by its name: then nothing is read that is told of all together. */
function classByClass(asked: MissedQuestion): Promise<MissedSum[]> {
  const classes = asked.selection.classes ?? ['motorcycle', 'car', 'person'];
  return readMissedSums(database, { ...asked, selection: { ...asked.selection, classes } });
}

async function expectSame(runs: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(question, async (asked) => {
      expect(told(await readMissedSums(database, asked))).toEqual(told(await classByClass(asked)));
    }),
    { numRuns: runs, examples: [[CITY], [WAYS], [{ ...WAYS, by: 'month' }]] },
  );
}

test('what is told of all classes together is what each class adds up to, whatever is asked', () => expectSame(60));

test('so it is after days are told anew, and a camera missed nothing on them any more', async () => {
  await database.query(
    `insert into coverage_hourly (bucket, camera_id, area_id, minutes, expected, decoded, quiet, sent, received, looked,
       dropped_edge, dropped, watched)
     select bucket, camera_id, 'old', 60, 300, 0, 0, 0, 0, 0, '{}', '{}', 60 from gap_hourly
      where camera_id = 'cam-0' and bucket >= $1 and bucket < $2`,
    [at(20 * 24), at(24 * 24)],
  );
  for (let day = 20; day < 24; day++) await account(at(day * 24), at((day + 1) * 24));
  await expectSame(20);
});

test('other units are weighed anew, and until then each class is added up by what is asked', async () => {
  const other = { ...CITY, carUnits: { ...UNITS, car: 4 } };
  const before = await readMissedSums(database, other);
  await weighMissed(database, other.carUnits, ZONE, never);
  expect(told(await readMissedSums(database, other))).toEqual(told(before));
  expect((await database.query('select done, car_units from missed_weights')).rows).toEqual([
    { done: true, car_units: other.carUnits },
  ]);
  // Broken off, it is not read.
  await weighMissed(database, UNITS, ZONE, AbortSignal.abort());
  expect((await database.query('select done from missed_weights')).rows).toEqual([{ done: false }]);
  expect(told(await readMissedSums(database, other))).toEqual(told(before));
  expect(told(await readMissedSums(database, CITY))).toEqual(told(await classByClass(CITY)));
});
