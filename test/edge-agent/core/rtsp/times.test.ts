import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { senderReport } from '../../../../demo/cameras/rtcp-report.ts';
import { createCaptureClock } from '../../../../edge-agent/core/rtsp/capture-clock.ts';
import { createMediaTime } from '../../../../edge-agent/core/rtsp/media-time.ts';
import { parseRtcp, receiverReport } from '../../../../edge-agent/core/rtsp/rtcp.ts';

describe('a stream’s own time', () => {
  it('is counted on over the turns of its timestamps', () => {
    const steps = fc.array(fc.integer({ min: 900, max: 180_000 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), steps, (start, taken) => {
        const time = createMediaTime(90_000, 500);
        let passed = 0;
        expect(time.next(start, 0).mediaTime).toBe(500);
        for (const step of taken) {
          passed += step;
          const told = time.next((start + passed) % 2 ** 32, passed / 90);
          expect(told).toEqual({ mediaTime: 500 + passed, fault: undefined });
        }
      }),
    );
  });

  it('goes on by the time that passed here when timestamps jump or stand still', () => {
    const time = createMediaTime(90_000, 0);
    time.next(1_000_000, 0);
    expect(time.next(1_009_000, 100)).toEqual({ mediaTime: 9000, fault: undefined });
    expect(time.next(1_009_000, 200)).toEqual({ mediaTime: 18_000, fault: 'stood-still' });
    expect(time.next(5_000, 300)).toEqual({ mediaTime: 27_000, fault: 'jumped' });
    expect(time.next(14_000, 400)).toEqual({ mediaTime: 36_000, fault: undefined });
    expect(time.next(500_000_000, 500)).toEqual({ mediaTime: 45_000, fault: 'jumped' });
  });

  it('goes back a little where pictures are shown in another order than they come', () => {
    const time = createMediaTime(90_000, 90_000);
    const times = [0, 27_000, 9000, 18_000, 54_000].map((at, i) => time.next(at, i * 100));
    expect(times.map(({ mediaTime }) => mediaTime)).toEqual([90_000, 117_000, 99_000, 108_000, 144_000]);
    expect(times.every(({ fault }) => fault === undefined)).toBe(true);
  });

  it('is brought to 90 kHz from any clock', () => {
    const time = createMediaTime(1000, 0);
    time.next(50, 0);
    expect(time.next(150, 100).mediaTime).toBe(9000);
  });
});

describe('when a picture was taken', () => {
  const arrival = (steadyMs: number) => ({ steadyMs, wallMs: 1_000_000 + steadyMs });

  it('is told by the camera’s clock while it agrees with the host’s', () => {
    const clock = createCaptureClock();
    clock.takenMs(0, arrival(150));
    // The camera says: at 1,000,000 the stream stood at 0; coding and the way took 150 ms.
    clock.report(1_000_000, 0);
    expect(clock.takenMs(9000, arrival(250))).toBe(1_000_100);
    expect(clock.aheadMs()).toBeCloseTo(-150, 3);
  });

  it('is told by the quickest arrival when the camera’s clock is wrong, which is said', () => {
    for (const wrongMs of [-3_600_000, 3_600_000, 5000]) {
      const clock = createCaptureClock();
      clock.takenMs(0, arrival(0));
      clock.report(1_000_000 + wrongMs, 0);
      expect(clock.takenMs(9000, arrival(400))).toBe(1_000_100);
      expect(clock.aheadMs()).toBeCloseTo(wrongMs, 3);
    }
  });

  it('is never after the arrival, and never moves when the host’s clock is set', () => {
    const way = fc.array(fc.record({ heldUpMs: fc.nat(2000), setMs: fc.constantFrom(0, 0, 0, -7_200_000, 60_000) }), {
      minLength: 2,
    });
    fc.assert(
      fc.property(way, (pictures) => {
        const clock = createCaptureClock();
        let set = 0;
        pictures.forEach(({ heldUpMs, setMs }, i) => {
          set += setMs;
          const steadyMs = i * 100 + heldUpMs;
          const taken = clock.takenMs(i * 9000, { steadyMs, wallMs: 1e12 + set + steadyMs });
          expect(taken).toBeLessThanOrEqual(1e12 + set + steadyMs);
          expect(taken).toBeGreaterThanOrEqual(1e12 + set + i * 100 - 1);
        });
      }),
    );
  });
});

describe('reports between sender and receiver', () => {
  const aReport = { ssrc: 7, atMs: 1_764_000_000_250, rtpTimestamp: 99, packets: 1, octets: 2 };

  it('tell the sender’s wall clock', () => {
    const { report, bye } = parseRtcp(senderReport(aReport).subarray(4));
    expect(report).toMatchObject({ ssrc: 7, timestamp: 99 });
    expect(report?.atMs).toBeCloseTo(1_764_000_000_250, 1);
    expect(bye).toBe(false);
  });

  it('of a sender without a clock tell none, and a farewell is understood', () => {
    const bytes = senderReport(aReport).subarray(4);
    bytes.writeUInt32BE(1234, 8);
    expect(parseRtcp(bytes).report?.atMs).toBeUndefined();
    expect(parseRtcp(Uint8Array.of(0x81, 203, 0, 1, 0, 0, 0, 7)).bye).toBe(true);
  });

  it('say how much arrived', () => {
    const bytes = receiverReport({
      ourSsrc: 1,
      stats: { ssrc: 7, received: 90, lost: 10, highest: 65_540 },
      receivedSince: 30,
      lostSince: 10,
      lastReport: { ntpMiddle: 0xabcd1234, agoMs: 500 },
    });
    const view = new DataView(bytes.buffer);
    const lost = [view.getUint8(12), view.getUint32(12) & 0xffffff];
    expect([view.getUint8(1), view.getUint32(8), ...lost]).toEqual([201, 7, 64, 10]);
    expect([view.getUint32(16), view.getUint32(24), view.getUint32(28)]).toEqual([65_540, 0xabcd1234, 32_768]);
    expect(view.getUint8(33)).toBe(202);
  });

  it('that are noise do no harm', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void parseRtcp(bytes)));
  });
});
