import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readFile } from 'node:fs/promises';

import { FilmError, parseFilm } from '../../../demo/cameras/h264-film.ts';
import { type FilmStudio, openFilmStudio } from './synthetic-film.ts';

describe('a film for simulated cameras', () => {
  let studio: FilmStudio;
  beforeAll(async () => {
    studio = await openFilmStudio();
  });
  afterAll(() => studio.close());

  it('is split into its pictures, with a keyframe where the encoder put one', async () => {
    const film = parseFilm(await readFile(await studio.film('plain', { seconds: 2, fps: 10, keyframeEvery: 5 })));
    expect(film.units).toHaveLength(20);
    expect(film.units.flatMap((unit, i) => (unit.keyframe ? [i] : []))).toEqual([0, 5, 10, 15]);
  });

  it('has SPS and PPS before each keyframe, and only there', async () => {
    const film = parseFilm(await readFile(await studio.film('sets')));
    for (const unit of film.units) {
      const types = unit.nals.map((nal) => (nal[0] ?? 0) & 0x1f);
      expect(types.includes(7) && types.includes(8)).toBe(unit.keyframe);
      expect(types.filter((type) => type === 7)).toHaveLength(unit.keyframe ? 1 : 0);
    }
  });

  it('with B-frames is refused, because they would be shown in the wrong order', async () => {
    const file = await studio.film('b-frames', { bFrames: 2, keyframeEvery: 10 });
    expect(() => parseFilm(Buffer.from([]))).toThrow(FilmError);
    const bytes = await readFile(file);
    expect(() => parseFilm(bytes)).toThrow(/B-frames/);
  });

  it('of arbitrary bytes is refused with a reason or read, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        try {
          expect(parseFilm(Buffer.from(noise)).units[0]?.keyframe).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(FilmError);
        }
      }),
    );
  });
});
