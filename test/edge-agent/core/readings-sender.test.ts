import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createReadingsSender } from '../../../edge-agent/core/readings-sender.ts';

const LIMITS = { batch: 10, window: 40, resendMs: 1000 };

type Happening =
  | { readonly kind: 'taken'; readonly count: number }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'connected' }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'sends' }
  | { readonly kind: 'confirms'; readonly share: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constant('taken' as const), count: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: 0, max: 3000 }) }),
  fc.record({ kind: fc.constantFrom('connected' as const, 'disconnected' as const, 'sends' as const) }),
  fc.record({ kind: fc.constant('confirms' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
);

describe('the sender of readings', () => {
  it('never skips one, never runs further ahead than its window, and gets all through once the link holds', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const sender = createReadingsSender(0, LIMITS);
        let nowMs = 0;
        let last = 0;
        let confirmed = 0;
        let received = 0;
        const sendAll = (): void => {
          for (let due = sender.next(last, nowMs); due !== undefined; due = sender.next(last, nowMs)) {
            expect(due.after).toBeGreaterThanOrEqual(confirmed);
            expect(due.after).toBeLessThanOrEqual(received);
            const upTo = Math.min(last, due.after + due.limit);
            expect(upTo - confirmed).toBeLessThanOrEqual(LIMITS.window + LIMITS.batch);
            received = Math.max(received, upTo);
            sender.sent(upTo, nowMs);
          }
        };
        for (const what of happenings) {
          if (what.kind === 'taken') last += what.count;
          else if (what.kind === 'time') nowMs += what.ms;
          else if (what.kind === 'connected') sender.connected(nowMs);
          else if (what.kind === 'disconnected') sender.disconnected();
          else if (what.kind === 'sends') sendAll();
          else {
            confirmed = Math.max(confirmed, Math.floor(received * what.share));
            sender.confirmed(confirmed, nowMs);
          }
        }
        sender.connected(nowMs);
        for (let round = 0; round < last + 2 && confirmed < last; round++) {
          sendAll();
          confirmed = received;
          sender.confirmed(confirmed, nowMs);
        }
        expect(confirmed).toBe(last);
        expect(sender.next(last, nowMs + 10_000)).toBeUndefined();
      }),
    );
  });

  it('sends all that is unconfirmed again when no confirmation comes', () => {
    const sender = createReadingsSender(5, LIMITS);
    sender.connected(0);
    expect(sender.next(12, 0)).toEqual({ after: 5, limit: 10 });
    sender.sent(12, 0);
    expect(sender.next(12, 999)).toBeUndefined();
    expect(sender.next(12, 1000)).toEqual({ after: 5, limit: 10 });
  });

  it('sends nothing while the link is down, and everything unconfirmed when it is up again', () => {
    const sender = createReadingsSender(0, LIMITS);
    expect(sender.next(3, 0)).toBeUndefined();
    sender.connected(0);
    sender.sent(3, 0);
    sender.disconnected();
    expect(sender.next(3, 5000)).toBeUndefined();
    sender.connected(5000);
    expect(sender.next(3, 5000)).toEqual({ after: 0, limit: 10 });
  });
});
