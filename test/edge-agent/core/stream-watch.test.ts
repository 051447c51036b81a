import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { backoffMs } from '../../../edge-agent/core/backoff.ts';
import {
  FIRST_STREAM_STATE,
  type Patience,
  type StreamAction,
  type StreamEvent,
  type StreamState,
  watchStream,
} from '../../../edge-agent/core/stream-watch.ts';

const PATIENCE: Patience = {
  startMs: 10_000,
  stallMs: 5000,
  steadyMs: 30_000,
  backoff: { firstMs: 1000, maxMs: 30_000 },
};

/** Lives through events at given times and tells the actions taken. */
function live(events: readonly (readonly [number, StreamEvent])[], from: StreamState = FIRST_STREAM_STATE) {
  let state = from;
  const actions: StreamAction[] = [];
  for (const [atMs, event] of events) {
    const step = watchStream(state, event, atMs, PATIENCE, 1);
    state = step.state;
    actions.push(step.action);
  }
  return { state, actions };
}

const tick: StreamEvent = { kind: 'tick' };
const picture: StreamEvent = { kind: 'picture' };
const ended: StreamEvent = { kind: 'ended', fault: 'unreachable' };

describe('the watch over a stream', () => {
  it('starts at once, and again after a pause that doubles with each failure', () => {
    const { actions } = live([
      [0, tick],
      [10, ended],
      [1009, tick],
      [1010, tick],
      [1020, ended],
      [3019, tick],
      [3020, tick],
    ]);
    expect(actions).toEqual(['start', 'none', 'none', 'start', 'none', 'none', 'start']);
  });

  it('kills what gives no first picture, and what stops giving pictures', () => {
    expect(
      live([
        [0, tick],
        [10_000, tick],
        [10_001, tick],
      ]).actions,
    ).toEqual(['start', 'none', 'kill']);
    const running = live([
      [0, tick],
      [3000, picture],
      [8000, tick],
      [8000, picture],
      [13_000, tick],
      [13_001, tick],
    ]);
    expect(running.actions).toEqual(['start', 'none', 'none', 'none', 'none', 'kill']);
  });

  it('waits longer for a first picture after failures', () => {
    const failed: StreamState = { kind: 'waiting', untilMs: 0, failures: 9, fault: 'stalled' };
    expect(
      live(
        [
          [0, tick],
          [40_000, tick],
          [40_001, tick],
        ],
        failed,
      ).actions,
    ).toEqual(['start', 'none', 'kill']);
  });

  it('forgives earlier failures after a steady run, but not after a short one', () => {
    const failed: StreamState = { kind: 'waiting', untilMs: 0, failures: 5, fault: 'stalled' };
    const steady = live(
      [
        [0, tick],
        [100, picture],
        [40_000, picture],
        [40_001, ended],
      ],
      failed,
    );
    expect(steady.state).toMatchObject({ kind: 'waiting', failures: 1, untilMs: 41_001 });
    const short = live(
      [
        [0, tick],
        [100, picture],
        [200, ended],
      ],
      failed,
    );
    expect(short.state).toMatchObject({ kind: 'waiting', failures: 6, untilMs: 30_200 });
  });

  it('never has two readers, never kills one that is not there, and always tries again', () => {
    const event = fc.constantFrom(tick, tick, picture, ended);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(20_000), event), { maxLength: 80 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (steps, random) => {
          let state: StreamState = FIRST_STREAM_STATE;
          let readers = 0;
          let nowMs = 0;
          for (const [passed, what] of steps) {
            nowMs += passed;
            // Pictures and ends come only from a reader.
            if (what.kind !== 'tick' && readers === 0) continue;
            if (what.kind === 'ended') readers--;
            const step = watchStream(state, what, nowMs, PATIENCE, random);
            state = step.state;
            if (step.action === 'start') readers++;
            if (step.action === 'kill') expect(readers).toBe(1);
            expect(readers).toBeLessThanOrEqual(1);
          }
          if (readers === 0) expect(watchStream(state, tick, nowMs + 30_000, PATIENCE, random).action).toBe('start');
        },
      ),
    );
  });
});

describe('the pause before another attempt', () => {
  it('lies between half and the whole of its doubling, and never beyond its bound', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const ms = backoffMs({ firstMs: 1000, maxMs: 30_000 }, failures, random);
        const whole = Math.min(30_000, 1000 * 2 ** (failures - 1));
        expect(ms).toBeGreaterThanOrEqual(whole / 2);
        expect(ms).toBeLessThanOrEqual(whole);
      }),
    );
  });
});
