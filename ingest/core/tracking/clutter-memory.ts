import type { Sighting, Track } from './track.ts';

/** Remembers where things were found lately that turned out to be nothing, and tells how often chance alone finds one at a place. */
export interface ClutterMemory {
  /** One look begins; `steadyMs` on the tracker's own clock. */
  look(steadyMs: number): void;
  /** A detection of this look, and the track that took it, if any. */
  remember(sighting: Sighting, track: Track | null): void;
  /**
   * Expected number of chance detections per look that would fit a track at `sighting`: that are alike by `least` or more (as the
   * tracker compares boxes) when both are widened by `pad` sizes.
   */
  chanceAt(sighting: Sighting, pad: number, least: number): number;
}

/** What a memory is made with. */
export interface ClutterSettings {
  /** How far back it reaches. */
  readonly memoryMs: number;
  /** Chance of one more detection at a place before anything is known, and the looks that this counts for. */
  readonly firstChance: number;
  readonly firstLooks: number;
}

/** Detections remembered at most; of more, the last ones. */
const CAPACITY = 4096;

interface Found {
  readonly atMs: number;
  readonly sighting: Sighting;
  readonly track: Track | null;
}

/**
 * Chance is counted, not modelled: boxes scattered all over the picture and a tree that looks like somebody for a moment, again and
 * again, both show as detections at this place that no object owns. A detection is judged when it is asked for: what belongs to a track
 * that has been confirmed since was no chance.
 */
export function createClutterMemory(settings: ClutterSettings): ClutterMemory {
  const ring: Found[] = [];
  let next = 0;
  const looks: number[] = [];
  let nowMs = 0;

  return {
    look(steadyMs) {
      nowMs = steadyMs;
      looks.push(steadyMs);
      while ((looks[0] as number) < nowMs - settings.memoryMs) looks.shift();
    },
    remember(sighting, track) {
      ring[next] = { atMs: nowMs, sighting, track };
      next = (next + 1) % CAPACITY;
    },
    chanceAt(sighting, pad, least) {
      const since = nowMs - settings.memoryMs;
      let found = 0;
      for (const { atMs, sighting: other, track } of ring) {
        if (atMs < since || atMs === nowMs || other.group !== sighting.group) continue;
        if (track?.wasConfirmed === true) continue;
        if (fits(sighting, other, pad) >= least) found++;
      }
      const { firstChance, firstLooks } = settings;
      return (found + firstChance * firstLooks) / (looks.length + firstLooks);
    },
  };
}

function fits(a: Sighting, b: Sighting, padSizes: number): number {
  const pad = padSizes * Math.sqrt(a.w * a.h);
  const w = Math.min(a.cx + a.w / 2, b.cx + b.w / 2) - Math.max(a.cx - a.w / 2, b.cx - b.w / 2) + 2 * pad;
  if (w <= 0) return 0;
  const h = Math.min(a.cy + a.h / 2, b.cy + b.h / 2) - Math.max(a.cy - a.h / 2, b.cy - b.h / 2) + 2 * pad;
  if (h <= 0) return 0;
  const shared = w * h;
  const all = (a.w + 2 * pad) * (a.h + 2 * pad) + (b.w + 2 * pad) * (b.h + 2 * pad) - shared;
  return (shared / all) * (Math.min(a.h, b.h) / Math.max(a.h, b.h));
}
