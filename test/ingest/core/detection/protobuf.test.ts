import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  allNumbers,
  allTexts,
  bytesField,
  numberField,
  readFields,
  textField,
  writeFields,
  type Field,
} from '../../../../ingest/core/detection/protobuf.ts';

const no = fc.integer({ min: 1, max: 1000 });
const field: fc.Arbitrary<Field> = fc.oneof(
  fc.record({ no, wire: fc.constant('varint' as const), value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }),
  fc.record({ no, wire: fc.constant('bytes' as const), value: fc.uint8Array() }),
  fc.record({ no, wire: fc.constant('fixed64' as const), value: fc.uint8Array({ minLength: 8, maxLength: 8 }) }),
  fc.record({ no, wire: fc.constant('fixed32' as const), value: fc.uint8Array({ minLength: 4, maxLength: 4 }) }),
);

test('what is written is read again', () => {
  fc.assert(
    fc.property(fc.array(field), (fields) => {
      const back = readFields(writeFields(fields));
      expect(back.map((f) => ({ ...f, value: String(f.value) }))).toEqual(
        fields.map((f) => ({ ...f, value: String(f.value) })),
      );
    }),
  );
});

test('bytes that are no message are refused as such', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        readFields(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
  for (const bytes of [[0x0a, 5, 1], [0x08], [0x08, ...Array<number>(11).fill(0xff)], [0x0b], [0x02, 0]]) {
    expect(() => readFields(Uint8Array.from(bytes))).toThrow(RangeError);
  }
});

test('negative numbers, packed numbers and texts keep their value', () => {
  const fields = readFields(
    writeFields([
      numberField(3, -7),
      numberField(3, 300),
      bytesField(3, Uint8Array.from([1, 0xac, 2])),
      textField(4, 'Đầm Vạc'),
    ]),
  );
  expect(allNumbers(fields, 3)).toEqual([-7, 300, 1, 300]);
  expect(allTexts(fields, 4)).toEqual(['Đầm Vạc']);
});
