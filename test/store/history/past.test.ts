import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../store/database.ts';
import { simulatedSpans } from '../../../store/history/note.ts';
import { readPastConditions, readPastFlows, readPastReadings } from '../../../store/history/past.ts';
import { readSensorSteps } from '../../../store/history/sensor-steps.ts';
import { readSensorMonths } from '../../../store/report-figures.ts';
import { WHOLE_CITY } from '../../../store/scope.ts';
import { buildCity } from '../../gateway/support/city.ts';
import { aCrossing, summed } from '../../gateway/support/history.ts';
import { migratedDatabase } from '../../support/database.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const day = (text: string) => new Date(`${text}T00:00:00+07:00`);
const at = (date: string, time = '12:00') => new Date(`${date}T${time}+07:00`).toISOString();

let database: Database;
beforeAll(async () => {
  ({ database } = await migratedDatabase());
  await buildCity(database);
  await database.query(
    `insert into measurement (at, sensor_id, area_id, value, quality) values
       ('2026-05-04T05:00:00Z', 'water-north', 'north', 2, 'good'), ('2026-05-04T05:01:00Z', 'water-north', 'north', 4, 'good'),
       ('2026-05-04T05:02:00Z', 'water-north', 'north', 99, 'suspect')`,
  );
  // An hour of ten readings, one of thirty, and one of which none was trusted.
  await database.query(
    `insert into measurement_hourly (bucket, sensor_id, area_id, count, suspect, value_sum, value_min, value_max) values
       ('2026-06-01T01:00Z', 'water-north', 'north', 10, 0, 10, 1, 1), ('2026-06-01T02:00Z', 'water-north', 'north', 30, 2, 60, 2, 2),
       ('2026-06-01T03:00Z', 'water-north', 'north', 0, 9, 0, null, null)`,
  );
  await summed(database, [
    aCrossing(at('2026-05-11')),
    aCrossing(at('2026-05-11'), { direction: 'backward' }),
    aCrossing(at('2026-05-11'), { direction: 'backward', class: 'bus' }),
    aCrossing(at('2026-08-03')),
    aCrossing(at('2026-08-03'), { cameraId: 'cam-south', areaId: 'south', zoneId: 'line-south' }),
  ]);
});

describe('a sensor', () => {
  const steps = (from: string, by: '15min' | 'day') =>
    readSensorSteps(database, {
      sensorId: 'water-north',
      span: { from: day(from), to: new Date(day(from).getTime() + 86_400_000) },
      by,
      timeZone: ZONE,
    });

  test('has the mean of its readings, not of its hours, and none of those that are not trusted', async () => {
    expect(await steps('2026-05-04', '15min')).toMatchObject([{ mean: 3, max: 4, count: 2, suspect: 1 }]);
    await database.query(
      `insert into measurement_daily (bucket, sensor_id, area_id, count, suspect, value_sum, value_min, value_max) values
         ($1, 'water-north', 'north', 10, 0, 10, 1, 1), ($1, 'water-north', null, 30, 0, 60, 2, 2)`,
      [day('2026-06-01')],
    );
    expect(await steps('2026-06-01', 'day')).toMatchObject([{ mean: 1.75, count: 40 }]);
  });

  test('is in a report with the mean of its readings and the hours in which it was heard, trusted or not', async () => {
    const months = await readSensorMonths(database, {
      from: day('2026-06-01'),
      to: day('2026-07-01'),
      areaIds: null,
      boundaries: 'then',
    });
    expect(months.map(({ mean, lowest, highest, hours }) => [mean, lowest, highest, hours])).toContainEqual([
      1.75, 1, 2, 3,
    ]);
  });
});

describe('the past on the map', () => {
  const past = (from: string, stepS: number) => ({
    span: { from: day(from), to: new Date(day(from).getTime() + 86_400_000) },
    stepS,
    scope: WHOLE_CITY,
    areaIds: null,
  });

  test('has the two ways over a line apart, whether rows or sums tell them', async () => {
    for (const [stepS, step] of [
      [300, 144],
      [900, 48],
      [3600, 12],
    ] as const) {
      const flows = await readPastFlows(database, past('2026-05-11', stepS), ZONE);
      expect(
        flows
          // A step may come more than once, one time for each class.
          .map(({ direction, steps, counts }) => [direction, [...new Set(steps)], [counts.reduce((a, b) => a + b, 0)]])
          .toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
      ).toEqual([
        ['backward', [step], [2]],
        ['forward', [step], [1]],
      ]);
    }
  });

  test('has nothing of the hours before and after it', async () => {
    const noon = day('2026-05-11').getTime() + 12 * 3_600_000;
    const within = async (fromMs: number, hours: number) => {
      const span = { from: new Date(fromMs), to: new Date(fromMs + hours * 3_600_000) };
      const flows = await readPastFlows(database, { ...past('2026-05-11', 3600), span }, ZONE);
      return flows.flatMap(({ steps }) => steps);
    };
    expect(await within(noon, 1)).toEqual([0, 0]);
    expect(await within(noon - 2 * 3_600_000, 5)).toEqual([2, 2]);
    expect(await within(noon + 3_600_000, 2)).toEqual([]);
    expect(await within(noon - 2 * 3_600_000, 2)).toEqual([]);
  });

  test('on the map of the past, as much as one has chosen', async () => {
    const asked = { span: { from: day('2026-08-03'), to: day('2026-08-04') }, scope: WHOLE_CITY, areaIds: ['south'] };
    for (const stepS of [300, 3600])
      expect((await readPastFlows(database, { ...asked, stepS }, ZONE)).map(({ cameraId }) => cameraId)).toEqual([
        'cam-south',
      ]);
  });

  test('has means of trusted readings', async () => {
    expect(await readPastReadings(database, past('2026-05-04', 900))).toEqual([
      { sensor_id: 'water-north', step: 48, mean: 3 },
    ]);
    expect((await readPastReadings(database, past('2026-06-01', 86_400)))[0]?.mean).toBe(1.75);
  });

  test('begins with the last condition a camera was in before', async () => {
    await database.query(
      `insert into health_event (at, device_kind, device_id, area_id, condition) values
         ('2026-05-01T00:00Z', 'camera', 'cam-north', 'north', 'ok'), ('2026-05-02T00:00Z', 'camera', 'cam-north', 'north', 'dark'),
         ('2026-05-04T03:00Z', 'camera', 'cam-north', 'north', 'frozen')`,
    );
    expect(
      (await readPastConditions(database, past('2026-05-04', 900))).map(({ at: when, condition }) => [when, condition]),
    ).toEqual([
      [null, 'dark'],
      [new Date('2026-05-04T03:00Z'), 'frozen'],
    ]);
  });
});

test('made up is said only of the devices it was made up for', async () => {
  await database.query(
    "insert into simulated_span (from_at, to_at, device_id) values ('2026-09-01Z', '2026-10-01Z', 'water-south')",
  );
  const span = { from: day('2026-09-01'), to: day('2026-10-02') };
  expect(await simulatedSpans(database, span, ['cam-north'])).toEqual([]);
  expect(await simulatedSpans(database, span, ['cam-north', 'water-south'])).toHaveLength(1);
  expect(await simulatedSpans(database, span)).toHaveLength(1);
});
