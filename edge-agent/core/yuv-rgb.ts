import type { Picture } from './y4m-reader.ts';

const RED_V = new Int16Array(256);
const GREEN_U = new Int16Array(256);
const GREEN_V = new Int16Array(256);
const BLUE_U = new Int16Array(256);
for (let i = 0; i < 256; i++) {
  RED_V[i] = Math.round(1.402 * (i - 128));
  GREEN_U[i] = Math.round(-0.344_136 * (i - 128));
  GREEN_V[i] = Math.round(-0.714_136 * (i - 128));
  BLUE_U[i] = Math.round(1.772 * (i - 128));
}

/**
 * A full-range 4:2:0 picture as interleaved RGB (JFIF matrix). Both chroma samples of a row pair are used as they are, without smoothing:
 * the JPEG made of it halves chroma again and so gets the same samples back.
 * @param rgb `width × height × 3` bytes, written in full; clamped, because sums leave 0..255
 */
export function yuvToRgb({ width, height, bytes }: Picture, rgb: Uint8ClampedArray): void {
  const chromaWidth = (width + 1) >> 1;
  let uAt = width * height;
  let vAt = uAt + chromaWidth * ((height + 1) >> 1);
  for (let y = 0; y < height; y += 2) {
    // Two rows share their chroma; the last row of an odd height is simply written twice.
    const below = y + 1 < height ? width : 0;
    let at = y * width;
    let out = at * 3;
    let outBelow = (at + below) * 3;
    for (let x = 0; x < width; x += 2) {
      const u = bytes[uAt++] ?? 128;
      const v = bytes[vAt++] ?? 128;
      const red = RED_V[v] ?? 0;
      const green = (GREEN_U[u] ?? 0) + (GREEN_V[v] ?? 0);
      const blue = BLUE_U[u] ?? 0;
      const pair = x + 1 < width ? 2 : 1;
      for (let i = 0; i < pair; i++) {
        const luma = bytes[at] ?? 0;
        const lumaBelow = bytes[at + below] ?? 0;
        at++;
        rgb[out++] = luma + red;
        rgb[out++] = luma + green;
        rgb[out++] = luma + blue;
        rgb[outBelow++] = lumaBelow + red;
        rgb[outBelow++] = lumaBelow + green;
        rgb[outBelow++] = lumaBelow + blue;
      }
    }
  }
}
