import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import type { AccessUnit } from '../../../../edge-agent/core/video/access-unit.ts';
import { createSegmenter, type SegmentPiece } from '../../../../edge-agent/core/video/segmenter.ts';
import { tempDir } from '../../../support/places.ts';
import { codedFilm, decodedPictures, FIRST_TAKEN_MS, type CodedFilm } from './coded-film.ts';

let folder: string;
let film: CodedFilm;
beforeAll(async () => {
  folder = await tempDir();
  // Ten pictures a second, a keyframe every half second.
  film = await codedFilm({ frames: 30 });
});

type Files = { readonly fromMs: number; readonly format: string; readonly bytes: Uint8Array[] }[];

function filesOf(pieces: readonly SegmentPiece[]): Files {
  const files: Files = [];
  for (const piece of pieces) {
    if (piece.kind === 'begin') files.push({ fromMs: piece.fromMs, format: piece.format, bytes: [piece.bytes] });
    else (files.at(-1) ?? expect.fail()).bytes.push(piece.bytes);
  }
  return files;
}

function cut(units: readonly AccessUnit[], segmentMs = 1000): Files {
  const segmenter = createSegmenter(segmentMs);
  return filesOf([...units.flatMap((unit) => segmenter.add(unit)), ...segmenter.end()]);
}

async function shown(file: Files[number] | undefined): Promise<string[]> {
  const path = join(folder, 'segment.mp4');
  await writeFile(path, Buffer.concat(file?.bytes ?? []));
  return decodedPictures(path);
}

describe('a recording', () => {
  it('is cut at the first keyframe after so long, and ffmpeg finds every picture in it, in order', async () => {
    const files = cut(film.units, 900);
    expect(files.map(({ fromMs }) => fromMs - FIRST_TAKEN_MS)).toEqual([0, 1000, 2000]);
    const pictures: string[] = [];
    for (const file of files) pictures.push(...(await shown(file)));
    expect(pictures).toEqual(film.pictures);
  });

  it('of H.265, and of pictures out of order, is read just the same', async () => {
    const { units, pictures } = await codedFilm({ frames: 10, codec: 'h265', bFrames: 2 });
    const [file, ...more] = cut(units, 60_000);
    expect(more).toEqual([]);
    expect(await shown(file)).toEqual(pictures);
  });

  it('can be read though it was not finished: all but the picture that was held back', async () => {
    const segmenter = createSegmenter(60_000);
    const [file] = filesOf(film.units.slice(0, 13).flatMap((unit) => segmenter.add(unit)));
    expect(await shown(file)).toEqual(film.pictures.slice(0, 12));
  });

  it('begins with a keyframe, also after an interruption', () => {
    const segmenter = createSegmenter(60_000);
    expect(film.units.slice(1, 5).flatMap((unit) => segmenter.add(unit))).toEqual([]);
    const first = film.units.slice(5, 8).flatMap((unit) => segmenter.add(unit));
    expect(first.map(({ kind }) => kind)).toEqual(['begin', 'more', 'more']);
    expect(segmenter.end().map(({ kind }) => kind)).toEqual(['more']);
    expect(segmenter.end()).toEqual([]);
    const later = film.units.slice(8, 12).flatMap((unit) => segmenter.add(unit));
    expect(filesOf(later).map(({ fromMs }) => fromMs - FIRST_TAKEN_MS)).toEqual([1000]);
  });

  it('is another file when the pictures change, under another name for what can be joined', async () => {
    const wide = await codedFilm({ frames: 10, size: '400x180' });
    const again = film.units.slice(0, 5);
    const files = cut([...film.units.slice(0, 5), ...wide.units, ...again], 60_000);
    const [first, second, third, ...more] = files;
    expect(more).toEqual([]);
    expect(second?.format).not.toBe(first?.format);
    expect(third?.format).toBe(first?.format);
    expect(await shown(second)).toEqual(wide.pictures);
  });
});
