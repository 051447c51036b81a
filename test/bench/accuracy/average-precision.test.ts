import { expect, test } from 'vitest';
import { averagePrecisions, meanPrecision, type Judged, type Truth } from './average-precision.ts';

const truth = (left: number, change: Partial<Truth> = {}): Truth => ({
  imageId: 1,
  category: 'person',
  box: [left, 0, 100, 100],
  crowd: false,
  ...change,
});
const found = (left: number, score: number, change: Partial<Judged> = {}): Judged => ({
  imageId: 1,
  category: 'person',
  box: [left, 0, 100, 100],
  score,
  ...change,
});

const person = (truths: readonly Truth[], judged: readonly Judged[]) => averagePrecisions(truths, judged).get('person');

test('all found and nothing else is 1, nothing found is 0', () => {
  expect(person([truth(0), truth(200)], [found(200, 0.3), found(0, 0.9)])).toEqual({ ap50: 1, ap: 1 });
  expect(person([truth(0)], [])).toEqual({ ap50: 0, ap: 0 });
});

test('a wrong one between two right ones costs what the 101 points say', () => {
  // precision 1 up to recall 0.5 (51 points), then 2/3 up to recall 1 (50 points)
  const { ap50 = 0 } = person([truth(0), truth(200)], [found(0, 0.9), found(500, 0.8), found(200, 0.7)]) ?? {};
  expect(ap50).toBeCloseTo((51 + (50 * 2) / 3) / 101, 10);
});

test('a box that is a little off counts at the overlaps it reaches', () => {
  // 100 wide, shifted by 20: IoU 80/120, so right at 0.50, 0.55, 0.60 and 0.65
  expect(person([truth(0)], [found(20, 0.9)])).toEqual({ ap50: 1, ap: expect.closeTo(0.4, 10) });
});

test('an object is found once: the second detection of it is wrong', () => {
  const { ap50 = 0 } = person([truth(0), truth(200)], [found(0, 0.9), found(1, 0.8), found(200, 0.7)]) ?? {};
  expect(ap50).toBeCloseTo((51 + (50 * 2) / 3) / 101, 10);
});

test('detections in a crowd are neither right nor wrong', () => {
  const crowd = truth(300, { crowd: true, box: [300, 0, 1000, 100] });
  expect(person([truth(0), crowd], [found(400, 0.95), found(500, 0.9), found(0, 0.5)])).toEqual({ ap50: 1, ap: 1 });
});

test('pictures and classes are judged apart and averaged by class', () => {
  const truths = [truth(0), truth(0, { imageId: 2 }), truth(0, { category: 'car' })];
  const precisions = averagePrecisions(truths, [
    found(0, 0.9),
    found(0, 0.8, { imageId: 3 }),
    found(0, 0.7, { category: 'car' }),
  ]);
  expect(precisions.get('person')?.ap50).toBeCloseTo(51 / 101, 10);
  expect(meanPrecision(precisions).ap50).toBeCloseTo((1 + 51 / 101) / 2, 10);
});

test('no more than a hundred detections of a picture count', () => {
  const many = Array.from({ length: 100 }, (_, at) => found(1000 + 200 * at, 0.9 - at / 1000));
  expect(person([truth(0)], [...many, found(0, 0.5)])).toEqual({ ap50: 0, ap: 0 });
});
