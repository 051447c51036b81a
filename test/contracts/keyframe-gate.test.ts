import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKeyframeGate, type GatedPicture } from '../../contracts/keyframe-gate.ts';
import { readFragmentHead, writeFragmentHead } from '../../contracts/live-fragment.ts';

/** Ten pictures a second, a keyframe each second, 100 kB/s. */
const picture = (i: number): GatedPicture => ({
  isKey: i % 10 === 0,
  bytes: i % 10 === 0 ? 50_000 : 5_500,
  mediaS: i / 10,
});

/** Which of a minute's pictures get through a line of so many bytes a second. */
function sentOver(bytesPerS: number): { sent: number[]; skipped: number; mostWaiting: number } {
  const gate = createKeyframeGate();
  let [waiting, mostWaiting] = [0, 0];
  const sent: number[] = [];
  for (let i = 0; i < 600; i++) {
    waiting = Math.max(0, waiting - bytesPerS / 10);
    if (gate.passes(picture(i), waiting)) {
      sent.push(i);
      waiting += picture(i).bytes;
      mostWaiting = Math.max(mostWaiting, waiting);
    }
  }
  return { sent, skipped: gate.takeSkipped(), mostWaiting };
}

describe('live video on a line', () => {
  test('that is wide enough goes whole', () => {
    expect(sentOver(200_000)).toMatchObject({ sent: Array.from({ length: 600 }, (_, i) => i), skipped: 0 });
  });

  test('that is too thin goes in parts: each begins with a keyframe, and what waits stays bounded', () => {
    const { sent, skipped, mostWaiting } = sentOver(40_000);
    expect(sent.length).toBeGreaterThan(100);
    expect(sent.length + skipped).toBe(600);
    for (const [n, i] of sent.entries()) expect(i % 10 === 0 || sent[n - 1] === i - 1).toBe(true);
    expect(mostWaiting).toBeLessThan(128 * 1024 + 50_000);
  });

  test('that has come to a stop: nothing more is sent, and all of it is counted', () => {
    const { sent, skipped } = sentOver(0);
    expect(sent.at(-1)).toBeLessThan(30);
    expect(sent.length + skipped).toBe(600);
  });

  test('begins with a keyframe; what came before was not skipped, there was nobody to miss it', () => {
    const gate = createKeyframeGate();
    expect([3, 4, 10, 11].map((i) => gate.passes(picture(i), 0))).toEqual([false, false, true, true]);
    expect(gate.takeSkipped()).toBe(0);
  });
});

describe('the head of a picture', () => {
  test('is read as it was written', () => {
    const head = fc.record({
      isKey: fc.boolean(),
      takenMs: fc.double({ min: 0, max: 9e13, noNaN: true }),
      mediaS: fc.double({ min: 0, max: 9e8, noNaN: true }),
    });
    fc.assert(
      fc.property(head, (given) => {
        const read = readFragmentHead(Buffer.concat([writeFragmentHead(given), Buffer.of(0)]));
        expect(read).toEqual(given);
      }),
    );
  });

  test('that is none is not read', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 17 }), (short) => readFragmentHead(short) === undefined));
    const strange = [Number.NaN, -1, Infinity, 1e15].map((takenMs) => ({ isKey: true, takenMs, mediaS: 0 }));
    for (const head of strange) {
      expect(readFragmentHead(Buffer.concat([writeFragmentHead(head), Buffer.alloc(9)]))).toBeUndefined();
    }
  });
});
