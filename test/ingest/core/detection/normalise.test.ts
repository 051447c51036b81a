import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createInputBuffer, type InputFormat } from '../../../../ingest/core/detection/normalise.ts';

const plain: InputFormat = {
  width: 4,
  height: 2,
  layout: 'NCHW',
  dtype: 'float32',
  colour: 'RGB',
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

const whole = { left: 0, top: 0, width: 4, height: 2 };
/** 4×2 pixels: red counts from 1, green from 101, blue from 201. */
const rgb = Uint8Array.from({ length: 24 }, (_, at) => Math.floor(at / 3) + 1 + (at % 3) * 100);

const range = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at);

test('RGB bytes become three planes', () => {
  const buffer = createInputBuffer(plain, 0);
  buffer.write(rgb, whole);
  expect([...buffer.data]).toEqual([...range(1, 8), ...range(101, 8), ...range(201, 8)]);
});

test('a BGR model gets the planes the other way round', () => {
  const buffer = createInputBuffer({ ...plain, colour: 'BGR' }, 0);
  buffer.write(rgb, whole);
  expect([...buffer.data]).toEqual([...range(201, 8), ...range(101, 8), ...range(1, 8)]);
});

test('an NHWC model gets them pixel by pixel, as bytes if it wants bytes', () => {
  const buffer = createInputBuffer({ ...plain, layout: 'NHWC', dtype: 'uint8' }, 0);
  buffer.write(rgb, whole);
  expect(buffer.data).toEqual(rgb);
});

test('each channel is scaled, shifted and divided by its own numbers', () => {
  const buffer = createInputBuffer({ ...plain, scale: 0.5, mean: [1, 2, 3], std: [2, 4, 8] }, 0);
  buffer.write(rgb, whole);
  expect([buffer.data[0], buffer.data[8], buffer.data[16]]).toEqual([(0.5 - 1) / 2, (50.5 - 2) / 4, (100.5 - 3) / 8]);
});

test('around a smaller picture lies the border, also where the picture before was', () => {
  const buffer = createInputBuffer(plain, 9);
  buffer.write(rgb, whole);
  buffer.write(rgb.subarray(0, 6), { left: 1, top: 1, width: 2, height: 1 });
  expect([...buffer.data.subarray(0, 8)]).toEqual([9, 9, 9, 9, 9, 1, 2, 9]);
});

test('bytes that do not fit the placement are refused', () => {
  expect(() => createInputBuffer(plain, 0).write(rgb.subarray(1), whole)).toThrow(RangeError);
});

test('copying by words gives what copying by bytes gives', () => {
  const pixels = fc.uint8Array({ minLength: 8 * 3 * 3, maxLength: 8 * 3 * 3 });
  fc.assert(
    fc.property(pixels, fc.constantFrom<'RGB' | 'BGR'>('RGB', 'BGR'), (bytes, colour) => {
      const format: InputFormat = { ...plain, width: 10, height: 4, colour, scale: 1 / 255, std: [0.2, 0.3, 0.4] };
      const placement = { left: 1, top: 1, width: 8, height: 3 };
      const aligned = createInputBuffer(format, 114);
      aligned.write(new Uint8Array(bytes), placement);
      // one byte into a buffer words cannot be read
      const shifted = new Uint8Array(bytes.length + 1).subarray(1);
      shifted.set(bytes);
      const unaligned = createInputBuffer(format, 114);
      unaligned.write(shifted, placement);
      expect(aligned.data).toEqual(unaligned.data);
    }),
  );
});
