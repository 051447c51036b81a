import { describe, expect, it } from 'vitest';
import { countTracking, figures, sumCounts } from './metrics.ts';
import { parseMot, truthFrames, type LabelledFrames } from './mot-file.ts';
import { compare, type ComparedSequence } from './similarity.ts';

/** A sequence given by its distances (NaN: never), as in py-motmetrics' documentation; distance 0 is IoU 1, 0.625 is IoU 0.5. */
function byDistance(frames: readonly { truth: number[]; result: number[]; distance: number[][] }[]): ComparedSequence {
  return {
    frames: frames.map(({ truth, result, distance }) => ({
      truth,
      result,
      similarity: Float64Array.from(distance.flat(), (value) => (Number.isNaN(value) ? 0 : 1 - 0.8 * value)),
    })),
    truthIds: 2,
    resultIds: 3,
    truthBoxes: frames.reduce((sum, { truth }) => sum + truth.length, 0),
    resultBoxes: frames.reduce((sum, { result }) => sum + result.length, 0),
  };
}

/** One object that stands still, and results of the ids given (0: not found), moved aside by `shift` of its width. */
function standing(ids: readonly number[], shift = 0): ComparedSequence {
  const truth: LabelledFrames = { frames: ids.map(() => [{ id: 1, box: { x: 0, y: 0, w: 100, h: 100 } }]) };
  const result: LabelledFrames = {
    frames: ids.map((id) => (id === 0 ? [] : [{ id, box: { x: 100 * shift, y: 0, w: 100, h: 100 } }])),
  };
  return compare(truth, result);
}

describe('tracking metrics', () => {
  it('give the values that py-motmetrics publishes for its example of three frames', () => {
    const found = figures(
      countTracking(
        byDistance([
          {
            truth: [0, 1],
            result: [0, 1, 2],
            distance: [
              [0.1, NaN, 0.3],
              [0.5, 0.2, 0.3],
            ],
          },
          { truth: [0, 1], result: [0], distance: [[0.2], [0.4]] },
          {
            truth: [0, 1],
            result: [0, 2],
            distance: [
              [0.6, 0.2],
              [0.1, 0.6],
            ],
          },
        ]),
      ),
    );
    expect(found.mota).toBeCloseTo(50, 10);
    expect(found.idf1).toBeCloseTo(83.333, 2);
    expect(found.recall).toBeCloseTo(83.333, 2);
    expect(found.precision).toBeCloseTo(83.333, 2);
    expect([found.switches, found.fragmentations, found.falsePositives, found.misses]).toEqual([1, 1, 1, 1]);
  });

  it('are all 100 for a perfect result', () => {
    const found = figures(countTracking(standing([7, 7, 7])));
    expect([found.mota, found.idf1, found.hota]).toEqual([100, 100, 100]);
  });

  it('give HOTA √½ when the identity changes half-way through an otherwise perfect result', () => {
    const found = figures(countTracking(standing([1, 1, 2, 2])));
    expect(found.hota).toBeCloseTo(100 * Math.SQRT1_2, 10);
    expect(found.idf1).toBe(50);
    expect([found.switches, found.mota]).toEqual([1, 75]);
  });

  it('give HOTA the share of thresholds that a constant IoU of 0.6 reaches: 12 of 19', () => {
    const found = figures(countTracking(standing([1, 1, 1], 0.25)));
    expect(found.hota).toBeCloseTo((100 * 12) / 19, 10);
    expect(found.mota).toBe(100);
  });

  it('give a localisation of 0.6 where HOTA finds a constant IoU of 0.6, and 1 where it finds nothing', () => {
    const found = figures(countTracking(standing([1, 1, 1], 0.25)));
    expect(found.locA).toBeCloseTo((100 * (12 * 0.6 + 7 * 1)) / 19, 10);
  });

  it('give identity to the pairing of whole tracks with most frames in common, not to the greedy one', () => {
    // Object 0 shares 3 frames with a and 2 with b, object 1 shares 2 with a: greedy 3, best 4 of 5 + 2.
    const a = { x: 0, y: 0, w: 10, h: 10 };
    const b = { x: 100, y: 0, w: 10, h: 10 };
    const truth: LabelledFrames = {
      frames: [0, 0, 0, 0, 0, 1, 1].map((id) => [{ id, box: id === 0 ? a : b }]),
    };
    const result: LabelledFrames = {
      frames: [7, 7, 7, 8, 8, 7, 7].map((id, at) => [{ id, box: at < 5 ? a : b }]),
    };
    const found = figures(countTracking(compare(truth, result)));
    expect(found.idf1).toBeCloseTo((100 * 2 * 4) / (7 + 7), 10);
  });

  it('count a fragmentation when an object is found, missed and found again', () => {
    const found = figures(countTracking(standing([1, 0, 1, 0, 0, 1])));
    expect([found.fragmentations, found.switches, found.misses]).toEqual([2, 0, 3]);
  });

  it('weigh each box the same over several sequences', () => {
    const together = figures(sumCounts([countTracking(standing([1, 1, 1, 1])), countTracking(standing([0]))]));
    expect(together.recall).toBe(80);
    expect(together.mota).toBe(80);
  });
});

describe('MOTChallenge files', () => {
  it('are 1-based, and truth with confidence 0 is ignored', () => {
    const rows = parseMot('1,4,11,21,30,40,1,-1,-1,-1\n2,5,1,1,5,5,0,-1,-1,-1\n', 'gt.txt');
    expect(rows[0]?.box).toEqual({ x: 10, y: 20, w: 30, h: 40 });
    expect(truthFrames(rows, 2).frames.map((frame) => frame.length)).toEqual([1, 0]);
  });

  it('with a class column count pedestrians only', () => {
    const rows = parseMot('1,4,11,21,30,40,1,1,0.9\n1,5,1,1,5,5,1,3,1\n', 'gt.txt');
    expect(truthFrames(rows, 1).frames[0]?.map(({ id }) => id)).toEqual([4]);
  });

  it('name the line that is not of their form', () => {
    expect(() => parseMot('1,1,2,3,4,5,1\nhello\n', 'det.txt')).toThrow(/det\.txt, line 2/);
  });
});
