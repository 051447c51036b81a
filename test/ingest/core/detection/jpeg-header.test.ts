import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readJpegHeader } from '../../../../ingest/core/detection/jpeg-header.ts';

const image = sharp({ create: { width: 321, height: 123, channels: 3, background: '#a05020' } });
const baseline = await image.clone().jpeg().toBuffer();
const progressive = await image
  .clone()
  .jpeg({ progressive: true })
  .withExif({ IFD0: { Copyright: 'x'.repeat(999) } })
  .toBuffer();

test.each([
  ['baseline', baseline],
  ['progressive with metadata', progressive],
  ['padded behind its end', Buffer.concat([baseline, Buffer.alloc(500)])],
])('the size of a %s JPEG is read', (_kind, bytes) => {
  expect(readJpegHeader(bytes)).toEqual({ ok: true, width: 321, height: 123 });
});

test('a JPEG cut short anywhere is refused', () => {
  for (let length = 0; length < baseline.length - 1; length++) {
    expect(readJpegHeader(baseline.subarray(0, length)).ok).toBe(false);
  }
});

test('other files and nothing at all are not JPEG', () => {
  for (const bytes of [Buffer.from('GIF89a'), Buffer.alloc(0), Buffer.from([0xff, 0xd8]), Buffer.alloc(64)]) {
    expect(readJpegHeader(bytes)).toMatchObject({ ok: false, reason: 'not-jpeg' });
  }
});

test('a picture of no pixels is damaged', () => {
  const flat = Buffer.from(baseline);
  const frame = flat.indexOf(Buffer.from([0xff, 0xc0]));
  flat.writeUInt16BE(0, frame + 5);
  expect(readJpegHeader(flat)).toMatchObject({ ok: false, reason: 'damaged', detail: '321×0 pixels' });
});

test('whatever bytes follow the first marker, there is an answer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const header = readJpegHeader(Uint8Array.from([0xff, 0xd8, ...bytes]));
      if (header.ok) expect(header.width * header.height).toBeGreaterThan(0);
      else expect(header.detail).not.toBe('');
    }),
    { numRuns: 2000 },
  );
});
