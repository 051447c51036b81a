import sharp from 'sharp';
import { expect, test } from 'vitest';
import { place, type Fit, type Size } from '../../../ingest/core/detection/letterbox.ts';
import { DetectionError } from '../../../ingest/edges/detector-errors.ts';
import { fitJpeg, type Fitting } from '../../../ingest/edges/jpeg-picture.ts';

const limits = { maxBytes: 1_000_000, maxPixels: 4_000_000 };
const fit: Fit = { mode: 'letterbox', align: 'centre', pad: 114 };
const input = { width: 64, height: 64 };
const fitting: Fitting = (picture: Size) => ({ input, placement: place(picture, input, fit) });

/** A picture whose left half is red and whose right half is blue. */
function halves(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: '#0000ff' } }).composite([
    {
      input: { create: { width: width / 2, height, channels: 3, background: '#ff0000' } },
      left: 0,
      top: 0,
    },
  ]);
}

function pixel(rgb: Uint8Array, width: number, column: number, row: number): number[] {
  return [...rgb.subarray((row * width + column) * 3, (row * width + column) * 3 + 3)];
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fitted',
    (error: unknown) => (error instanceof DetectionError ? error.code : error),
  );

test.each([
  ['of the size wanted', 64, 32],
  ['eight times as large', 512, 256],
  ['odd and larger', 500, 250],
  ['smaller', 32, 16],
])('a JPEG %s comes as RGB at the size the model needs', async (_what, width, height) => {
  const { rgb, picture, placement } = await fitJpeg(
    await halves(width, height).jpeg({ quality: 95 }).toBuffer(),
    fitting,
    limits,
  );
  expect(picture).toEqual({ width, height });
  expect(placement).toEqual({ left: 0, top: 16, width: 64, height: 32 });
  expect(rgb).toHaveLength(64 * 32 * 3);
  for (const row of [0, 31]) {
    expect(
      Math.min(...pixel(rgb, 64, 8, row).map((v, c) => 255 - Math.abs(v - ([255, 0, 0][c] ?? 0)))),
    ).toBeGreaterThan(245);
    expect(
      Math.min(...pixel(rgb, 64, 56, row).map((v, c) => 255 - Math.abs(v - ([0, 0, 255][c] ?? 0)))),
    ).toBeGreaterThan(245);
  }
});

test('grey, CMYK and progressive JPEGs come as RGB too', async () => {
  for (const image of [
    halves(64, 64).greyscale().jpeg(),
    halves(64, 64).toColourspace('cmyk').jpeg(),
    halves(64, 64).jpeg({ progressive: true }),
  ]) {
    const { rgb } = await fitJpeg(await image.toBuffer(), fitting, limits);
    expect(rgb).toHaveLength(64 * 64 * 3);
  }
});

test('orientation notes are not followed: boxes belong to the pixels as stored', async () => {
  const turned = await halves(64, 32).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  expect((await fitJpeg(turned, fitting, limits)).picture).toEqual({ width: 64, height: 32 });
});

test('a picture whose pixels are cut short is damaged, even with an end marker put behind', async () => {
  const whole = await sharp({
    create: {
      width: 400,
      height: 300,
      channels: 3,
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
      background: '#000',
    },
  })
    .jpeg()
    .toBuffer();
  const short = Buffer.concat([whole.subarray(0, whole.length / 2), Buffer.from([0xff, 0xd9])]);
  expect(await codeOf(fitJpeg(short, fitting, limits))).toBe('damaged');
});

test('a picture that says it is larger than it is, is damaged; far larger, too large before anything is decoded', async () => {
  const jpeg = await halves(64, 64).jpeg().toBuffer();
  const lying = (height: number, width: number) => {
    const bytes = Buffer.from(jpeg);
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    bytes.writeUInt16BE(height, frame + 5);
    bytes.writeUInt16BE(width, frame + 7);
    return bytes;
  };
  expect(await codeOf(fitJpeg(lying(1024, 1024), fitting, limits))).toBe('damaged');
  expect(await codeOf(fitJpeg(lying(65000, 65000), fitting, limits))).toBe('too-large');
});

test('more bytes than may be are not looked into', async () => {
  expect(await codeOf(fitJpeg(new Uint8Array(limits.maxBytes + 1), fitting, limits))).toBe('too-large');
});
