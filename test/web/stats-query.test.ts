import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exportOrder } from '../../contracts/exports.ts';
import { cityDays } from '../../web/core/stats/city-days.ts';
import { exportOrderOf } from '../../web/core/stats/export-order.ts';
import { searchPath } from '../../web/core/stats/found.ts';
import { formatQuery, KINDS, parseQuery, SECTIONS, STATES } from '../../web/core/stats/query.ts';
import { reduceStats } from '../../web/core/stats/reduce.ts';
import { initialStats } from '../../web/core/stats/state.ts';
import { wantsOf } from '../../web/core/stats/wants.ts';

const TODAY = '2026-11-25';

test('everything that is asked stands in the address and is read back from it', () => {
  const slug = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/);
  const asked = fc.record({
    period: fc.constantFrom(
      null,
      { kind: 'month' as const, day: '2026-02-01' },
      { kind: 'own' as const, from: '2024-02-29', to: '2024-03-01' },
    ),
    against: fc.constantFrom(
      null,
      { kind: 'previous' as const },
      { kind: 'own' as const, from: '2025-01-01', to: '2025-01-31' },
    ),
    where: fc.oneof(
      fc.constant({ kind: 'city' as const }),
      fc.record({ kind: fc.constantFrom('area' as const, 'camera' as const, 'zone' as const), id: slug }),
    ),
    classes: fc.constantFrom([], ['motorcycle' as const, 'person' as const]),
    carUnits: fc.boolean(),
    what: fc.constantFrom('crossed' as const, 'entered' as const),
    boundaries: fc.constantFrom('then' as const, 'now' as const),
    spread: fc.constantFrom('speed' as const, 'stay' as const, 'occupancy' as const),
    limitKmh: fc.option(fc.integer({ min: 1, max: 300 })),
    sensors: fc.uniqueArray(slug, { maxLength: 4 }),
    events: fc.constantFrom('alerts' as const, 'observations' as const),
    words: fc.string({ maxLength: 60, unit: 'grapheme' }),
    kinds: fc.constantFrom([], KINDS.slice(0, 2)),
    states: fc.constantFrom([], STATES.slice(1, 3)),
    severities: fc.constantFrom([], ['critical' as const]),
    way: fc.constantFrom(null, 'forward' as const, 'backward' as const),
    leastS: fc.option(fc.integer({ min: 1, max: 1000 })),
    mostS: fc.option(fc.integer({ min: 1, max: 1000 })),
    drawn: fc.constantFrom([], [
      [21.3, 105.6],
      [21.31, 105.6],
      [21.3, 105.61],
    ] as [number, number][]),
    past: fc.constantFrom('flows' as const, 'spots' as const),
    minute: fc.option(fc.integer({ min: 0, max: 100_000 })),
    section: fc.constantFrom(...SECTIONS),
  });
  fc.assert(
    fc.property(asked, (query) => {
      expect(parseQuery([query.section], formatQuery(query))).toEqual(query);
    }),
  );
});

test('an address written by anybody asks for nothing that is not understood', () => {
  const query = parseQuery(
    ['nowhere'],
    "period=month:2026-13-01&vs=2026-02-02..2026-01-01&place=camera:a';drop table&class=dragon&limit=9999&drawn=1,2;3,4;900,1&minute=-4&kind=%00",
  );
  expect(formatQuery(query)).toBe('');
  expect(query.section).toBe('overview');
  fc.assert(fc.property(fc.string(), (text) => void parseQuery([], text)));
});

test('a period is asked for by the days of the city, the last of them included', () => {
  const query = parseQuery(['overview'], 'period=month:2028-02-01&place=area:north&wards=now&class=car&vs=year-before');
  const paths = Object.fromEntries(wantsOf(query, '2028-03-05').map(({ slot, path }) => [slot, path]));
  expect(paths['flows']).toBe(
    '/api/history/flows?from=2028-02-01&to=2028-03-01&areaIds=north&boundaries=now&classes=car&by=day',
  );
  expect(paths['flowsBefore']).toContain('from=2027-02-01&to=2027-03-01');
  expect(paths['calendar']).toContain('from=2028-01-01&to=2029-01-01');
});

test('the comparison asks what was before first, and compares with the period before unless told otherwise', () => {
  const [, want] = wantsOf(parseQuery(['compare'], 'period=week:2026-11-25&unit=pcu'), TODAY);
  expect(want?.path).toBe(
    '/api/history/comparison?from=2026-11-12&to=2026-11-19&unit=car-units&vsFrom=2026-11-19&vsTo=2026-11-26',
  );
});

test('movements are asked for only where there is one camera', () => {
  expect(wantsOf(parseQuery(['junction'], 'place=area:north'), TODAY)).toHaveLength(1);
  expect(wantsOf(parseQuery(['junction'], 'place=camera:cam'), TODAY)[1]?.path).toContain('cameraId=cam');
});

test('a search asks only by what its kind of event has', () => {
  const text =
    'period=day:2026-11-25&words=%20lấn%20chiếm%20&state=resolved&kind=crossed&way=forward&least=60&drawn=21.3,105.6;21.4,105.6;21.3,105.7';
  const alerts = new URLSearchParams(searchPath(parseQuery(['search'], text), TODAY)?.split('?')[1]);
  expect(Object.fromEntries(alerts)).toEqual({
    of: 'alerts',
    from: '2026-11-25',
    to: '2026-11-26',
    words: 'lấn chiếm',
    polygon: '21.3,105.6;21.4,105.6;21.3,105.7',
    longerThanS: '60',
    states: 'resolved',
  });
  const observations = searchPath(parseQuery(['search'], `${text}&events=observations`), TODAY) ?? '';
  expect(observations).toContain('kinds=crossed&direction=forward');
  expect(observations).not.toContain('states');
});

test('keys pressed faster than the page is drawn each lead one further', () => {
  const walk = { type: 'walked', chart: 'flows', count: 24, columns: 1 } as const;
  let state = initialStats(parseQuery([], ''));
  for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'PageDown']) state = reduceStats(state, { ...walk, key });
  expect(state.pointed).toEqual({ chart: 'flows', index: 12 });
  expect(reduceStats(state, { ...walk, key: 'x' })).toBe(state);
  expect(reduceStats(state, { ...walk, key: 'Escape' }).pointed).toBeNull();
});

test('while a new answer is on its way the last one stays; a late one for another question is ignored', () => {
  let state = initialStats(parseQuery([], ''));
  state = reduceStats(state, { type: 'loading', slot: 'flows', path: '/a' });
  state = reduceStats(state, { type: 'loaded', slot: 'flows', path: '/a', value: 'a' });
  state = reduceStats(state, { type: 'loading', slot: 'flows', path: '/b' });
  expect(state.answers.flows).toMatchObject({ is: 'loading', value: 'a' });
  expect(reduceStats(state, { type: 'loaded', slot: 'flows', path: '/a', value: 'late' })).toBe(state);
});

test('a page is taken out as a file of the same time and place, its days those of the city', () => {
  const parts = {
    language: 'vi',
    days: cityDays('Asia/Ho_Chi_Minh'),
    today: TODAY,
  } as const;
  const order = exportOrderOf(parseQuery(['overview'], 'period=month:2026-11-01&place=camera:cam&class=car,bus'), {
    ...parts,
    of: 'flows-hour',
    format: 'csv',
  });
  const { data } = exportOrder.safeParse(order);
  expect(data).toMatchObject({
    kind: 'flows',
    from: '2026-10-31T17:00:00.000Z',
    to: '2026-11-30T17:00:00.000Z',
    cameraId: 'cam',
    classes: ['car', 'bus'],
    event: 'crossed',
    step: 'hour',
    separator: 'semicolon',
  });
  const sensors = exportOrderOf(parseQuery(['sensors'], 'sensors=a,b'), {
    ...parts,
    of: 'measurements-hour',
    format: 'xlsx',
  });
  expect(sensors).not.toHaveProperty('sensorId');
});

test('a list of reports that could not be fetched is no empty list; the next one that comes takes the fault away', () => {
  const failed = reduceStats(initialStats(parseQuery(['overview'], '')), {
    type: 'reports-failed',
    what: 'list',
    code: 'unavailable',
  });
  expect(failed).toMatchObject({ reports: null, reportsFault: { what: 'list', code: 'unavailable' } });
  expect(reduceStats(failed, { type: 'reports', reports: [] })).toMatchObject({ reports: [], reportsFault: null });
});
