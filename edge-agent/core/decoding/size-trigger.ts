/** Tells from the sizes of coded pictures that what the camera sees has changed, without decoding them. */
export type SizeTrigger = {
  /** A keyframe: the places of the pictures after it are counted from here. */
  readonly key: () => void;
  /**
   * @param bytes of a picture that is no keyframe
   * @param isQuiet as far as is known nothing moves: what is usual is learnt from it
   * @returns whether sizes have left what noise, light and the coder's habits explain, up or down
   */
  readonly add: (bytes: number, isQuiet: boolean) => boolean;
  /** What it fired for was looked at: whether something moved. What is too easily fired becomes harder to fire. */
  readonly judged: (wasRight: boolean) => void;
};

/** Coders spend their bits in a pattern that repeats after each keyframe: what is usual is learnt for each place after it. */
const MOST_PLACES = 300;
const PLACE_MEMORY = 8;
const FIRST_PICTURES = 60;
const LEARN = 0.02;
/** Of the logarithm: sizes of one and the same scene spread so much at least. */
const LEAST_SPREAD = 0.04;
/** One picture so many spreads off is enough. */
const ALONE = 7;
/** Smaller steps add up (CUSUM): each less what is usual, until so many spreads are together. */
const ALLOWANCE = 0.8;
const TOGETHER = 10;

const STRICTER = 1.25;
const LAXER = 0.85;
const STRICTEST = 5;

/** Learns the usual sizes and their spread by small steps, so that slow changes of light and weather are followed. */
export function createSizeTrigger(): SizeTrigger {
  const usual = new Float64Array(MOST_PLACES);
  const learnt = new Uint8Array(MOST_PLACES);
  let place = 0;
  let level = 0;
  let spread = 0.2;
  let seen = 0;
  let up = 0;
  let down = 0;
  let strictness = 1;

  const learn = (size: number, off: number): void => {
    seen++;
    const times = Math.min(PLACE_MEMORY, (learnt[place] ?? 0) + 1);
    learnt[place] = times;
    usual[place] = (usual[place] ?? 0) + (size - level - (usual[place] ?? 0)) / times;
    // What lies far off teaches little: or one passer-by would be usual for the next.
    const most = 3 * Math.max(LEAST_SPREAD, spread);
    level += LEARN * Math.max(-most, Math.min(most, off));
    spread += LEARN * (Math.min(Math.abs(off), 4 * Math.max(LEAST_SPREAD, spread)) - spread);
  };

  const judge = (off: number): boolean => {
    const spreads = off / Math.max(LEAST_SPREAD, spread);
    up = Math.max(0, up + Math.min(4, spreads) - ALLOWANCE);
    down = Math.max(0, down - Math.max(-4, spreads) - ALLOWANCE);
    const fires = Math.abs(spreads) > ALONE * strictness || Math.max(up, down) > TOGETHER * strictness;
    if (fires) up = down = 0;
    return fires;
  };

  return {
    key() {
      place = 0;
    },
    judged(wasRight) {
      strictness = Math.max(1, Math.min(STRICTEST, strictness * (wasRight ? LAXER : STRICTER)));
    },
    add(bytes, isQuiet) {
      place = Math.min(MOST_PLACES - 1, place + 1);
      const size = Math.log(Math.max(1, bytes));
      const isKnown = (learnt[place] ?? 0) > 1 && seen > FIRST_PICTURES;
      const off = (learnt[place] ?? 0) === 0 ? 0 : size - level - (usual[place] ?? 0);
      const fires = isKnown && judge(off);
      if (isQuiet) learn(size, off);
      return fires;
    },
  };
}
