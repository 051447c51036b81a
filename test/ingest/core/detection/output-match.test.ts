import { expect, test } from 'vitest';
import { matchOutputs } from '../../../../ingest/core/detection/output-match.ts';

const boxes = { name: 'boxes', type: 'float32', dims: [1, 1917, 1, 4] };
const scores = { name: 'scores', type: 'float32', dims: ['batch', 1917, 90] };

test('outputs are found by name in any order, and by position where they have none', () => {
  const wanted = [
    { name: 'boxes', dims: [1, null], meaning: 'boxes' },
    { name: 'scores', dims: [1, null, 90], meaning: 'scores' },
  ];
  expect(matchOutputs(wanted, [scores, boxes])).toEqual({ ok: true, names: ['boxes', 'scores'] });
  const unnamed = wanted.map((each) => ({ ...each, name: null }));
  expect(matchOutputs(unnamed, [boxes, scores])).toEqual({ ok: true, names: ['boxes', 'scores'] });
});

test.each([
  [
    [{ name: 'labels', dims: [1], meaning: 'classes' }],
    'expected labels 1 (classes), found boxes float32 1×1917×1×4, scores float32 ?×1917×90',
  ],
  [
    [{ name: 'scores', dims: [1, null, 80], meaning: 'scores' }],
    'expected scores 1×?×80 (scores), found scores float32 ?×1917×90',
  ],
  [
    [{ name: 'boxes', dims: [1, null, 1, 4, 1], meaning: 'boxes' }],
    'expected boxes 1×?×1×4×1 (boxes), found boxes float32 1×1917×1×4',
  ],
])('what does not fit is said', (wanted, fault) => {
  expect(matchOutputs(wanted, [boxes, scores])).toEqual({ ok: false, fault });
});
