import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { crc32 } from '../../../edge-agent/core/crc32.ts';
import { formatReadingLine, parseReadingLine } from '../../../edge-agent/core/reading-line.ts';

const reading = fc.record({
  seq: fc.integer({ min: 1, max: 2 ** 40 }),
  sensorId: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,63}$/),
  at: fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
  value: fc.double({ min: -1e12, max: 1e12, noNaN: true }).map((value) => value + 0),
});

describe('a line of the readings’ store', () => {
  it('says again exactly what was written', () => {
    fc.assert(
      fc.property(reading, (written) => {
        const line = formatReadingLine(written);
        expect(line.endsWith('\n')).toBe(true);
        expect(parseReadingLine(line.slice(0, -1))).toEqual(written);
      }),
    );
  });

  it('with any one character changed, or cut anywhere, is known as damaged', () => {
    fc.assert(
      fc.property(reading, fc.nat(), fc.integer({ min: 33, max: 126 }), (written, at, code) => {
        const line = formatReadingLine(written).slice(0, -1);
        const place = at % line.length;
        expect(parseReadingLine(line.slice(0, place))).toBeUndefined();
        const other = String.fromCharCode(code);
        if (line[place] === other) return;
        expect(parseReadingLine(line.slice(0, place) + other + line.slice(place + 1))).toBeUndefined();
      }),
    );
  });

  it('is guarded by the CRC everybody knows', () => {
    expect(crc32('123456789')).toBe(0xcbf43926);
  });
});
