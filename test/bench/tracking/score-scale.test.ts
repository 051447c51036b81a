import { describe, expect, it } from 'vitest';
import { confidenceScale } from './score-scale.ts';

describe('the scale of confidences', () => {
  it('leaves probabilities as they are', () => {
    const scale = confidenceScale([0.1, 0.5, 0.9]);
    expect(scale(0.37)).toBe(0.37);
  });

  it('maps sums of a boosted forest and margins around 0 to 0..1 in the same manner', () => {
    const forest = Array.from({ length: 101 }, (_, i) => i);
    const margins = forest.map((value) => value / 50 - 1);
    expect(confidenceScale(forest)(45)).toBeCloseTo(0.5, 6);
    expect(confidenceScale(margins)(-0.1)).toBeCloseTo(0.5, 6);
    expect([confidenceScale(forest)(-5), confidenceScale(forest)(200)]).toEqual([0, 1]);
  });

  it('takes a constant confidence for certainty', () => {
    expect(confidenceScale([-1, -1, -1])(-1)).toBe(1);
  });
});
