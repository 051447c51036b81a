/** Pictures of a street that never was: texture, sensor noise, light, and things that move. Luma only, deterministic by seed. */
export type Scene = {
  readonly width: number;
  readonly height: number;
  /** The next picture. The array is the same each time. */
  readonly picture: (look?: Look) => Uint8Array;
};

/** How one picture differs from the bare scene. Boxes are in pixels. */
export type Look = {
  readonly gain?: number;
  readonly offset?: number;
  /** Standard deviation of each pixel's noise, grey levels. */
  readonly noise?: number;
  readonly things?: readonly Thing[];
  /** The whole view shifted by so many pixels. */
  readonly shift?: readonly [number, number];
  /** Side of the box filter that blurs the scene. */
  readonly blurPx?: number;
};

/** A thing in the picture, with a texture of its own so that it does not look like a hole. */
export type Thing = {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** Grey levels added to the scene behind it. */
  readonly contrast: number;
};

const MARGIN = 64;

/** @param seed tells streets apart */
export function createScene(width: number, height: number, seed = 1): Scene {
  const random = createRandom(seed);
  const wide = width + 2 * MARGIN;
  const base = new Float32Array(wide * (height + 2 * MARGIN));
  paintStreet(base, wide, random);
  let blurred: { px: number; pixels: Float32Array } | undefined;
  const lit = new Float32Array(width * height);
  const out = new Uint8ClampedArray(width * height);

  return {
    width,
    height,
    picture({ gain = 1, offset = 0, noise = 0, things = [], shift = [0, 0], blurPx = 1 } = {}) {
      if (blurPx > 1 && blurred?.px !== blurPx) blurred = { px: blurPx, pixels: boxBlur(base, wide, blurPx) };
      const scene = blurPx > 1 ? (blurred?.pixels ?? base) : base;
      for (let y = 0; y < height; y++) {
        lit.set(scene.subarray((y + MARGIN + shift[1]) * wide + MARGIN + shift[0]).subarray(0, width), y * width);
      }
      for (const thing of things) paintThing(lit, width, height, thing);
      let at = Math.floor(random() * NOISE.length);
      for (let i = 0; i < out.length; i++) {
        at = (at + 1) & (NOISE.length - 1);
        // A clamped array rounds and bounds by itself.
        out[i] = (lit[i] ?? 0) * gain + offset + noise * (NOISE[at] ?? 0);
      }
      return new Uint8Array(out.buffer);
    },
  };
}

function paintThing(lit: Float32Array, width: number, height: number, thing: Thing): void {
  const [left, top] = [Math.round(thing.x), Math.round(thing.y)];
  for (let y = Math.max(0, top); y < Math.min(height, top + thing.h); y++) {
    for (let x = Math.max(0, left); x < Math.min(width, left + thing.w); x++) {
      lit[y * width + x] = 110 + thing.contrast + (((x - left) * 7 + (y - top) * 13) % 9);
    }
  }
}

function paintStreet(base: Float32Array, wide: number, random: () => number): void {
  const tall = base.length / wide;
  for (let y = 0; y < tall; y++) for (let x = 0; x < wide; x++) base[y * wide + x] = 90 + (40 * y) / tall;
  for (let i = 0; i < 400; i++) {
    const x = Math.floor(random() * wide);
    const y = Math.floor(random() * tall);
    const w = 4 + Math.floor(random() * 60);
    const h = 4 + Math.floor(random() * 60);
    const level = 40 + random() * 160;
    for (let yy = y; yy < Math.min(tall, y + h); yy++) {
      for (let xx = x; xx < Math.min(wide, x + w); xx++) base[yy * wide + xx] = level;
    }
  }
}

function boxBlur(pixels: Float32Array, wide: number, px: number): Float32Array {
  const half = Math.floor(px / 2);
  const tall = pixels.length / wide;
  const across = new Float32Array(pixels.length);
  const out = new Float32Array(pixels.length);
  const mean = (from: Float32Array, to: Float32Array, dx: number, dy: number): void => {
    for (let y = 0; y < tall; y++) {
      for (let x = 0; x < wide; x++) {
        let sum = 0;
        for (let k = -half; k <= half; k++) {
          const yy = Math.max(0, Math.min(tall - 1, y + k * dy));
          const xx = Math.max(0, Math.min(wide - 1, x + k * dx));
          sum += from[yy * wide + xx] ?? 0;
        }
        to[y * wide + x] = sum / (2 * half + 1);
      }
    }
  };
  mean(pixels, across, 1, 0);
  mean(across, out, 0, 1);
  return out;
}

/** Numbers in 0..1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal numbers by the sum of four uniform ones: near enough for sensor noise. */
function normalNumbers(count: number): Float32Array {
  const random = createRandom(99);
  return new Float32Array(count).map(() => (random() + random() + random() + random() - 2) * Math.sqrt(3));
}

// Each picture begins anywhere in this table: drawing each pixel's noise anew would take most of the tests' time.
const NOISE = normalNumbers(2 ** 18);
