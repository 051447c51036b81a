import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { findFootage, isHeld, type Recorded, roomFor, surplus } from '../../../edge-agent/core/recording-ring.ts';

const aRecording = (fromS: number, toS: number, bytes = 100, cameraId = 'cam'): Recorded => ({
  cameraId,
  file: `${cameraId}-${fromS}.ts`,
  format: 'ts',
  fromMs: fromS * 1000,
  toMs: toS * 1000,
  bytes,
});
const recordings = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 500 }))
    .map(([from, length, bytes]) => aRecording(from, from + length, bytes)),
  { maxLength: 30 },
);

describe('the ring of recordings', () => {
  it('has the room it was given while the disk has it, else what the disk leaves, however little lies in it', () => {
    const given = { mostBytes: 2000, leaveBytes: 1000 };
    expect(roomFor(given, 300, 9000)).toBe(2000);
    expect(roomFor(given, 300, 1500)).toBe(800);
    expect(roomFor(given, 300, 900)).toBe(200);
    expect(roomFor(given, 300, 100)).toBe(0);
  });

  it('gives up nothing that is held while there is room, though everything in it is held', () => {
    const all = [aRecording(0, 4), aRecording(4, 8), aRecording(8, 12)];
    const maxBytes = roomFor({ mostBytes: 2000, leaveBytes: 1000 }, 300, 9000);
    expect(surplus(all, { keepMs: 1000, maxBytes }, 900_000, [{ cameraId: 'cam', from: 0, to: 60_000 }])).toEqual([]);
  });

  it('keeps within its bounds, and gives up only the oldest, no more than it must', () => {
    fc.assert(
      fc.property(recordings, fc.integer({ min: 0, max: 3000 }), (recorded, maxBytes) => {
        const bounds = { keepMs: 300_000, maxBytes };
        const gone = surplus(recorded, bounds, 1_000_000);
        const kept = recorded.filter((one) => !gone.includes(one));
        expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(maxBytes);
        expect(kept.every(({ toMs }) => 1_000_000 - toMs <= 300_000)).toBe(true);
        const newestGone = Math.max(-1, ...gone.map(({ toMs }) => toMs));
        expect(kept.every(({ toMs }) => toMs >= newestGone)).toBe(true);
        const last = gone.at(-1);
        if (last === undefined || 1_000_000 - last.toMs > 300_000) return;
        expect(kept.reduce((sum, { bytes }) => sum + bytes, last.bytes)).toBeGreaterThan(maxBytes);
      }),
    );
  });

  it('keeps what is held for a case whatever its age, and never more of it than leaves room for the last minutes', () => {
    fc.assert(
      fc.property(
        recordings,
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 0, max: 900 }),
        (recorded, maxBytes, s) => {
          const held = [{ cameraId: 'cam', from: s * 1000, to: (s + 100) * 1000 }];
          const gone = surplus(recorded, { keepMs: 300_000, maxBytes }, 1_000_000, held);
          const kept = recorded.filter((one) => !gone.includes(one));
          const bytes = (all: readonly Recorded[]) => all.reduce((sum, one) => sum + one.bytes, 0);
          expect(bytes(kept)).toBeLessThanOrEqual(maxBytes);
          expect(bytes(kept.filter((one) => isHeld(one, held)))).toBeLessThanOrEqual(0.75 * maxBytes);
          const all = recorded.filter((one) => isHeld(one, held));
          if (bytes(all) <= 0.75 * maxBytes) expect(all.every((one) => kept.includes(one))).toBe(true);
        },
      ),
    );
    const old = aRecording(10, 14);
    expect(surplus([old], { keepMs: 1, maxBytes: 1000 }, 900_000)).toEqual([old]);
    expect(
      surplus([old], { keepMs: 1, maxBytes: 1000 }, 900_000, [{ cameraId: 'cam', from: 14_000, to: 20_000 }]),
    ).toEqual([]);
    expect(
      surplus([old], { keepMs: 1, maxBytes: 1000 }, 900_000, [{ cameraId: 'other', from: 0, to: 20_000 }]),
    ).toEqual([old]);
  });

  it('finds the whole files that show a span, and waits for one that is still growing', () => {
    const recorded = [aRecording(0, 4), aRecording(4, 8), aRecording(8, 12), aRecording(12, 14)];
    const find = (fromS: number, toS: number, nowS: number) =>
      findFootage(recorded, fromS * 1000, toS * 1000, nowS * 1000, 8000);
    expect(find(5, 9, 14)).toEqual({ kind: 'found', recorded: recorded.slice(1, 3) });
    expect(find(5, 13, 14)).toEqual({ kind: 'wait' });
    expect(find(5, 20, 15)).toEqual({ kind: 'wait' });
    expect(find(5, 13, 23)).toEqual({ kind: 'found', recorded: recorded.slice(1) });
    expect(find(30, 40, 50)).toEqual({ kind: 'none' });
    expect(findFootage([], 0, 1, 5000, 8000)).toEqual({ kind: 'none' });
  });
});
