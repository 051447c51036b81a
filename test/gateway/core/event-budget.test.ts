import { expect, test } from 'vitest';
import { createEventBudget } from '../../../gateway/core/live/event-budget.ts';

test('a burst passes, more than that is dropped, and going on is cut', () => {
  const budget = createEventBudget();
  const verdicts = Array.from({ length: 700 }, () => budget.spend(1000));
  expect(verdicts.slice(0, 100)).toEqual(Array.from({ length: 100 }, () => 'pass'));
  expect(verdicts.slice(100, 600).every((verdict) => verdict === 'drop')).toBe(true);
  expect(verdicts.slice(600).every((verdict) => verdict === 'cut')).toBe(true);
});

test('twenty a second are passed for ever', () => {
  const budget = createEventBudget();
  for (let i = 0; i < 10_000; i++) expect(budget.spend(i * 50)).toBe('pass');
});

test('a clock that goes back gives nothing and takes nothing', () => {
  const budget = createEventBudget();
  for (let i = 0; i < 100; i++) budget.spend(10_000);
  expect(budget.spend(0)).toBe('drop');
  expect(budget.spend(1000)).toBe('pass');
});
