import sharp from 'sharp';

import type { Picture } from '../core/y4m-reader.ts';
import { yuvToRgb } from '../core/yuv-rgb.ts';

// Each encoding is one small task; the many cameras are what is spread over the cores.
sharp.concurrency(1);
sharp.cache(false);

/** Room for one picture's RGB each, used again: a megabyte per frame keeps the garbage collector busy otherwise. */
const spare: Uint8ClampedArray<ArrayBuffer>[] = [];
const MOST_SPARE = 8;

/**
 * A picture as JPEG, 4:2:0, quality 80. Without the optimised Huffman tables it costs half the time for an eighth more bytes.
 * @throws Error when libvips cannot encode
 */
export async function encodeJpeg(picture: Picture): Promise<Buffer> {
  const { width, height } = picture;
  const bytes = width * height * 3;
  const at = spare.findIndex((room) => room.length === bytes);
  const rgb = (at < 0 ? undefined : spare.splice(at, 1)[0]) ?? new Uint8ClampedArray(bytes);
  try {
    yuvToRgb(picture, rgb);
    return await sharp(rgb, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 80, chromaSubsampling: '4:2:0', optimiseCoding: false })
      .toBuffer();
  } finally {
    spare.unshift(rgb);
    spare.length = Math.min(spare.length, MOST_SPARE);
  }
}
