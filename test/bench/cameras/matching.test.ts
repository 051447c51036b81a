import { expect, test } from 'vitest';
import { matchObservations, type Seen } from './matching.ts';

const entered = (atMs: number, at: Partial<Seen> = {}): Seen => ({
  kind: 'entered',
  zoneId: 'yard',
  direction: null,
  box: { x: 0.4, y: 0.4, w: 0.1, h: 0.2 },
  atMs,
  ...at,
});

test('one observation answers one expected observation, the nearest in time', () => {
  const [first, second] = [entered(1000), entered(1800)];
  const { pairs, missing } = matchObservations([first, second], [entered(1700)], 2000);
  expect(pairs.map(([expected]) => expected)).toEqual([second]);
  expect(missing).toEqual([first]);
});

test('what happened too late, elsewhere or otherwise is not the same', () => {
  const others = [
    entered(4000),
    entered(1000, { zoneId: 'gate' }),
    entered(1000, { kind: 'left' }),
    entered(1000, { box: { x: 0.6, y: 0.4, w: 0.1, h: 0.2 } }),
  ];
  expect(matchObservations([entered(1000)], others, 2000).pairs).toEqual([]);
});
