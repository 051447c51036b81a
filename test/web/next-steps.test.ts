import { expect, test } from 'vitest';
import { NEXT_STEPS as agreed } from '../../contracts/alerts.ts';
import { mayFollow, NEXT_STEPS } from '../../web/core/alerts/next-steps.ts';

test('the console offers exactly the steps the contract allows', () => {
  expect(NEXT_STEPS).toEqual(agreed);
});

test('a closed alert can only be commented on or opened again', () => {
  expect(mayFollow('resolved', 'acknowledged')).toBe(false);
  expect(mayFollow('resolved', 'reopened')).toBe(true);
});
