import { describe, expect, test } from 'vitest';
import { createCandidates, type Candidates } from '../../../../ingest/core/detection/candidates.ts';
import { filterClasses } from '../../../../ingest/core/detection/class-filter.ts';
import { createDecoder, type DecoderSpec, type TensorView } from '../../../../ingest/core/detection/decoder.ts';

const input = { width: 64, height: 64 };
const NAMES = ['person', 'car', 'dog'];

interface Seen {
  readonly name: string | undefined;
  readonly score: number;
  readonly corners: readonly number[];
}

function decoded(spec: DecoderSpec, outputs: readonly TensorView[], wanted?: readonly string[], minScore = 0.25) {
  const list = createCandidates(1);
  createDecoder(spec, input, NAMES.length).decode(outputs, filterClasses(NAMES, wanted), minScore, list);
  return { boxes: seenIn(list), healed: { nanScores: list.nanScores, emptyBoxes: list.emptyBoxes } };
}

function seenIn(list: Candidates): Seen[] {
  return Array.from({ length: list.count }, (_, at) => ({
    name: NAMES[list.classIndex[at] ?? -1],
    score: list.score[at] ?? NaN,
    corners: [list.left, list.top, list.right, list.bottom].map((side) => side[at] ?? NaN),
  }));
}

/** A float tensor of zeros with some numbers set. */
function tensor(dims: readonly number[], set: Readonly<Record<number, number>> = {}): TensorView {
  const data = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
  for (const [at, value] of Object.entries(set)) data[Number(at)] = value;
  return { dims, data };
}

/** What each family's output looks like for one object: class and score at one place, box 8..24 × 16..48 or none. */
interface Family {
  readonly spec: DecoderSpec;
  /** Scores of the three classes at a place, as probabilities. */
  readonly outputs: (scores: readonly [number, number, number], flat?: boolean) => TensorView[];
}

const logit = (p: number) => Math.log(p / (1 - p));
const corners = [8, 16, 24, 48];

// 84 places: 8×8 at stride 8, 4×4 at 16, 2×2 at 32
const families: Record<string, Family> = {
  yolov8: {
    spec: { kind: 'yolov8' },
    outputs: (scores, flat) => [
      tensor([1, 7, 84], Object.fromEntries([16, 32, 16, flat ? 0 : 32, ...scores].map((v, row) => [row * 84 + 5, v]))),
    ],
  },
  'yolov8 cut at its heads': {
    spec: { kind: 'yolov8-heads', strides: [8, 16, 32], bins: 4 },
    outputs(scores, flat) {
      // cell (0, 1) of the 4×4 grid: centre 8, 24 → sides 0, 0.5, 1, 1.5 cells away
      const n = 16;
      const at = 4;
      const sides = [0, 0.5, 1, flat ? -0.5 : 1.5];
      const boxes: Record<number, number> = {};
      sides.forEach((cells, side) => {
        const low = Math.floor(cells);
        for (let bin = 0; bin < 4; bin++) boxes[(side * 4 + bin) * n + at] = -100;
        // the mean of a distribution over whole bins; half a cell is two equal bins
        boxes[(side * 4 + Math.max(0, low)) * n + at] = 0;
        if (cells > low && low >= 0) boxes[(side * 4 + low + 1) * n + at] = 0;
      });
      if (flat)
        for (let bin = 0; bin < 4; bin++) for (const side of [1, 3]) boxes[(side * 4 + bin) * n + at] = bin ? -100 : 0;
      const logits = (length: number): Record<number, number> =>
        Object.fromEntries(Array.from({ length: 3 * length }, (_, i) => [i, -100]));
      return [
        tensor([1, 16, 8, 8]),
        tensor([1, 3, 8, 8], logits(64)),
        tensor([1, 16, 4, 4], boxes),
        tensor([1, 3, 4, 4], { ...logits(16), ...Object.fromEntries(scores.map((p, c) => [c * n + at, logit(p)])) }),
        tensor([1, 16, 2, 2]),
        tensor([1, 3, 2, 2], logits(4)),
      ];
    },
  },
  yolox: {
    spec: { kind: 'yolox', strides: [8, 16, 32] },
    outputs(scores, flat) {
      // place 64 + 5 is cell (1, 1) of the 4×4 grid
      const row = [0, 1, Math.log(1), flat ? -Infinity : Math.log(2), 0.8, ...scores.map((p) => p / 0.8)];
      return [tensor([1, 84, 8], Object.fromEntries(row.map((v, i) => [69 * 8 + i, v])))];
    },
  },
  picodet: {
    spec: { kind: 'picodet', strides: [16], bins: 4 },
    outputs(scores, flat) {
      const distances: Record<number, number> = {};
      [0, 0.5, 1, 1.5].forEach((cells, side) => {
        const low = flat ? 0 : Math.floor(cells);
        for (let bin = 0; bin < 4; bin++) distances[4 * 16 + side * 4 + bin] = -100;
        distances[4 * 16 + side * 4 + low] = 0;
        if (!flat && cells > low) distances[4 * 16 + side * 4 + low + 1] = 0;
      });
      return [
        tensor([1, 16, 3], Object.fromEntries(scores.map((p, c) => [4 * 3 + c, p]))),
        tensor([1, 16, 16], distances),
      ];
    },
  },
  detr: {
    spec: {
      kind: 'detr',
      boxes: 'boxes',
      scores: 'logits',
      activation: 'sigmoid',
      boxForm: 'cxcywh',
      boxUnit: 'fraction',
    },
    outputs: (scores, flat) => [
      tensor([1, 2, 4], { 4: 0.25, 5: 0.5, 6: 0.25, 7: flat ? 0 : 0.5 }),
      tensor([1, 2, 3], { 0: -9, 1: -9, 2: -9, ...Object.fromEntries(scores.map((p, c) => [3 + c, logit(p)])) }),
    ],
  },
  'detr with labels': {
    spec: { kind: 'detr-labels', boxes: 'b', scores: 's', labels: 'l', boxForm: 'xyxy', boxUnit: 'pixel' },
    outputs(scores, flat) {
      const best = Number.isNaN(scores[0]) ? 0 : scores.indexOf(Math.max(...scores));
      return [
        tensor([1, 2, 4], { 4: 8, 5: 16, 6: 24, 7: flat ? 16 : 48 }),
        tensor([1, 2], { 1: scores[best] ?? 0 }),
        { dims: [1, 2], data: BigInt64Array.from([0n, BigInt(best)]) },
      ];
    },
  },
  ssd: {
    spec: { kind: 'ssd', boxes: 'b', scores: 's', boxForm: 'yxyx' },
    outputs: (scores, flat) => [
      tensor([1, 2, 1, 4], { 4: 0.25, 5: 0.125, 6: flat ? 0.25 : 0.75, 7: 0.375 }),
      tensor([1, 2, 3], Object.fromEntries(scores.map((p, c) => [3 + c, p]))),
    ],
  },
  'ssd with suppression': {
    spec: { kind: 'ssd-nms', boxes: 'b', scores: 's', labels: 'l', count: 'n', boxForm: 'yxyx', firstLabel: 1 },
    outputs(scores, flat) {
      const best = Number.isNaN(scores[0]) ? 0 : scores.indexOf(Math.max(...scores));
      return [
        tensor([1, 3, 4], { 0: 0.25, 1: 0.125, 2: flat ? 0.25 : 0.75, 3: 0.375, 8: 0, 9: 0, 10: 1, 11: 1 }),
        tensor([1, 3], { 0: scores[best] ?? 0, 2: 0.99 }),
        tensor([1, 3], { 0: best + 1, 2: 1 }),
        tensor([1], { 0: 2 }),
      ];
    },
  },
};

describe.each(Object.entries(families))('%s', (_name, { spec, outputs }) => {
  test('an object is found with its class, score and corners', () => {
    const { boxes } = decoded(spec, outputs([0.1, 0.75, 0.05]));
    expect(boxes).toEqual([
      { name: 'car', score: expect.closeTo(0.75, 5), corners: corners.map((side) => expect.closeTo(side, 3)) },
    ]);
  });

  test('an object of a class that is not wanted is left out', () => {
    expect(decoded(spec, outputs([0.1, 0.75, 0.05]), ['person', 'dog']).boxes).toEqual([]);
  });

  test('an object below the asked score is left out', () => {
    expect(decoded(spec, outputs([0.1, 0.75, 0.05]), ['car'], 0.8).boxes).toEqual([]);
  });

  test('a score that is not a number is ignored and counted', () => {
    const { boxes, healed } = decoded(spec, outputs([NaN, 0.1, 0.1]));
    expect(boxes).toEqual([]);
    expect(healed.nanScores).toBe(1);
  });

  test('a box without height is left out and counted', () => {
    const { boxes, healed } = decoded(spec, outputs([0.1, 0.75, 0.05], true));
    expect(boxes).toEqual([]);
    expect(healed).toEqual({ nanScores: 0, emptyBoxes: 1 });
  });
});

// SSD is trained to give one place several classes
test.each(Object.entries(families).filter(([name]) => name !== 'ssd'))(
  '%s: what is more of another class is not taken for the wanted one',
  (_name, { spec, outputs }) => {
    expect(decoded(spec, outputs([0.6, 0.1, 0.7]), ['person']).boxes).toEqual([]);
    expect(decoded(spec, outputs([0.6, 0.1, 0.5]), ['person']).boxes).toHaveLength(1);
  },
);

test('detections behind the filled ones are not read', () => {
  const { spec, outputs } = families['ssd with suppression'] as Family;
  expect(decoded(spec, outputs([0.5, 0, 0])).boxes).toHaveLength(1);
});
