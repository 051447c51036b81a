import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareCursors, isPossibleCursor } from '../../../gateway/core/live/feed-order.ts';

const big = fc.bigInt({ min: 0n, max: 2n ** 63n });
const cursors = fc.tuple(big, big);

test('cursors are ordered by transaction, then by number, however large', () => {
  fc.assert(
    fc.property(cursors, cursors, ([ax, as], [bx, bs]) => {
      const expected = ax === bx ? Math.sign(Number(as - bs)) : ax < bx ? -1 : 1;
      expect(Math.sign(compareCursors(`${ax}.${as}`, `${bx}.${bs}`))).toBe(expected);
    }),
  );
});

test('leading zeros mean nothing', () => {
  expect(compareCursors('007.01', '7.1')).toBe(0);
  expect(compareCursors('0.0', '00.000')).toBe(0);
});

test.each([
  ['0.0', true],
  ['18446744073709551614.999999999999999999', true],
  ['18446744073709551616.0', false],
  ['99999999999999999999.0', false],
  ['1.9999999999999999999', false],
])('a store can have made %s: %s', (cursor, possible) => {
  expect(isPossibleCursor(cursor)).toBe(possible);
});
