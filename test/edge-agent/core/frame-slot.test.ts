import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createFrameSlot } from '../../../edge-agent/core/frame-slot.ts';

type Happening = { readonly kind: 'frame' | 'take' | 'ack' | 'down' | 'up' | 'late' };
const happening: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constantFrom('frame', 'frame', 'take', 'ack', 'down', 'up', 'late'),
});

describe('the slot of a camera', () => {
  it('sends only the newest, one at a time, and accounts for every frame', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 100 }), (happenings) => {
        const slot = createFrameSlot<number>(5000);
        let [offered, taken, givenUp, underWay, nowMs] = [0, 0, 0, 0, 0];
        for (const { kind } of happenings) {
          nowMs += 100;
          if (kind === 'frame') {
            if (slot.offer(++offered) !== undefined) givenUp++;
          } else if (kind === 'take') {
            const frame = slot.take(nowMs);
            if (frame === undefined) continue;
            taken++;
            underWay++;
            expect(frame).toBe(offered);
            expect(underWay).toBe(1);
          } else if (kind === 'ack') {
            slot.acknowledged(0);
            underWay = 0;
          } else if (kind === 'up') {
            slot.connected();
          } else if (kind === 'down') {
            givenUp += slot.disconnected();
            underWay = 0;
          } else {
            nowMs += 5000;
            expect(slot.expire(nowMs)).toBe(underWay === 1);
            underWay = 0;
          }
        }
        givenUp += slot.disconnected();
        expect(taken + givenUp).toBe(offered);
      }),
    );
  });

  it('waits as long as ingest asks between two frames, and says why one was given up meanwhile', () => {
    const slot = createFrameSlot<string>(5000);
    expect(slot.offer('early')).toBe('disconnected');
    slot.connected();
    expect(slot.offer('a')).toBeUndefined();
    expect(slot.take(0)).toBe('a');
    expect(slot.offer('b')).toBeUndefined();
    expect(slot.offer('c')).toBe('no-credit');
    slot.acknowledged(1000);
    expect(slot.take(900)).toBeUndefined();
    expect(slot.offer('d')).toBe('slowed');
    expect(slot.take(1000)).toBe('d');
  });
});
