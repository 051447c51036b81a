import fc from 'fast-check';
import { expect, test } from 'vitest';
import { breakHold, dueAt, IDLE, parseLatch, passTime, takeSignal, type Latch } from '../../../analytics/core/latch.ts';

const holds = { forMs: 1_000, clearForMs: 5_000 };

test('a condition counts when it has held for as long as asked, at that very moment', () => {
  const { latch } = takeSignal(IDLE, 'on', 100, holds);
  expect(dueAt(latch, holds)).toBe(1_100);
  expect(passTime(latch, 1_099, holds).event).toBeNull();
  expect(passTime(latch, 9_999, holds).event).toEqual({ kind: 'raise', at: 1_100 });
});

test('a condition that asks for no hold counts at once', () => {
  expect(takeSignal(IDLE, 'on', 100, { forMs: 0, clearForMs: 0 }).event).toEqual({ kind: 'raise', at: 100 });
});

test('a break in the hold begins it anew', () => {
  const on = takeSignal(IDLE, 'on', 0, holds).latch;
  const off = takeSignal(on, 'between', 900, holds).latch;
  const again = takeSignal(off, 'on', 950, holds).latch;
  expect(dueAt(again, holds)).toBe(1_950);
});

test('a raised condition is over only after the hold-off, and coming back within it is nothing new', () => {
  const raised: Latch = { phase: 'raised', since: 0 };
  const clearing = takeSignal(raised, 'off', 2_000, holds).latch;
  const back = takeSignal(clearing, 'on', 6_999, holds);
  expect(back).toEqual({ latch: { phase: 'raised', since: 6_999 }, event: null });
  expect(passTime(clearing, 7_000, holds).event).toEqual({ kind: 'clear', at: 7_000 });
});

test('within the band of the hysteresis nothing begins and nothing ends', () => {
  const raised: Latch = { phase: 'raised', since: 0 };
  expect(takeSignal(raised, 'between', 1, holds).latch).toBe(raised);
  expect(takeSignal(IDLE, 'between', 1, holds).latch).toBe(IDLE);
});

test('what nobody watched neither fulfils a condition nor ends it', () => {
  expect(breakHold({ phase: 'pending', since: 5 }).phase).toBe('idle');
  expect(breakHold({ phase: 'clearing', since: 5 }).phase).toBe('raised');
  expect(breakHold({ phase: 'raised', since: 5 }).phase).toBe('raised');
});

test('a latch survives being remembered as JSON; rubbish does not become one', () => {
  const latch: Latch = { phase: 'clearing', since: 12 };
  expect(parseLatch(JSON.parse(JSON.stringify(latch)))).toEqual(latch);
  for (const rubbish of [
    null,
    3,
    'idle',
    {},
    { phase: 'idle' },
    { phase: 'asleep', since: 1 },
    { phase: 'idle', since: 'x' },
  ])
    expect(parseLatch(rubbish)).toBeNull();
});

const someSignals = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 4_000 }), fc.constantFrom('on' as const, 'off' as const, 'between' as const)),
  { maxLength: 60 },
);

test('raising and clearing take turns, whatever comes', () => {
  fc.assert(
    fc.property(someSignals, (signals) => {
      let latch = IDLE;
      let at = 0;
      const told: string[] = [];
      for (const [afterMs, signal] of signals) {
        at += afterMs;
        const passed = passTime(latch, at, holds);
        if (passed.event) told.push(passed.event.kind);
        const step = takeSignal(passed.latch, signal, at, holds);
        if (step.event) told.push(step.event.kind);
        latch = step.latch;
      }
      expect(told).toEqual(told.map((_, i) => (i % 2 === 0 ? 'raise' : 'clear')));
    }),
  );
});

test('looking at the clock in between changes nothing', () => {
  fc.assert(
    fc.property(someSignals, fc.array(fc.integer({ min: 0, max: 100_000 })), (signals, looks) => {
      const run = (ticks: readonly number[]): unknown[] => {
        let latch = IDLE;
        let at = 0;
        const told: unknown[] = [];
        const pass = (to: number): void => {
          const passed = passTime(latch, to, holds);
          if (passed.event) told.push(passed.event);
          latch = passed.latch;
        };
        for (const [afterMs, signal] of signals) {
          const from = at;
          at += afterMs;
          for (const tick of ticks) if (tick > from && tick < at) pass(tick);
          pass(at);
          const step = takeSignal(latch, signal, at, holds);
          if (step.event) told.push(step.event);
          latch = step.latch;
        }
        return told;
      };
      expect(run([...looks].sort((a, b) => a - b))).toEqual(run([]));
    }),
  );
});
