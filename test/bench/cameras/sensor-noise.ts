/** Noise of an image sensor. */
export type SensorNoise = {
  /** Adds fresh noise to a planar 4:2:0 picture. @param luma how many of its bytes are luma */
  readonly add: (picture: Uint8Array, luma: number) => void;
};

/** Deviation of a pixel in the dark, and how its variance grows with the light that falls on it (photons come by chance). */
const DARK = 1.4;
const PER_LEVEL = 0.035;
/** Colour is made of several pixels. */
const CHROMA = 1.2;
const TABLE = 1 << 16;

/** The same noise for the same seed, different in each picture. */
export function createNoise(seed: number): SensorNoise {
  const random = createRandom(seed);
  const normal = Float32Array.from({ length: TABLE }, () => {
    // Box and Muller 1958.
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  });
  const deviation = Float32Array.from({ length: 256 }, (_, level) => Math.sqrt(DARK * DARK + PER_LEVEL * level));
  return {
    add(picture, luma) {
      let from = 0;
      for (let at = 0; at < picture.length; at++) {
        // Another place of the table every few pixels: so no pattern comes back.
        if (at % 64 === 0) from = Math.floor(random() * TABLE);
        const level = picture[at] ?? 0;
        const spread = at < luma ? (deviation[level] ?? 0) : CHROMA;
        const value = level + spread * (normal[from++ & (TABLE - 1)] ?? 0) + 0.5;
        picture[at] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    },
  };
}

/** Numbers in 0..1 by a seed (mulberry32; Ettinger 2017). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
