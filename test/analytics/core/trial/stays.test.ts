import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ObservationFact } from '../../../../analytics/core/facts.ts';
import { createStays } from '../../../../analytics/core/trial/stays.ts';

let id = 0;
const fact = (kind: ObservationFact['kind'], s: number, over: Partial<ObservationFact> = {}): ObservationFact => ({
  id: ++id,
  kind,
  cameraId: 'gate',
  areaId: null,
  zoneId: 'depot',
  trackId: 'a',
  class: 'person',
  direction: null,
  value: null,
  deviation: null,
  box: null,
  capturedAt: s * 1000,
  receivedAt: s * 1000,
  perceivedAt: s * 1000,
  ...over,
});
/** Seconds at which stays of 45 s are told. */
const told = (facts: readonly ObservationFact[], toS = 10_000): readonly number[] => {
  const stays = createStays(45);
  const found = [...facts.flatMap((one) => stays.take(one)), ...stays.end(toS * 1000)];
  expect(found.every(({ kind, value }) => kind === 'dwelled' && value === 45)).toBe(true);
  return found.map(({ capturedAt }) => capturedAt / 1000);
};

test('a stay is told at the moment at which it became long enough, whatever marks were told live', () => {
  expect(told([fact('entered', 100), fact('left', 160, { value: 60 })])).toEqual([145]);
  expect(
    told([fact('entered', 100), fact('dwelled', 110, { value: 10 }), fact('dwelled', 160, { value: 60 })]),
  ).toEqual([145]);
});

test('a stay that was too short is not', () => {
  expect(told([fact('entered', 100), fact('left', 140, { value: 40 })])).toEqual([]);
});

test('a stay is told once, however often it is spoken of', () => {
  expect(
    told([
      fact('entered', 100),
      fact('dwelled', 160, { value: 60 }),
      fact('dwelled', 400, { value: 300 }),
      fact('left', 500, { value: 400 }),
    ]),
  ).toEqual([145]);
});

test('who came in before the trial began is known by how long the stay was', () => {
  expect(told([fact('left', 20, { value: 100 })])).toEqual([-35]);
});

test('who is still inside when the trial ends has stayed; who was forgotten hours ago has not', () => {
  expect(told([fact('entered', 9_900)])).toEqual([9_945]);
  expect(told([fact('entered', 9_960)])).toEqual([]);
  expect(told([fact('entered', 100)])).toEqual([]);
});

test('each visitor of each zone is told as often as it stayed long enough', () => {
  const stay = fc.record({
    track: fc.constantFrom('a', 'b', 'c'),
    zone: fc.constantFrom('depot', 'yard'),
    length: fc.integer({ min: 1, max: 200 }),
  });
  fc.assert(
    fc.property(fc.array(stay, { maxLength: 20 }), (list) => {
      // One after the other, so that no visitor is at one place twice at the same time.
      const facts = list.flatMap(({ track, zone, length }, i) => [
        fact('entered', i * 300, { trackId: track, zoneId: zone }),
        fact('left', i * 300 + length, { trackId: track, zoneId: zone, value: length }),
      ]);
      expect(told(facts, 100_000)).toHaveLength(list.filter(({ length }) => length >= 45).length);
    }),
  );
});
