import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  createY4mReader,
  type Picture,
  pictureBytes,
  PictureStreamError,
} from '../../../edge-agent/core/y4m-reader.ts';

/** A stream as ffmpeg writes it. */
function stream(width: number, height: number, fills: readonly number[]): Uint8Array {
  const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg XYSCSS=420JPEG\n`);
  const frames = fills.flatMap((fill) => [Buffer.from('FRAME\n'), Buffer.alloc(pictureBytes(width, height), fill)]);
  return Buffer.concat([header, ...frames]);
}

function read(bytes: Uint8Array, sizes: readonly number[]): Picture[] {
  const pictures: Picture[] = [];
  const reader = createY4mReader((picture) => pictures.push(picture));
  let at = 0;
  for (const size of sizes) {
    reader.push(bytes.subarray(at, at + size));
    at += size;
  }
  reader.push(bytes.subarray(at));
  return pictures;
}

describe('the reader of ffmpeg’s pictures', () => {
  it('finds the same pictures however the bytes are cut, even when they look like headers inside', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 33 }),
        fc.integer({ min: 2, max: 33 }),
        fc.array(fc.constantFrom(0, 10, 70, 255), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 10 }),
        (width, height, fills, sizes) => {
          const pictures = read(stream(width, height, fills), sizes);
          expect(pictures.map((picture) => picture.bytes[0])).toEqual(fills);
          for (const [i, picture] of pictures.entries()) {
            expect([picture.width, picture.height]).toEqual([width, height]);
            expect(picture.bytes.every((byte) => byte === fills[i])).toBe(true);
            expect(picture.bytes.length).toBe(pictureBytes(width, height));
          }
        },
      ),
    );
  });

  it('refuses a stream whose pictures change their size on the way', () => {
    const first = stream(16, 16, [1, 2]);
    const second = stream(8, 8, [3, 4, 5, 6, 7, 8]).subarray(60);
    expect(() => read(Buffer.concat([first, second]), [])).toThrow(PictureStreamError);
  });

  it.each([
    ['nonsense', 'nonsense\n'],
    ['no line end at all', 'Y'.repeat(300)],
    ['no size', 'YUV4MPEG2 F10:1 C420\n'],
    ['a size of nothing', 'YUV4MPEG2 W0 H16 F10:1 C420\n'],
    ['a size beyond reason', 'YUV4MPEG2 W99999 H16 F10:1 C420\n'],
    ['other colours', 'YUV4MPEG2 W16 H16 F10:1 C444\n'],
  ])('refuses %s', (_what, text) => {
    expect(() => read(Buffer.from(text), [])).toThrow(PictureStreamError);
  });
});
