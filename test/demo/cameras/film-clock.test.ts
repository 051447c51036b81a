import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createFilmClock } from '../../../demo/cameras/film-clock.ts';
import type { Film } from '../../../demo/cameras/h264-film.ts';

const film: Film = {
  sps: Buffer.alloc(0),
  pps: Buffer.alloc(0),
  units: Array.from({ length: 20 }, (_, i) => ({ nals: [], keyframe: i % 5 === 0 })),
};
const start = { fps: 10, startMs: 1_000_000, startOffsetS: 0.5, baseTimestamp: 0xffff_ff00 };

describe('the clock of a looped film', () => {
  it('counts RTP time on evenly over the loop point and over 32 bits', () => {
    const clock = createFilmClock(film, start);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e7 }), (frame) => {
        const step = (clock.timestampOf(frame + 1) - clock.timestampOf(frame) + 2 ** 32) % 2 ** 32;
        expect(step).toBe(9000);
      }),
    );
  });

  it('says the same time for a frame in RTP as in the sender report', () => {
    const clock = createFilmClock(film, start);
    for (const frame of [0, 7, 12_345])
      expect(clock.timestampAt(clock.takenAtMs(frame))).toBe(clock.timestampOf(frame));
  });

  it('shows frame after frame from the start offset, again and again', () => {
    const clock = createFilmClock(film, start);
    expect(clock.frameAt(start.startMs)).toBe(0);
    expect(clock.frameAt(start.startMs + 99)).toBe(0);
    expect(clock.frameAt(start.startMs + 100)).toBe(1);
    expect([0, 14, 15, 20].map((frame) => clock.unitOf(frame))).toEqual([5, 19, 0, 5]);
    expect(clock.nextKeyframe(11)).toBe(15);
  });
});
