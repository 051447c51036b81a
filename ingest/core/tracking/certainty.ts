import type { Track } from './track.ts';
import type { CertaintySettings } from './tracker-settings.ts';

/**
 * The track score of multiple hypothesis tracking (Blackman 2004, section IV): found once more, a track is by so much likelier an object
 * than chance; missed, by so much less. Where chance finds much, it takes more looks to be sure.
 */
export function believe(track: Track, dtMs: number, { found, spanMs, most }: CertaintySettings): void {
  const gain = Math.log(found / Math.min(found, track.chance));
  track.certainty = Math.min(most, track.certainty + Math.min(1, dtMs / spanMs) * gain);
}

/** A look that should have found the track did not. */
export function doubt(track: Track, dtMs: number, { found, spanMs, least }: CertaintySettings): void {
  const loss = Math.log(Math.max(1 - found, 1 - track.chance) / (1 - found));
  track.certainty = Math.max(least, track.certainty - Math.min(1, dtMs / spanMs) * loss);
}
