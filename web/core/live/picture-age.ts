import type { WatchWord } from './watch-mode.ts';

/** How old the picture on screen is, in the terms in which it is told. */
export type PictureAge =
  | { readonly is: 'now' }
  | { readonly is: 'behind'; readonly seconds: number }
  /** Too long ago to be counted in seconds, or from a clock that is ahead of everybody's. */
  | { readonly is: 'past'; readonly takenMs: number }
  | { readonly is: 'unknown' };

/** What is said on a picture: how it is watched, unless it is called live and is not. */
export type PictureWord = WatchWord | Exclude<PictureAge['is'], 'now'>;

/** As long as this after it was taken a picture shows what is so now. */
const NOW_MS = 3000;
const COUNTED_MS = 60_000;
/** The clocks of a camera's host and of the server differ a little. */
const CLOCKS_DIFFER_MS = 2000;
/** Stills of a quiet camera come every ten seconds and take a moment. */
const STILL_MS = 15_000;

/**
 * The age of a picture. Both moments in epoch ms: when it was taken, by the camera's or its agent's clock, and now by the server's.
 * A picture from the future has a clock that tells nothing: it is never taken for new.
 */
export function pictureAge(takenMs: number | null, nowMs: number): PictureAge {
  if (takenMs === null) return { is: 'unknown' };
  const ageMs = nowMs - takenMs;
  if (ageMs < -CLOCKS_DIFFER_MS || ageMs >= COUNTED_MS) return { is: 'past', takenMs };
  return ageMs <= NOW_MS ? { is: 'now' } : { is: 'behind', seconds: Math.floor(ageMs / 1000) };
}

/** The word on a picture, its age, and whether that is more than the way it is watched explains. */
export function captionOf(
  word: WatchWord,
  takenMs: number | null,
  nowMs: number,
): { readonly says: PictureWord; readonly age: PictureAge; readonly isOld: boolean } {
  const age = pictureAge(takenMs, nowMs);
  const says = word === 'live' && age.is !== 'now' ? age.is : word;
  const isOld = age.is === 'past' || (age.is === 'behind' && (word === 'live' || age.seconds * 1000 > STILL_MS));
  return { says, age, isOld };
}
