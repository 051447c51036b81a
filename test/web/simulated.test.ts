import { expect, test } from 'vitest';
import { reduce } from '../../web/core/reduce.ts';
import { isSimulated } from '../../web/core/simulated.ts';
import { aCity, aState, NOON } from './builders.ts';

const HOUR_MS = 3_600_000;
const iso = (hours: number) => new Date(NOON + hours * HOUR_MS).toISOString();
const state = reduce(aState(), {
  type: 'city-loaded',
  city: aCity({ simulated: [{ from: iso(-5), to: iso(-2), deviceId: 'nut-ga' }] }),
});
const at = (deviceId: string | null, from: number, to = from) =>
  isSimulated(state, deviceId, NOON + from * HOUR_MS, NOON + to * HOUR_MS);

test('a moment is simulated where its device was made up, a span where any of it was', () => {
  expect([at('nut-ga', -5), at('nut-ga', -2), at('cong-cho', -3), at(null, -3)]).toEqual([true, false, false, true]);
  expect([at('nut-ga', -24, 0), at('nut-ga', -1, 0), at(null, -9, -6)]).toEqual([true, false, false]);
  expect(isSimulated(aState(), null, NOON - 3 * HOUR_MS, NOON)).toBe(false);
});
