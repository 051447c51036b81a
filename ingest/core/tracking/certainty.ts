import type { Track } from './track.ts';
import type { CertaintySettings } from './tracker-settings.ts';

/**
 * The track score of multiple hypothesis tracking (Blackman 2004, section IV): found once more, a track is by so much likelier an object
 * than chance; missed, by so much less. Where chance finds much, it takes more looks to be sure.
 * @param weight 0..1, of a find that says less than others.
 */
export function believe(track: Track, dtMs: number, settings: CertaintySettings, weight = 1): void {
  const { found, spanMs, most } = settings;
  const gain = Math.log(found / Math.min(found, chanceOf(track, settings)));
  count(track, dtMs, dtMs, settings);
  track.certainty = Math.min(most, track.certainty + weight * Math.min(1, dtMs / spanMs) * gain);
}

/** A look that should have found the track did not. */
export function doubt(track: Track, dtMs: number, settings: CertaintySettings): void {
  const { found, spanMs, least } = settings;
  const loss = Math.log(Math.max(1 - found, 1 - chanceOf(track, settings)) / (1 - found));
  count(track, dtMs, 0, settings);
  track.certainty = Math.max(least, track.certainty - Math.min(1, dtMs / spanMs) * loss);
}

/**
 * Something in the background that looks like somebody now and then is found at its own rate by chance. Only what has gone somewhere is
 * no background; what never did, and is found in fewer looks than an object would be, grows doubtful.
 */
function chanceOf(track: Track, { flickerMs }: CertaintySettings): number {
  if (track.hasGone) return track.chance;
  return Math.max(track.chance, track.foundMs / (track.lookedForMs + flickerMs));
}

function count(track: Track, dtMs: number, foundMs: number, { flickerMemoryMs }: CertaintySettings): void {
  const kept = Math.exp(-dtMs / flickerMemoryMs);
  track.lookedForMs = kept * track.lookedForMs + dtMs;
  track.foundMs = kept * track.foundMs + foundMs;
}
