import { SightingStrips } from './sighting-strips.ts';
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

/** Detections remembered at most, those that proved to be objects included; of more, the last ones. */
const CAPACITY = 4096;

/**
 * Chance is counted, not modelled: boxes scattered all over the picture and a tree that looks like somebody for a moment, again and
 * again, both show as detections at this place that no object owns. A detection is judged when it is asked for: what belongs to a track
 * that has been confirmed since was no chance.
 */
export function createClutterMemory(settings: ClutterSettings): ClutterMemory {
  /** What may have been chance, oldest first: when, as the how-manieth of all detections, what, and whose. */
  const times: number[] = [];
  const numbers: number[] = [];
  const sightings: Sighting[] = [];
  const owners: (Track | null)[] = [];
  const strips = new SightingStrips();
  let isLaidOut = false;
  let remembered = 0;
  const looks: number[] = [];
  let nowMs = 0;

  function forget(): void {
    const since = nowMs - settings.memoryMs;
    let kept = 0;
    for (let at = 0; at < times.length; at++) {
      const owner = owners[at] as Track | null;
      const isTooOld = (times[at] as number) < since || (numbers[at] as number) <= remembered - CAPACITY;
      if (isTooOld || owner?.wasConfirmed === true) continue;
      times[kept] = times[at] as number;
      numbers[kept] = numbers[at] as number;
      sightings[kept] = sightings[at] as Sighting;
      owners[kept] = owner;
      kept++;
    }
    times.length = kept;
    numbers.length = kept;
    sightings.length = kept;
    owners.length = kept;
  }

  return {
    look(steadyMs) {
      nowMs = steadyMs;
      looks.push(steadyMs);
      while ((looks[0] as number) < nowMs - settings.memoryMs) looks.shift();
      forget();
      isLaidOut = false;
    },
    remember(sighting, track) {
      remembered++;
      if (track?.wasConfirmed === true) return;
      times.push(nowMs);
      numbers.push(remembered);
      sightings.push(sighting);
      owners.push(track);
    },
    chanceAt(sighting, pad, least) {
      // What this look itself has found does not count: it lies behind the earlier ones.
      if (!isLaidOut) strips.fill(sightings.slice(0, firstAt(times, nowMs)));
      isLaidOut = true;
      const padding = pad * Math.sqrt(sighting.w * sighting.h);
      const far = sighting.w / 2 + strips.reach + 2 * padding;
      const oldest = remembered - CAPACITY;
      let found = 0;
      const end = strips.to(sighting.cx + far);
      for (let at = strips.from(sighting.cx - far); at < end; at++) {
        if (Math.abs((strips.cx[at] as number) - sighting.cx) > far) continue;
        const index = strips.indexes[at] as number;
        const other = sightings[index] as Sighting;
        if (other.group !== sighting.group || owners[index]?.wasConfirmed === true) continue;
        if ((numbers[index] as number) > oldest && fits(sighting, other, padding) >= least) found++;
      }
      const { firstChance, firstLooks } = settings;
      return (found + firstChance * firstLooks) / (looks.length + firstLooks);
    },
  };
}

/** Position of the first of rising times that is `atMs`; their number where none is. */
function firstAt(times: readonly number[], atMs: number): number {
  let first = times.length;
  while (first > 0 && times[first - 1] === atMs) first--;
  return first;
}

function fits(a: Sighting, b: Sighting, pad: number): number {
  const w = Math.min(a.cx + a.w / 2, b.cx + b.w / 2) - Math.max(a.cx - a.w / 2, b.cx - b.w / 2) + 2 * pad;
  if (w <= 0) return 0;
  const h = Math.min(a.cy + a.h / 2, b.cy + b.h / 2) - Math.max(a.cy - a.h / 2, b.cy - b.h / 2) + 2 * pad;
  if (h <= 0) return 0;
  const shared = w * h;
  const all = (a.w + 2 * pad) * (a.h + 2 * pad) + (b.w + 2 * pad) * (b.h + 2 * pad) - shared;
  return (shared / all) * (Math.min(a.h, b.h) / Math.max(a.h, b.h));
}
