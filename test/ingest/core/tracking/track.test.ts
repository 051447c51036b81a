import { describe, expect, it } from 'vitest';
import { createAffinityTable } from '../../../../ingest/core/tracking/affinity.ts';
import { motionStep, position, predictFilter } from '../../../../ingest/core/tracking/axis-filter.ts';
import { createTrackMemories } from '../../../../ingest/core/tracking/track-memory.ts';
import { bornTrack, seeTrack, type Sighting, type Track } from '../../../../ingest/core/tracking/track.ts';
import { TRACKER_DEFAULTS } from '../../../../ingest/core/tracking/tracker-settings.ts';

const { noise, affinity } = TRACKER_DEFAULTS;

function aSighting(cx: number, cy = 0.5): Sighting {
  return { className: 'person', group: 'person', score: 0.9, cx, cy, w: 0.08, h: 0.2 };
}

/** A track seen at these places, one every 100 ms; null where it was not found. */
function aTrack(places: readonly (number | null)[]): Track {
  const track = bornTrack(1, aSighting(places[0] ?? 0), 0, 0, noise, 0.01, createTrackMemories().take());
  for (const [at, place] of places.entries()) {
    if (at === 0) continue;
    predictFilter(track.filter, motionStep(0.1, noise));
    if (place === null) track.missedLooks++;
    else seeTrack(track, aSighting(place), at * 100, at * 0.1, 1);
  }
  return track;
}

/** What it costs a track to be continued to the right of 0.1, and as far to the left. */
function costsFor(track: Track): [number, number] {
  const { columnOf, costOf } = createAffinityTable(affinity).compare(
    [track],
    [aSighting(0.14), aSighting(0.06)],
    'last-seen',
    0,
  );
  const costAt = (column: number): number => costOf[columnOf.subarray(0, 2).indexOf(column)] ?? NaN;
  return [costAt(0), costAt(1)];
}

describe('a track', () => {
  it('is where it was seen after a gap, although it has turned back meanwhile', () => {
    const there = Array.from({ length: 11 }, (_, i) => 0.01 * i);
    const track = aTrack([...there, ...Array.from({ length: 8 }, () => null), 0.01]);
    expect(Math.abs(position(track.filter, 0) - 0.01)).toBeLessThan(0.003);
  });

  it('is thought rather to go on than to turn back', () => {
    const track = aTrack([0, 0.02, 0.04, 0.06, 0.08, 0.1]);
    const [onward, back] = costsFor(track);
    expect(onward).toBeLessThan(back - 0.1);
    const [right, left] = costsFor(aTrack([0.1, 0.1, 0.1, 0.1]));
    expect(right).toBeCloseTo(left, 9);
  });
});
