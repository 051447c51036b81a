import { beforeAll, describe, expect, test } from 'vitest';
import { hotSpotQuery, type HotSpotQuery } from '../../../contracts/history-comparison.ts';
import type { Database } from '../../../store/database.ts';
import { readFlowSums } from '../../../store/history/flow-sums.ts';
import { readSpotSums } from '../../../store/history/hot-spots.ts';
import { readMissedSums } from '../../../store/history/missed-sums.ts';
import { readMovementSums } from '../../../store/history/movement-sums.ts';
import { detailFor, type Selection } from '../../../store/history/selection.ts';
import { readServiceSpans } from '../../../store/history/service.ts';
import { readPresence, readValueBins, readValueTotal } from '../../../store/history/value-bins.ts';
import { WHOLE_CITY } from '../../../store/scope.ts';
import { buildCity } from '../../gateway/support/city.ts';
import { aCrossing, summed } from '../../gateway/support/history.ts';
import { migratedDatabase } from '../../support/database.ts';
import { insertSums } from '../insert-sums.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const day = (text: string) => new Date(`${text}T00:00:00+07:00`);
const at = (date: string, time = '12:00') => new Date(`${date}T${time}+07:00`).toISOString();
const selected = (from: string, to: string, more: Partial<Selection> = {}): Selection => ({
  what: 'crossed',
  from: day(from),
  to: day(to),
  cameraIds: null,
  zoneIds: null,
  areaIds: null,
  classes: null,
  direction: null,
  boundaries: 'then',
  ...more,
});

let database: Database;
beforeAll(async () => {
  ({ database } = await migratedDatabase());
  await buildCity(database);
  const times = (count: number, date: string) => Array.from({ length: count }, () => aCrossing(at(date)));
  const turn = (thing: 'motorcycle' | 'person') => [
    aCrossing(at('2026-05-04'), { class: thing, trackId: thing }),
    aCrossing(at('2026-05-04', '12:01'), { class: thing, trackId: thing, zoneId: 'line-other', direction: 'backward' }),
  ];
  await summed(database, [
    // The days around the ends of February: each sum of them tells which.
    ...times(1, '2026-01-31'),
    ...times(2, '2026-02-01'),
    ...times(4, '2026-02-28'),
    ...times(8, '2026-03-01'),
    ...times(16, '2026-03-02'),
    // One of two has a value.
    aCrossing(at('2026-05-04'), { kind: 'left', zoneId: 'zone-north', value: 60 }),
    aCrossing(at('2026-05-04'), { kind: 'left', zoneId: 'zone-north', value: null }),
    ...turn('motorcycle'),
    ...turn('person'),
  ]);
});

describe('what was counted', () => {
  test.each<readonly [string, Partial<Selection>]>([
    ['of one camera', { cameraIds: ['cam-north'] }],
    ['of all that stands in a ward today', { areaIds: ['north'], boundaries: 'now' }],
    ['of a ward', { areaIds: ['north'] }],
    ['of the city', {}],
  ])('over a month and the days before and after it is the sum of its days: %s', async (_, more) => {
    const selection = selected('2026-01-31', '2026-03-03', more);
    for (const months of [null, { from: day('2026-02-01'), to: day('2026-03-01') }]) {
      const sums = await readFlowSums(database, {
        selection,
        scope: WHOLE_CITY,
        level: 'daily',
        detail: detailFor(selection, WHOLE_CITY, []),
        months,
        by: 'none',
        split: [],
        timeZone: ZONE,
        carUnits: {},
        limit: 10,
      });
      expect(sums.map(({ counted }) => counted)).toEqual([31]);
    }
  });

  test('has a mean of those only that have a value', async () => {
    const selection = selected('2026-05-04', '2026-05-05', { what: 'left' });
    for (const daily of [true, false])
      expect(await readValueTotal(database, { selection, scope: WHOLE_CITY, daily })).toEqual({ count: 1, sum: 60 });
  });

  test('in turning is weighed by car units, people by none', async () => {
    // What a late crossing has parted leaves nothing behind.
    await insertSums(
      database,
      `insert into movement_daily (bucket, camera_id, from_zone_id, from_direction, zone_id, direction, class, area_id, count, seconds)
       values ($1, 'cam-north', 'line-north', 'forward', 'line-gone', 'forward', 'motorcycle', 'north', 0, 0)`,
      [day('2026-05-04')],
    );
    const sums = await readMovementSums(database, {
      selection: selected('2026-05-04', '2026-05-05'),
      scope: WHOLE_CITY,
      daily: true,
      by: 'none',
      byClass: true,
      timeZone: ZONE,
      carUnits: { motorcycle: 0.25 },
      limit: 10,
    });
    expect(sums.map((one) => [one.class, one.counted, one.carUnits])).toEqual([
      ['motorcycle', 1, 0.25],
      ['person', 1, 0],
    ]);
  });
});

describe('what is chosen is counted, and nothing else', () => {
  const counted = async (more: Partial<Selection>) => {
    const selection = selected('2026-08-03', '2026-08-04', more);
    const detail = detailFor(selection, WHOLE_CITY, []);
    const asked = { selection, scope: WHOLE_CITY, by: 'none', timeZone: ZONE } as const;
    const own = { ...asked, detail, months: null, split: [], carUnits: {}, limit: 10 } as const;
    const [daily] = await readFlowSums(database, { ...own, level: 'daily' });
    const [hourly] = await readFlowSums(database, { ...own, level: 'hourly' });
    expect(hourly).toEqual(daily);
    return daily?.counted;
  };
  beforeAll(async () => {
    const [noon, south] = [at('2026-08-03'), { cameraId: 'cam-south', areaId: 'south', zoneId: 'line-south' }] as const;
    await summed(database, [
      aCrossing(noon, { trackId: 'bus', class: 'bus' }),
      aCrossing(at('2026-08-03', '12:02'), { trackId: 'bus', class: 'bus', zoneId: 'line-other' }),
      ...Array.from({ length: 4 }, () => aCrossing(noon, { direction: 'backward' })),
      ...Array.from({ length: 8 }, () => aCrossing(noon, { kind: 'entered', direction: null, zoneId: 'zone-north' })),
      ...Array.from({ length: 16 }, () => aCrossing(noon, south)),
      aCrossing(noon, { kind: 'left', zoneId: 'zone-north', value: 60 }),
      aCrossing(noon, { kind: 'left', zoneId: 'zone-north', value: 90, class: 'bus' }),
      aCrossing(noon, { kind: 'left', zoneId: 'zone-other', value: 30 }),
    ]);
  });

  test.each<readonly [string, Partial<Selection>, number]>([
    ['a kind', { what: 'entered' }, 8],
    ['a class', { classes: ['bus'] }, 2],
    ['a direction', { direction: 'backward' }, 4],
    ['a direction at a camera', { cameraIds: ['cam-north'], direction: 'backward' }, 4],
    ['a line', { zoneIds: ['line-other'] }, 1],
    ['a camera', { cameraIds: ['cam-south'] }, 16],
    ['a ward', { areaIds: ['south'] }, 16],
    ['a class in a ward', { areaIds: ['north'], classes: ['bus'] }, 2],
    ['a class at what stands in a ward today', { areaIds: ['north'], classes: ['bus'], boundaries: 'now' }, 2],
  ])('%s', async (_, more, expected) => {
    expect(await counted(more)).toBe(expected);
  });

  test('turnings of a class', async () => {
    const turnings = async (classes: readonly string[] | null) =>
      (
        await readMovementSums(database, {
          selection: selected('2026-08-03', '2026-08-04', { classes }),
          scope: WHOLE_CITY,
          daily: true,
          by: 'none',
          byClass: false,
          timeZone: ZONE,
          carUnits: {},
          limit: 10,
        })
      ).map((one) => one.counted);
    expect([await turnings(null), await turnings(['bus']), await turnings(['car'])]).toEqual([[1], [1], []]);
  });

  test('stays of a class and in a zone, with how long they were', async () => {
    const stays = async (more: Partial<Selection>) => {
      const asked = { selection: selected('2026-08-03', '2026-08-04', { what: 'left', ...more }), scope: WHOLE_CITY };
      const bins = await readValueBins(database, { ...asked, daily: true, by: 'none', timeZone: ZONE }, 10);
      const present = await readPresence(database, { ...asked, daily: true, by: 'none', timeZone: ZONE, only: null });
      return [bins.reduce((sum, { count }) => sum + count, 0), present[0]?.seconds];
    };
    expect(await stays({})).toEqual([3, 180]);
    expect(await stays({ classes: ['bus'] })).toEqual([1, 90]);
    expect(await stays({ zoneIds: ['zone-other'] })).toEqual([1, 30]);
  });

  test.each<readonly [string, Partial<HotSpotQuery>, readonly (readonly [string, number])[]]>([
    [
      'crossings at each camera',
      {},
      [
        ['cam-north', 6],
        ['cam-south', 16],
      ],
    ],
    ['of a class', { classes: ['bus'] }, [['cam-north', 2]]],
    ['another kind', { what: 'entered' }, [['cam-north', 8]]],
    ['another kind of a class', { what: 'left', classes: ['bus'] }, [['cam-north', 1]]],
    ['alerts of a class', { of: 'alerts', classes: ['car'] }, [['cam-south', 1]]],
    ['alerts in a ward', { of: 'alerts', areaIds: ['north'] }, [['cam-north', 1]]],
  ])('on the map: %s', async (_, asked, expected) => {
    await database.query('delete from alert');
    await database.query(
      `insert into alert (rule_id, rule_version, rule_name, condition, severity, state, device_kind, device_id, device_name,
         area_id, class, place_key, source_key, last_at, captured_at, raised_at)
       select r.id, r.version, r.name, r.condition, 'critical', 'raised', 'camera', 'cam-' || ward, 'Cổng', ward, class, ward, ward, t, t, t
       from rule_now r, (values ('north', 'person'), ('south', 'car')) v(ward, class), (values ($1::timestamptz)) m(t)`,
      [at('2026-08-03')],
    );
    const query = hotSpotQuery.parse({ from: '2026-08-03', to: '2026-08-04', step: 'none' });
    for (const level of ['daily', 'hourly'] as const) {
      const sums = await readSpotSums(database, {
        query: { ...query, ...asked },
        span: { from: day('2026-08-03'), to: day('2026-08-04') },
        areaIds: asked.areaIds ?? null,
        scope: WHOLE_CITY,
        level,
        timeZone: ZONE,
        limit: 10,
      });
      expect(sums.map(({ deviceId, total }) => [deviceId, total])).toEqual(expected);
    }
  });
});

describe('what was in service', () => {
  test('is a line from when it was drawn until it was removed, while its camera was; zones do not count crossings', async () => {
    await database.query('delete from service_span');
    await database.query("update known_place set first_at = $1 where id = 'zone-north'", [day('2026-09-01')]);
    await database.query("insert into service_span (camera_id, area_id, from_at) values ('cam-north', 'north', $1)", [
      day('2026-09-01'),
    ]);
    await database.query(
      `insert into known_place (kind, id, name, camera_id, first_at, gone_at) values
         ('line', 'line-of-a-week', 'Vạch', 'cam-north', $1, $2), ('line', 'line-long-gone', 'Vạch', 'cam-north', $3, $3)`,
      [day('2026-09-03'), day('2026-09-10'), day('2026-08-01')],
    );
    const spans = await readServiceSpans(database, selected('2026-09-01', '2026-10-01'), WHOLE_CITY, true);
    expect(spans).toEqual([
      {
        cameraId: 'cam-north',
        zoneId: 'line-of-a-week',
        areaId: 'north',
        from: day('2026-09-03'),
        to: day('2026-09-10'),
      },
    ]);
  });
});

describe('what was missed', () => {
  test('varies by chance, and by rates that err together at one camera and apart at two', async () => {
    await database.query(
      `insert into missed_daily (bucket, kind, camera_id, zone_id, class, direction, area_id, missed, rate_sd) values
         ($1, 'crossed', 'cam-north', 'a', 'motorcycle', 'forward', 'north', 100, 10),
         ($1, 'crossed', 'cam-north', 'b', 'motorcycle', 'forward', 'north', 100, 10),
         ($1, 'crossed', 'cam-south', 'c', 'motorcycle', 'forward', 'south', 100, 10)`,
      [day('2026-06-01')],
    );
    const missed = async (...cameraIds: readonly string[]) => {
      const selection = selected('2026-06-01', '2026-06-02', { cameraIds });
      const [sum] = await readMissedSums(database, {
        selection,
        scope: WHOLE_CITY,
        daily: true,
        detail: 'zones',
        months: null,
        by: 'none',
        split: [],
        timeZone: ZONE,
        carUnits: { motorcycle: 0.25 },
      });
      return [sum?.missed, sum?.variance, sum?.missedUnits, sum?.unitsVariance];
    };
    // In car units: a quarter of each, a sixteenth of their variance.
    expect(await missed('cam-south')).toEqual([100, 100 + 10 ** 2, 25, (100 + 10 ** 2) / 16]);
    expect(await missed('cam-north')).toEqual([200, 200 + 20 ** 2, 50, (200 + 20 ** 2) / 16]);
    expect(await missed('cam-north', 'cam-south')).toEqual([300, 300 + 20 ** 2 + 10 ** 2, 75, (300 + 500) / 16]);
  });
});
