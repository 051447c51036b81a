import * as fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { pictureBytes } from '../../../edge-agent/core/y4m-reader.ts';
import { yuvToRgb } from '../../../edge-agent/core/yuv-rgb.ts';
import { encodeJpeg } from '../../../edge-agent/edges/jpeg.ts';

/** A picture of one colour, given in JFIF's Y, Cb, Cr. */
function plain(width: number, height: number, [y, u, v]: readonly [number, number, number]) {
  const bytes = new Uint8Array(pictureBytes(width, height)).fill(y, 0, width * height);
  const chroma = (bytes.length - width * height) / 2;
  bytes.fill(u, width * height, width * height + chroma).fill(v, width * height + chroma);
  return { width, height, bytes };
}

describe('a picture on its way to JPEG', () => {
  it('becomes RGB by the JFIF matrix, whole, whatever its size', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const side = fc.integer({ min: 2, max: 19 });
    fc.assert(
      fc.property(side, side, fc.tuple(byte, byte, byte), (width, height, yuv) => {
        const rgb = new Uint8ClampedArray(width * height * 3).fill(7);
        yuvToRgb(plain(width, height, yuv), rgb);
        const [y, u, v] = yuv;
        const exact = [y + 1.402 * (v - 128), y - 0.344136 * (u - 128) - 0.714136 * (v - 128), y + 1.772 * (u - 128)];
        for (let i = 0; i < rgb.length; i++) {
          const wanted = Math.max(0, Math.min(255, exact[i % 3] ?? 0));
          expect(Math.abs((rgb[i] ?? 0) - wanted)).toBeLessThanOrEqual(1.5);
        }
      }),
    );
  });

  it('keeps its colours and its size, also when room is used again', async () => {
    const red = plain(64, 48, [76, 85, 255]);
    const blue = plain(64, 48, [29, 255, 107]);
    for (const [picture, wanted] of [
      [red, [254, 0, 0]],
      [blue, [0, 0, 254]],
      [red, [254, 0, 0]],
    ] as const) {
      const { data, info } = await sharp(await encodeJpeg(picture))
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([64, 48]);
      for (let i = 0; i < 3; i++) expect(Math.abs((data[3000 + i] ?? 0) - (wanted[i] ?? 0))).toBeLessThan(8);
    }
  });
});
