import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inputSizeFor } from '../../../../ingest/core/detection/input-size.ts';
import { place, toPicture, type Fit } from '../../../../ingest/core/detection/letterbox.ts';

const side = fc.integer({ min: 1, max: 5000 });
const sizes = fc.record({ width: side, height: side });
const most = { width: 640, height: 640 };
const centred: Fit = { mode: 'letterbox', align: 'centre', pad: 114 };
const fits = fc.constantFrom<Fit>(centred, { mode: 'letterbox', align: 'top-left', pad: 0 }, { mode: 'stretch' });

test('a picture lies inside the input, whole, in its proportions', () => {
  fc.assert(
    fc.property(sizes, fits, (picture, fit) => {
      const { left, top, width, height } = place(picture, most, fit);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(left + width).toBeLessThanOrEqual(most.width);
      expect(top + height).toBeLessThanOrEqual(most.height);
      expect(width === most.width || height === most.height).toBe(true);
      if (fit.mode === 'letterbox' && width > 1 && height > 1) {
        const scale = Math.min(most.width / picture.width, most.height / picture.height);
        expect(Math.abs(width - picture.width * scale)).toBeLessThanOrEqual(0.5);
        expect(Math.abs(height - picture.height * scale)).toBeLessThanOrEqual(0.5);
      }
    }),
  );
});

test('a box drawn in the input comes back as the same part of the picture', () => {
  const part = fc.double({ min: 0, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(sizes, fits, part, part, (picture, fit, x, y) => {
      const p = place(picture, most, fit);
      const box = toPicture(
        p,
        p.left + x * p.width,
        p.top + y * p.height,
        p.left + (x + 0.25) * p.width,
        p.top + (y + 0.5) * p.height,
      );
      expect(box?.x).toBeCloseTo(x, 6);
      expect(box?.y).toBeCloseTo(y, 6);
      expect(box?.w).toBeCloseTo(0.25, 6);
      expect(box?.h).toBeCloseTo(0.5, 6);
    }),
  );
});

test('a box that reaches into the border is cut at the picture, one wholly in it is none', () => {
  const p = place({ width: 640, height: 320 }, most, centred);
  expect(p).toEqual({ left: 0, top: 160, width: 640, height: 320 });
  expect(toPicture(p, -10, 100, 320, 320)).toEqual({ x: 0, y: 0, w: 0.5, h: 0.5 });
  expect(toPicture(p, 0, 0, 640, 160)).toBeNull();
  expect(toPicture(p, -Infinity, -Infinity, Infinity, Infinity)).toEqual({ x: 0, y: 0, w: 1, h: 1 });
});

test('the border lies on both sides of the picture', () => {
  expect(place({ width: 300, height: 600 }, most, centred)).toEqual({ left: 160, top: 0, width: 320, height: 640 });
});

test('half a pixel of border goes to the right and bottom', () => {
  expect(place({ width: 640, height: 427 }, { width: 640, height: 448 }, centred)).toMatchObject({
    top: 10,
    height: 427,
  });
});

test.each([
  [640, 480, 640, 480],
  [640, 360, 640, 384],
  [1920, 1080, 640, 384],
  [768, 576, 640, 480],
  [480, 640, 480, 640],
  [320, 240, 640, 480],
  [5000, 10, 640, 32],
  [22, 435, 64, 640],
])('a %i×%i picture is given to a free model as %i×%i', (width, height, inputWidth, inputHeight) => {
  expect(inputSizeFor({ width, height }, most, 32, centred)).toEqual({ width: inputWidth, height: inputHeight });
});

test('a model of fixed size is given its own size, whatever the picture', () => {
  expect(inputSizeFor({ width: 1920, height: 1080 }, most, null, centred)).toEqual(most);
  expect(inputSizeFor({ width: 1920, height: 1080 }, most, 32, { mode: 'stretch' })).toEqual(most);
});

test('an input shaped to its picture holds it at the scale of the full one', () => {
  fc.assert(
    fc.property(sizes, (picture) => {
      const input = inputSizeFor(picture, most, 32, centred);
      expect(input.width % 32 === 0 && input.height % 32 === 0).toBe(true);
      const inFull = place(picture, most, centred);
      const inShaped = place(picture, input, centred);
      expect(Math.abs(inShaped.width - inFull.width)).toBeLessThanOrEqual(1);
      expect(Math.abs(inShaped.height - inFull.height)).toBeLessThanOrEqual(1);
    }),
  );
});
