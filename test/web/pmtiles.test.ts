import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  findPmtilesEntry,
  parsePmtilesDirectory,
  parsePmtilesHeader,
  pmtilesTileId,
} from '../../web/core/map/pmtiles.ts';
import { openPmtiles } from '../../web/edges/pmtiles-source.ts';

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];

/** An archive as its specification says, with one zipped root directory and PNG tiles. */
function anArchive(tiles: readonly { readonly id: number; readonly bytes: Uint8Array }[]): Uint8Array {
  const sorted = [...tiles].sort((a, b) => a.id - b.id);
  const deltas = sorted.map(({ id }, i) => id - (sorted[i - 1]?.id ?? 0));
  const directory = gzipSync(
    Uint8Array.from([
      ...varint(sorted.length),
      ...deltas.flatMap(varint),
      ...sorted.flatMap(() => varint(1)),
      ...sorted.flatMap(({ bytes }) => varint(bytes.length)),
      ...sorted.flatMap((_, i) => varint(i === 0 ? 1 : 0)),
    ]),
  );
  const header = Buffer.alloc(127);
  header.write('PMTiles');
  header.writeUInt8(3, 7);
  header.writeBigUInt64LE(127n, 8);
  header.writeBigUInt64LE(BigInt(directory.length), 16);
  header.writeBigUInt64LE(BigInt(127 + directory.length), 56);
  header.writeUInt8(2, 97);
  header.writeUInt8(1, 98);
  header.writeUInt8(2, 99);
  header.writeUInt8(0, 100);
  header.writeUInt8(14, 101);
  return Buffer.concat([header, directory, ...sorted.map(({ bytes }) => bytes)]);
}

const serving =
  (archive: Uint8Array): typeof fetch =>
  async (_url, init) => {
    const range = new Headers(init?.headers).get('range') ?? '';
    const [, from = '0', to = '0'] = /bytes=(\d+)-(\d+)/.exec(range) ?? [];
    return new Response(archive.slice(Number(from), Number(to) + 1), { status: 206 });
  };

test('tiles are numbered along the Hilbert curve as the specification lists them', () => {
  const listed = [
    [0, 0, 0, 0],
    [1, 0, 0, 1],
    [1, 0, 1, 2],
    [1, 1, 1, 3],
    [1, 1, 0, 4],
    [2, 0, 0, 5],
    [12, 3423, 1763, 19_078_479],
  ] as const;
  for (const [z, x, y, id] of listed) expect(pmtilesTileId(z, x, y), `${z}/${x}/${y}`).toBe(id);
});

test('no two tiles of a zoom level share a number', () => {
  const ids = new Set<number>();
  for (let x = 0; x < 32; x++) for (let y = 0; y < 32; y++) ids.add(pmtilesTileId(5, x, y));
  expect(ids.size).toBe(1024);
});

test('every tile written into an archive is read back, and others are not there', async () => {
  const places = fc.uniqueArray(fc.record({ z: fc.integer({ min: 0, max: 14 }), x: fc.nat(0), y: fc.nat(0) }), {
    minLength: 1,
    maxLength: 10,
    selector: ({ z }) => z,
  });
  await fc.assert(
    fc.asyncProperty(places, async (list) => {
      const tiles = list.map(({ z, x, y }, i) => ({ id: pmtilesTileId(z, x, y), bytes: Uint8Array.from([137, i, z]) }));
      const source = await openPmtiles('https://tiles.example/city.pmtiles', serving(anArchive(tiles)));
      expect(source.header).toMatchObject({ tiles: 'png', maxZoom: 14 });
      for (const [i, { z, x, y }] of list.entries()) {
        expect(new Uint8Array((await source.tile(z, x, y)) ?? new ArrayBuffer(0))).toEqual(
          Uint8Array.from([137, i, z]),
        );
      }
      expect(await source.tile(14, 5, 9)).toBeNull();
    }),
    { numRuns: 25 },
  );
});

test('a run of equal tiles is one entry', () => {
  const entry = { tileId: 10, run: 5, offset: 0, length: 3 };
  expect(findPmtilesEntry([entry], 14)).toBe(entry);
  expect(findPmtilesEntry([entry], 15)).toBeNull();
});

test('what is no archive is refused with a reason, not with a crash', async () => {
  expect(() => parsePmtilesHeader(new ArrayBuffer(127))).toThrow('not a PMTiles archive');
  expect(() => parsePmtilesHeader(new ArrayBuffer(3))).toThrow('127 bytes');
  const noRanges: typeof fetch = async () => new Response('all of it', { status: 200 });
  await expect(openPmtiles('https://tiles.example/x', noRanges)).rejects.toThrow('range request');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        parsePmtilesDirectory(bytes);
      } catch (error) {
        expect(String(error)).toContain('PMTiles directory');
      }
    }),
  );
});
