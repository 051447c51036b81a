import { expect, test } from 'vitest';
import { objectClass } from '../../../../contracts/road-users.ts';
import { filterClasses } from '../../../../ingest/core/detection/class-filter.ts';
import { COCO_80, COCO_90 } from '../../../../ingest/core/detection/coco-classes.ts';

test('COCO has 80 classes, numbered 1 to 90 with ten gaps', () => {
  expect(new Set(COCO_80).size).toBe(80);
  expect(COCO_90).toHaveLength(90);
  expect(COCO_90.filter((name) => name !== '')).toEqual(COCO_80);
  expect([COCO_90[0], COCO_90[16], COCO_90[89]]).toEqual(['person', 'cat', 'toothbrush']);
});

test('every class the product looks for is one of COCO, so that any COCO model serves', () => {
  expect(filterClasses(COCO_80, objectClass.options).unknown).toEqual([]);
});

test('wanted names become positions; names the model does not know are told apart', () => {
  expect(filterClasses(['person', '', 'car'], ['car', 'unicorn'])).toEqual({
    wanted: Int32Array.from([2]),
    total: 3,
    unknown: ['unicorn'],
  });
  expect([...filterClasses(['person', '', 'car']).wanted]).toEqual([0, 2]);
  expect([...filterClasses(['person', '', 'car'], []).wanted]).toEqual([]);
});
