import { expect, test } from 'vitest';
import { createChain } from '../../../gateway/core/live/chain.ts';

test('what nobody ever heard of is no trouble', () => {
  expect(createChain().troubles(1e9)).toEqual([]);
});

test('a restart is borne, a part that stays away is told with the time it last worked, until it works again', () => {
  const chain = createChain();
  chain.worked('judging', 1000);
  expect(chain.troubles(31_000)).toEqual([]);
  expect(chain.troubles(31_001)).toEqual([{ is: 'judging', since: 1000 }]);
  chain.worked('judging', 32_000);
  expect(chain.troubles(32_001)).toEqual([]);
});

test('what an old process left behind does not make a younger one look old', () => {
  const chain = createChain();
  chain.worked('perceiving', 50_000);
  chain.worked('perceiving', -500_000);
  expect(chain.troubles(50_001)).toEqual([]);
});

test('without the database nothing is said of what only it could tell', () => {
  const chain = createChain();
  for (const part of ['broker', 'perceiving', 'database'] as const) chain.worked(part, 0);
  expect(chain.troubles(20_000).map(({ is }) => is)).toEqual(['database']);
  chain.worked('database', 40_000);
  expect(chain.troubles(40_000).map(({ is }) => is)).toEqual(['perceiving', 'broker']);
});
