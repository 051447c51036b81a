import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addCandidate, createCandidates, type Candidates } from '../../../../ingest/core/detection/candidates.ts';
import { strongest, suppress } from '../../../../ingest/core/detection/nms.ts';

type Row = readonly [left: number, top: number, width: number, height: number, score: number, classIndex: number];

function listOf(rows: readonly Row[]): Candidates {
  const list = createCandidates(1);
  for (const [x, y, w, h, score, classIndex] of rows) addCandidate(list, x, y, x + w, y + h, score, classIndex);
  return list;
}

const limits = { iou: 0.5, maxCandidates: 1000, maxDetections: 1000 };

const length = fc.integer({ min: 1, max: 40 });
const row = fc.tuple(
  length,
  length,
  length,
  length,
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.integer({ min: 0, max: 2 }),
);
const rows = fc.array(row, { maxLength: 40 });

function iou([ax, ay, aw, ah]: Row, [bx, by, bw, bh]: Row): number {
  const width = Math.max(0, Math.min(ax + aw, bx + bw) - Math.max(ax, bx));
  const height = Math.max(0, Math.min(ay + ah, by + bh) - Math.max(ay, by));
  return (width * height) / (aw * ah + bw * bh - width * height);
}

test('of two boxes on one object the surer one stays', () => {
  const list = listOf([
    [0, 0, 10, 20, 0.6, 0],
    [1, 0, 10, 20, 0.9, 0],
    [30, 0, 10, 20, 0.4, 0],
  ]);
  expect(suppress(list, limits)).toEqual([1, 2]);
});

test('boxes of different classes leave each other alone', () => {
  const list = listOf([
    [0, 0, 10, 20, 0.6, 0],
    [0, 0, 10, 20, 0.9, 1],
  ]);
  expect(suppress(list, limits)).toEqual([1, 0]);
});

test('equal scores keep their order, so the same output gives the same answer', () => {
  const list = listOf([
    [0, 0, 10, 20, 0.5, 0],
    [0, 0, 10, 20, 0.5, 0],
    [30, 0, 10, 20, 0.5, 0],
  ]);
  expect(suppress(list, limits)).toEqual([0, 2]);
});

test('no two boxes that stay overlap too much, and each that goes overlaps a surer one that stays', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const kept = suppress(listOf(given), limits);
      const at = (index: number) => given[index] as Row;
      const clash = (a: number, b: number) => at(a)[5] === at(b)[5] && iou(at(a), at(b)) > limits.iou + 1e-6;
      for (const a of kept) for (const b of kept) if (a !== b) expect(clash(a, b)).toBe(false);
      given.forEach((_row, index) => {
        if (kept.includes(index)) return;
        const reason = kept.some(
          (k) =>
            at(k)[5] === at(index)[5] && iou(at(k), at(index)) > limits.iou - 1e-6 && at(k)[4] >= at(index)[4] - 1e-6,
        );
        expect(reason).toBe(true);
      });
    }),
  );
});

test('the order in which boxes come does not matter while scores differ', () => {
  fc.assert(
    fc.property(rows, fc.infiniteStream(fc.nat()), (given, randoms) => {
      const distinct = given.map((r, i): Row => [r[0], r[1], r[2], r[3], i / 64, r[5]]);
      const shuffled = distinct
        .map((r) => ({ r, key: randoms.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ r }) => r);
      const kept = (list: readonly Row[]) => suppress(listOf(list), limits).map((index) => list[index]);
      expect(kept(shuffled)).toEqual(kept(distinct));
    }),
  );
});

test('no more are compared and kept than allowed, the surest first', () => {
  const list = listOf(Array.from({ length: 9 }, (_, i): Row => [i * 50, 0, 10, 10, i / 10, 0]));
  expect(suppress(list, { ...limits, maxDetections: 2 })).toEqual([8, 7]);
  expect(suppress(list, { ...limits, maxCandidates: 3 })).toEqual([8, 7, 6]);
  expect(strongest(list, 2)).toEqual([8, 7]);
});
