import type { Sighting } from './track.ts';

/** More strips than this save nothing. */
const MOST_STRIPS = 128;

/**
 * Sightings laid out in strips from left to right, so that those near a place are found without asking all. Numbers only, in arrays that
 * are used again for the next look. Within a strip the order is that of the sightings given.
 */
export class SightingStrips {
  /** What was laid out, as it was given. */
  sightings: readonly Sighting[] = [];
  /** Half the width of the widest. */
  reach = 0;
  /** By position: which sighting lies there, its centre, and half its sides. */
  indexes = new Int32Array(0);
  cx = new Float64Array(0);
  cy = new Float64Array(0);
  halfW = new Float64Array(0);
  halfH = new Float64Array(0);
  private readonly starts = new Int32Array(MOST_STRIPS + 1);
  private strips = 1;
  private left = 0;
  private perUnit = 0;

  fill(sightings: readonly Sighting[]): void {
    this.sightings = sightings;
    const count = sightings.length;
    if (this.indexes.length < count) this.reserve(2 * count);
    let left = Infinity;
    let right = -Infinity;
    let widest = 0;
    for (let index = 0; index < count; index++) {
      const { cx, w } = sightings[index] as Sighting;
      if (cx < left) left = cx;
      if (cx > right) right = cx;
      if (w > widest) widest = w;
    }
    this.reach = widest / 2;
    this.left = left;
    this.strips = right > left ? Math.min(MOST_STRIPS, Math.max(1, count >> 1)) : 1;
    this.perUnit = this.strips > 1 ? this.strips / (right - left) : 0;
    this.sort();
  }

  /** Positions from here on may lie at `x` or right of it. */
  from(x: number): number {
    return this.starts[this.stripAt(x)] as number;
  }

  /** Positions before this may lie at `x` or left of it. */
  to(x: number): number {
    return this.starts[this.stripAt(x) + 1] as number;
  }

  private stripAt(x: number): number {
    const strip = Math.floor((x - this.left) * this.perUnit);
    return strip > 0 ? Math.min(this.strips - 1, strip) : 0;
  }

  /** Counting sort: how many lie in each strip, where each strip begins, then everything into its place. */
  private sort(): void {
    const { sightings, starts, strips } = this;
    starts.fill(0, 0, strips + 1);
    for (const { cx } of sightings) {
      const after = this.stripAt(cx) + 1;
      starts[after] = (starts[after] as number) + 1;
    }
    for (let strip = 0; strip < strips; strip++) {
      starts[strip + 1] = (starts[strip + 1] as number) + (starts[strip] as number);
    }
    // From the last to the first, so that each strip's end moves down to its beginning.
    for (let index = sightings.length - 1; index >= 0; index--) {
      const { cx, cy, w, h } = sightings[index] as Sighting;
      const after = this.stripAt(cx) + 1;
      const position = (starts[after] as number) - 1;
      starts[after] = position;
      this.indexes[position] = index;
      this.cx[position] = cx;
      this.cy[position] = cy;
      this.halfW[position] = w / 2;
      this.halfH[position] = h / 2;
    }
    for (let strip = 0; strip < strips; strip++) starts[strip] = starts[strip + 1] as number;
    starts[strips] = sightings.length;
  }

  private reserve(capacity: number): void {
    this.indexes = new Int32Array(capacity);
    this.cx = new Float64Array(capacity);
    this.cy = new Float64Array(capacity);
    this.halfW = new Float64Array(capacity);
    this.halfH = new Float64Array(capacity);
  }
}
