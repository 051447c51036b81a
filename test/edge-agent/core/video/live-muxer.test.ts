import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import type { AccessUnit } from '../../../../edge-agent/core/video/access-unit.ts';
import { createLiveMuxer, type LivePiece } from '../../../../edge-agent/core/video/live-muxer.ts';
import { tempDir } from '../../../support/places.ts';
import { codedFilm, decodedPictures, FIRST_TAKEN_MS, type CodedFilmRecipe } from './coded-film.ts';

let folder: string;
beforeAll(async () => {
  folder = await tempDir();
});

function pieces(units: readonly AccessUnit[]): LivePiece[] {
  const muxer = createLiveMuxer();
  return units.flatMap((unit) => muxer.add(unit) ?? []);
}

async function shown(made: readonly LivePiece[]): Promise<string[]> {
  const file = join(folder, 'live.mp4');
  await writeFile(
    file,
    Buffer.concat(made.flatMap(({ start, fragment }) => [start?.init ?? Buffer.alloc(0), fragment])),
  );
  return decodedPictures(file);
}

describe('a live film', () => {
  const films: readonly (readonly [string, CodedFilmRecipe, { codec: RegExp; width: number; height: number }])[] = [
    [
      'H.264 of main profile',
      { options: ['-profile:v', 'main'] },
      { codec: /^avc1\.4d[0-9a-f]{4}$/, width: 320, height: 180 },
    ],
    ['H.264 with pictures out of order', { bFrames: 2 }, { codec: /^avc1\.64[0-9a-f]{4}$/, width: 320, height: 180 }],
    [
      'H.264 of baseline profile, of a size between macroblocks',
      { size: '354x290', options: ['-profile:v', 'baseline'] },
      { codec: /^avc1\.42[0-9a-f]{4}$/, width: 354, height: 290 },
    ],
    ['H.265', { codec: 'h265' }, { codec: /^hvc1\.1\.6\.L\d+(\.[0-9A-F]+)*$/, width: 320, height: 180 }],
    [
      'H.265 with pictures out of order',
      { codec: 'h265', bFrames: 2, size: '322x182' },
      { codec: /^hvc1/, width: 322, height: 182 },
    ],
  ];
  it.each(films)('%s is read by ffmpeg picture for picture as it was coded', async (_name, recipe, format) => {
    const film = await codedFilm(recipe);
    const made = pieces(film.units);
    expect(made).toHaveLength(film.units.length);
    const [first, ...rest] = made;
    expect(first?.start?.format).toMatchObject({ width: format.width, height: format.height });
    expect(first?.start?.format.codec).toMatch(format.codec);
    expect(rest.filter(({ start }) => start !== undefined)).toEqual([]);
    expect(await shown(made)).toEqual(film.pictures);
  });

  it('begins with a keyframe: what comes before it cannot be shown', async () => {
    const { units, pictures } = await codedFilm();
    const made = pieces(units.slice(2));
    expect(made[0]?.isKey).toBe(true);
    expect(await shown(made)).toEqual(pictures.slice(5));
  });

  it('says of each picture when it was taken and when it is shown', async () => {
    const { units } = await codedFilm();
    for (const { takenMs, mediaS } of pieces(units)) {
      expect(takenMs - FIRST_TAKEN_MS).toBeCloseTo(mediaS * 1000, 3);
    }
  });

  it('begins anew when the camera changes its picture, or its clock', async () => {
    const { units } = await codedFilm();
    const other = await codedFilm({ size: '160x120' });
    const later = (by: number) => (unit: AccessUnit) => ({ ...unit, mediaTime: unit.mediaTime + by });
    const changed = pieces([...units, ...other.units.map(later(180_000))]);
    expect(changed.flatMap(({ start }, i) => (start ? [i] : []))).toEqual([0, 20]);
    const set = pieces([...units, ...units.slice(1).map(later(90_000_000))]);
    expect(set.flatMap(({ start }, i) => (start ? [i] : []))).toEqual([0, 20]);
    expect(set[20]?.mediaS).toBe(0);
    expect(set).toHaveLength(20 + 15);
  });

  it('is made of whole boxes whose times never go back, whatever times and sizes the pictures have', () => {
    const sps = Buffer.from('674d400a9a7405067e3e02dc08080a00000300020000030028', 'hex');
    const key = [sps, Buffer.from('68ee3c80', 'hex'), Buffer.of(0x65, 1, 2)];
    const unit = fc.record({
      step: fc.integer({ min: -200_000, max: 200_000 }),
      nals: fc.array(
        fc.uint8Array({ minLength: 1, maxLength: 300 }).map((nal) => (nal.set([0x41]), nal)),
        { minLength: 1, maxLength: 3 },
      ),
      isKey: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 30 }), (drawn) => {
        const muxer = createLiveMuxer();
        let mediaTime = 1_000_000_000;
        let last = -1;
        for (const { step, nals, isKey } of [{ step: 0, nals: [], isKey: true }, ...drawn]) {
          mediaTime += step;
          const piece = muxer.add({ codec: 'h264', nals: isKey ? key : nals, isKey, mediaTime, takenMs: 1 });
          if (piece === undefined) return;
          const boxes = topBoxes(piece.fragment);
          expect(boxes.map(({ type }) => type)).toEqual(['moof', 'mdat']);
          const sent = isKey ? 4 + 3 : nals.reduce((sum, nal) => sum + 4 + nal.length, 0);
          expect(boxes[1]?.size).toBe(8 + sent);
          const decodeTime = Number(new DataView(piece.fragment.buffer).getBigUint64(8 + 16 + 8 + 16 + 12));
          if (piece.start) last = -1;
          expect(decodeTime).toBeGreaterThan(last);
          last = decodeTime;
        }
      }),
    );
  });

  it('has no picture when the parameter sets are missing or nonsense', () => {
    const slice = Buffer.of(0x65, 1, 2);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.constantFrom('h264', 'h265'), (noise, codec) => {
        const head = codec === 'h264' ? [0x67] : [0x42, 1];
        const nals = [Buffer.of(...head, ...noise), Buffer.of(0x68, 1), slice];
        const piece = createLiveMuxer().add({ codec, nals, isKey: true, mediaTime: 0, takenMs: 0 });
        if (piece?.start) expect(piece.start.format.width).toBeLessThanOrEqual(16_384);
      }),
    );
    expect(
      createLiveMuxer().add({ codec: 'h264', nals: [slice], isKey: true, mediaTime: 0, takenMs: 0 }),
    ).toBeUndefined();
  });
});

function topBoxes(bytes: Uint8Array): { readonly type: string; readonly size: number }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: { type: string; size: number }[] = [];
  for (let at = 0; at < bytes.length; at += found.at(-1)?.size ?? Infinity) {
    found.push({ size: view.getUint32(at), type: Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1') });
  }
  expect(found.reduce((sum, { size }) => sum + size, 0)).toBe(bytes.length);
  return found;
}
