import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FILM_FPS } from '../../../demo/film.ts';
import { type AccessUnit, parseFilm } from '../../../demo/cameras/h264-film.ts';

/** A film that every camera of a run plays in a loop, each from another place. */
export interface Programme {
  readonly name: 'day' | 'moving';
  /** H.264 Annex B. */
  readonly film: string;
  /** Pictures until it begins anew. */
  readonly length: number;
  /** Of which so many at its beginning show movement; the rest is the quiet scene. */
  readonly moving: number;
}

/** Pictures of the clip: whole groups of pictures, so that it can be followed by others, and an even number of them. */
export const CLIP_PICTURES = 780;
/** The clip is 15 % of a day. */
const DAY_PICTURES = 5200;

/** Makes both programmes of the clip and the quiet film; they are kept in `folder`. */
export async function makeProgrammes(
  clip: string,
  quiet: string,
  folder: string,
): Promise<Record<'day' | 'moving', Programme>> {
  const moving = {
    name: 'moving',
    film: join(folder, 'moving.h264'),
    length: CLIP_PICTURES,
    moving: CLIP_PICTURES,
  } as const;
  const day = { name: 'day', film: join(folder, 'day.h264'), length: DAY_PICTURES, moving: CLIP_PICTURES } as const;
  if (existsSync(moving.film) && existsSync(day.film)) return { day, moving };
  const ofClip = parseFilm(await readFile(clip)).units.slice(0, CLIP_PICTURES);
  const still = parseFilm(await readFile(quiet)).units;
  const ofQuiet = Array.from({ length: DAY_PICTURES - CLIP_PICTURES }, (_, at) => still[at % still.length]);
  await writeFile(moving.film, annexB(ofClip));
  await writeFile(day.film, annexB([...ofClip, ...ofQuiet]));
  return { day, moving };
}

/** Milliseconds into the programme at which picture number `picture` of a camera is shown. */
export function pictureMs(picture: number): number {
  return (picture * 1000) / FILM_FPS;
}

function annexB(units: readonly (AccessUnit | undefined)[]): Buffer {
  const startCode = Buffer.from([0, 0, 0, 1]);
  return Buffer.concat(units.flatMap((unit) => (unit?.nals ?? []).flatMap((nal) => [startCode, nal])));
}
