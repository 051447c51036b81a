import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLedger, dealWith, ledgerPage, type LedgerPage } from '../../../ingest/core/readings-ledger.ts';

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);
const after = (...messages: readonly (readonly number[])[]): LedgerPage =>
  messages.reduce<LedgerPage>((page, seqs) => dealWith(page, seqs, false), ledgerPage(0));

describe('what an agent is told to be stored', () => {
  test('grows with what comes in order', () => {
    expect(after(range(1, 100)).upTo).toBe(100);
    expect(after(range(1, 100), range(101, 150)).upTo).toBe(150);
  });

  test('never passes a gap', () => {
    expect(after(range(1, 10), range(21, 30)).upTo).toBe(10);
  });

  test('jumps over what came before as soon as the gap is filled', () => {
    expect(after(range(1, 10), range(21, 30), range(41, 50), range(11, 20)).upTo).toBe(30);
  });

  test('does not shrink when something comes again', () => {
    expect(after(range(1, 10), range(1, 5)).upTo).toBe(10);
  });

  test('in any order of messages and with any repeats ends at the first number that is missing', () => {
    const message = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 8 }));
    fc.assert(
      fc.property(fc.array(message, { maxLength: 40 }), (messages) => {
        let page = ledgerPage(0);
        const dealt = new Set<number>();
        for (const [first, length] of messages) {
          const seqs = range(first, first + length);
          // As the broker's repeats, which never close a gap by themselves.
          page = dealWith(page, seqs, true);
          for (const seq of seqs) dealt.add(seq);
          let firstMissing = 1;
          while (dealt.has(firstMissing)) firstMissing++;
          expect(page.upTo).toBe(firstMissing - 1);
        }
      }),
    );
  });
});

describe('a gap the agent cannot fill', () => {
  test('is passed when the agent has sent again three times without it', () => {
    const lost = range(11, 20);
    expect(lost).toHaveLength(10);
    const beyond = range(21, 30);
    expect(after(range(1, 10), beyond, beyond, beyond).upTo).toBe(10);
    expect(after(range(1, 10), beyond, beyond, beyond, beyond).upTo).toBe(30);
  });

  test('is passed by an agent that goes on at 5001 with a database that knows nothing of it', () => {
    const batch = range(5_001, 5_100);
    expect(after(batch, batch, batch, batch).upTo).toBe(5_100);
  });

  test('is not passed because the broker repeats a message: the agent may still have it', () => {
    let page = after(range(1, 10), range(21, 30));
    for (let n = 0; n < 10; n++) page = dealWith(page, range(21, 30), true);
    expect(page.upTo).toBe(10);
  });

  test('is not passed while new readings come, only when the same come again', () => {
    let page = after(range(1, 10));
    for (let first = 21; first < 200; first += 10) page = dealWith(page, range(first, first + 9), false);
    expect(page.upTo).toBe(10);
  });
});

test('what is remembered beyond a gap is bounded', () => {
  expect(after(range(21, 30), range(31, 40), range(35, 50)).beyond).toEqual([{ first: 21, last: 50 }]);
  let page = ledgerPage(0);
  for (let seq = 3; seq < 1_000; seq += 2) page = dealWith(page, [seq], false);
  expect(page.beyond.length).toBeLessThanOrEqual(64);
});

describe('the ledger of all agents', () => {
  const message = (agentId: string, epoch: string, seqs: readonly number[]) => ({
    agentId,
    epoch,
    seqs,
    redelivered: false,
  });

  test('changes only when the transaction is committed', () => {
    const ledger = createLedger([]);
    const failed = ledger.enter([message('gate', 'e', [1, 2, 3])]);
    expect(failed.marks).toMatchObject([{ agentId: 'gate', epoch: 'e', upTo: 3 }]);
    expect(ledger.isDealtWith('gate', 'e', [1])).toBe(false);
    ledger.enter([message('gate', 'e', [1, 2, 3])]).commit();
    expect(ledger.isDealtWith('gate', 'e', [1, 3])).toBe(true);
    expect(ledger.isDealtWith('gate', 'e', [3, 4])).toBe(false);
  });

  test('tells agents that send again how far they are, without writing it again', () => {
    const ledger = createLedger([{ agentId: 'gate', epoch: 'e', upTo: 7 }]);
    const entry = ledger.enter([message('gate', 'e', [6, 7])]);
    expect(entry.marks).toEqual([]);
    expect(entry.notices).toMatchObject([{ agentId: 'gate', epoch: 'e', upTo: 7 }]);
  });

  test('gives each agent and epoch one mark for a whole batch', () => {
    const ledger = createLedger([]);
    const entry = ledger.enter([message('gate', 'e', [1]), message('gate', 'e', [2]), message('bridge', 'e', [1])]);
    expect(entry.marks).toMatchObject([
      { agentId: 'gate', upTo: 2 },
      { agentId: 'bridge', upTo: 1 },
    ]);
  });

  test('forgets the oldest epochs of an agent that invents new ones', () => {
    const ledger = createLedger([]);
    for (let n = 0; n < 40; n++) ledger.enter([message('gate', `e${n}`, [1])]).commit();
    expect(ledger.isDealtWith('gate', 'e39', [1])).toBe(true);
    expect(ledger.isDealtWith('gate', 'e0', [1])).toBe(false);
  });
});
