import { describe, expect, it } from 'vitest';
import { createClutterMemory } from '../../../../ingest/core/tracking/clutter-memory.ts';
import type { ScoredBox } from '../../../../ingest/core/tracking/scored-box.ts';
import { createTrackMemories } from '../../../../ingest/core/tracking/track-memory.ts';
import { bornTrack, type Sighting, type Track } from '../../../../ingest/core/tracking/track.ts';
import { createTracker } from '../../../../ingest/core/tracking/tracker.ts';
import { TRACKER_DEFAULTS } from '../../../../ingest/core/tracking/tracker-settings.ts';

const { certainty, noise } = TRACKER_DEFAULTS;
const tree: Sighting = { className: 'person', group: 'person', score: 0.5, cx: 0.5, cy: 0.5, w: 0.08, h: 0.2 };
const elsewhere: Sighting = { ...tree, cx: 0.9 };

/** The chance at the tree and elsewhere after so many looks at the tree, the last `awayMs` ago. */
function chances(looks: number, track: Track | null, awayMs = 40): readonly [number, number] {
  const memory = createClutterMemory(certainty);
  for (let at = 0; at < looks; at++) {
    memory.look(at * 40);
    memory.remember(tree, track);
  }
  memory.look(looks * 40 + awayMs);
  return [memory.chanceAt(tree, 0.1, 0.42), memory.chanceAt(elsewhere, 0.1, 0.42)];
}

describe('what chance finds', () => {
  it('is expected again at the place where it was found and no track owns it', () => {
    const [here, there] = chances(50, null);
    expect(here).toBeGreaterThan(0.4);
    expect(there).toBeLessThanOrEqual(certainty.firstChance);
  });

  it('is no longer chance once its track has been confirmed', () => {
    const track = bornTrack(1, tree, 0, 0, noise, 0.01, createTrackMemories().take());
    expect(chances(50, track)[0]).toBeGreaterThan(0.4);
    track.wasConfirmed = true;
    expect(chances(50, track)[0]).toBeLessThanOrEqual(certainty.firstChance);
  });

  it('is forgotten after the time of the memory', () => {
    expect(chances(50, null, certainty.memoryMs + 40)[0]).toBeCloseTo(certainty.firstChance, 2);
  });
});

/** Numbers 0..1, the same every time. */
function random(at: number): number {
  const wave = Math.sin(at * 12.9898) * 43758.5453;
  return wave - Math.floor(wave);
}

/** Boxes of the size of people that are anywhere for one look: two of them as sure as a person. */
function scattered(look: number): ScoredBox[] {
  return Array.from({ length: 6 }, (_, i) => {
    const x = 0.9 * random(look * 40 + i);
    const y = 0.8 * random(look * 40 + i + 20);
    return { className: 'person', score: i < 2 ? 0.6 : 0.3, box: { x, y, w: 0.06, h: 0.2 } };
  });
}

function walker(look: number): ScoredBox {
  return { className: 'person', score: 0.6, box: { x: 0.2 + 0.002 * look, y: 0.4, w: 0.06, h: 0.2 } };
}

/** Looks in which something is drawn, per object drawn, over 10 s at 25 looks per second. */
function drawn(picture: (look: number) => ScoredBox[]): Map<number, number> {
  const tracker = createTracker();
  const looks = new Map<number, number>();
  for (let look = 0; look < 250; look++) {
    for (const { id, shown } of tracker.update(look * 40, picture(look))) {
      if (shown) looks.set(id, (looks.get(id) ?? 0) + 1);
    }
  }
  return looks;
}

describe('a tracker among false detections', () => {
  it('draws next to nothing where boxes are scattered about', () => {
    const all = [...drawn(scattered).values()].reduce((sum, looks) => sum + looks, 0);
    // Of 1500 boxes in 250 looks.
    expect(all).toBeLessThan(60);
  });

  it('follows somebody who walks through them under one id', () => {
    const looks = drawn((look) => [...scattered(look), walker(look)]);
    expect(Math.max(...looks.values())).toBeGreaterThan(235);
  });

  describe('where something stands', () => {
    const standing = { className: 'person', score: 0.6, box: { x: 0.5, y: 0.4, w: 0.06, h: 0.2 } };
    /** Found in this share of the looks, in runs, as detectors do. */
    const flickering = (share: number) => (look: number) => (random(Math.floor(look / 3)) < share ? [standing] : []);
    const shown = (picture: (look: number) => ScoredBox[]): number =>
      [...drawn(picture).values()].reduce((sum, looks) => sum + looks, 0);

    it('draws little of what is found in three looks of ten and never went anywhere', () => {
      expect(shown(flickering(0.3))).toBeLessThan(60);
    });

    it('draws somebody who waits and is found in nine looks of ten', () => {
      expect(shown(flickering(0.9))).toBeGreaterThan(225);
    });

    it('draws somebody who walked there, even when they are found in six looks of ten from then on', () => {
      const there = flickering(0.6);
      const arrives = (look: number): ScoredBox[] =>
        look < 50 ? [{ ...standing, box: { ...standing.box, x: 0.3 + 0.004 * look } }] : there(look);
      expect(shown(arrives)).toBeGreaterThan(50 + 0.55 * 200);
    });
  });

  it('draws a walker at the second look where nothing false is found', () => {
    expect(drawn((look) => [walker(look)])).toEqual(new Map([[1, 249]]));
  });
});
