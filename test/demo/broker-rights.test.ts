import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCovers, filterCovers, findAccount } from '../../demo/broker-rights.ts';

describe('filterCovers', () => {
  it.each([
    ['cw/1/agents/a/status', 'cw/1/agents/a/status', true],
    ['cw/1/agents/a/status', 'cw/1/agents/b/status', false],
    ['cw/1/agents/a/status', 'cw/1/agents/a', false],
    ['cw/1/agents/a', 'cw/1/agents/a/status', false],
    ['cw/1/agents/+/status', 'cw/1/agents/a/status', true],
    ['cw/1/agents/+/status', 'cw/1/agents/+/status', true],
    ['cw/1/agents/a/status', 'cw/1/agents/+/status', false],
    ['cw/1/agents/+', 'cw/1/agents/#', false],
    ['cw/1/agents/#', 'cw/1/agents/+/status', true],
    ['cw/1/agents/#', 'cw/1/agents', true],
    ['cw/1/agents/#', 'cw/1/devices/a', false],
    ['#', 'cw/1/agents/#', true],
    ['cw/1/agents/a/#', '#', false],
    ['cw/1/agents/a', 'cw/1/agents/a/', false],
  ])('%s covers %s: %s', (allowed, wanted, expected) => {
    expect(filterCovers(allowed, wanted)).toBe(expected);
  });

  const level = fc.constantFrom('a', 'b', 'c');
  const topic = fc.array(level, { minLength: 1, maxLength: 5 });
  const filter = fc
    .tuple(fc.array(fc.oneof(level, fc.constant('+')), { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([levels, open]) => (open ? [...levels, '#'] : levels).join('/'));

  it('never gives a wide filter to somebody with a narrow one', () => {
    fc.assert(
      fc.property(filter, filter, topic, (allowed, wanted, levels) => {
        const name = levels.join('/');
        fc.pre(filterCovers(allowed, wanted) && filterCovers(wanted, name));
        expect(filterCovers(allowed, name)).toBe(true);
      }),
    );
  });

  it('gives nothing to an account without filters', () => {
    expect(anyCovers([], 'cw/1/agents/a/status')).toBe(false);
  });
});

describe('findAccount', () => {
  const agent = { username: 'agent-a', password: 'right', publish: [], subscribe: [] };
  const accounts = new Map([[agent.username, agent]]);
  it.each([
    ['agent-a', 'right', agent],
    ['agent-a', 'wrong', undefined],
    ['agent-a', undefined, undefined],
    ['agent-b', 'right', undefined],
    ['agent-b', '', undefined],
    [undefined, undefined, undefined],
  ])('for %s and %s is %o', (username, password, expected) => {
    expect(findAccount(accounts, username, password === undefined ? undefined : Buffer.from(password))).toBe(expected);
  });
});
