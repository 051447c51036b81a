import { expect, test } from 'vitest';
import { reduce } from '../../web/core/reduce.ts';
import { aCamera, aCity, aSensor, aState, iso, mapById, NOON } from './builders.ts';

const still = { agents: [], skipped: 0 };

test('a change of one camera replaces that camera and leaves the others as they are', () => {
  const other = aCamera({ id: 'cam-2' });
  const state = reduce(aState({ cameras: mapById([aCamera(), other]) }), {
    type: 'devices-pushed',
    push: {
      ...still,
      sensors: [],
      cameras: [
        {
          id: 'cam-1',
          condition: 'offline',
          fault: 'unreachable',
          conditionSince: iso(NOON),
          fps: 0,
          kbps: null,
          lastFrameAt: null,
        },
      ],
    },
  });
  expect(state.cameras.get('cam-1')).toMatchObject({ condition: 'offline', name: 'Cổng kho' });
  expect(state.cameras.get('cam-2')).toBe(other);
});

test('a reading older than the one on screen is left out', () => {
  const push = {
    ...still,
    cameras: [],
    sensors: [{ id: 'level-1', value: 5, at: iso(NOON - 60_000), quality: 'good', state: 'ok' } as const],
  };
  const state = reduce(aState({ sensors: mapById([aSensor()]) }), { type: 'devices-pushed', push });
  expect(state.sensors.get('level-1')?.value).toBe(6.1);
});

test('a device this console does not know is left out', () => {
  const push = {
    ...still,
    cameras: [],
    sensors: [{ id: 'strange', value: 5, at: iso(NOON), quality: 'good', state: 'ok' } as const],
  };
  expect(reduce(aState(), { type: 'devices-pushed', push }).sensors.size).toBe(0);
});

test('what the gateway skipped is counted for the operator, until the connection is new', () => {
  const push = { cameras: [], sensors: [], agents: [], skipped: 40 };
  const behind = reduce(reduce(aState(), { type: 'devices-pushed', push }), { type: 'devices-pushed', push });
  expect(behind.link.skipped).toBe(80);
  const lost = reduce(behind, { type: 'link-changed', is: 'lost', at: NOON });
  expect(reduce(lost, { type: 'link-changed', is: 'live', at: NOON }).link.skipped).toBe(0);
});

test('when the connection is lost, the last moment anything was heard stays', () => {
  const heard = reduce(aState(), { type: 'heard', at: NOON });
  const lost = reduce(heard, { type: 'link-changed', is: 'lost', at: NOON + 30_000 });
  expect(lost.link).toMatchObject({ is: 'lost', lastAt: NOON });
});

test('a city that fails to load again leaves the one on screen', () => {
  const loaded = reduce(aState(), { type: 'city-loaded', city: aCity({ cameras: [aCamera()] }) });
  const failed = reduce(loaded, { type: 'city-failed', code: 'unavailable' });
  expect(failed).toBe(loaded);
  expect(failed.cameras.size).toBe(1);
});

test('what does not work behind the connection stays with its first time while it is told again, and goes when it is over', () => {
  const tell = (state: ReturnType<typeof aState>, ...troubles: readonly ('judging' | 'broker')[]) =>
    reduce(state, { type: 'troubles-told', troubles: troubles.map((is, i) => ({ is, since: NOON + i })) });
  const calm = aState();
  expect(tell(calm)).toBe(calm);
  const troubled = tell(calm, 'judging');
  expect(reduce(troubled, { type: 'troubles-told', troubles: [{ is: 'judging', since: NOON + 40 }] })).toBe(troubled);
  expect(tell(troubled, 'judging', 'broker').link.troubles.map(({ is }) => is)).toEqual(['judging', 'broker']);
  expect(tell(troubled).link.troubles).toEqual([]);
});
