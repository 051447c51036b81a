/** Tells from the sizes of coded pictures that something has begun to move, without decoding them. */
export type SizeTrigger = {
  /**
   * @param bytes of a picture that is no keyframe
   * @param isQuiet the picture is known to show nothing that moves: what is usual is learnt from it
   * @returns whether it is larger than noise and light explain
   */
  readonly add: (bytes: number, isQuiet: boolean) => boolean;
};

const LEARN = 1 / 50;
const LEARN_AT_FIRST = 1 / 8;
const FIRST_PICTURES = 25;
/** Of the logarithm: sizes of one and the same scene spread so much at least. */
const LEAST_SPREAD = 0.06;
/** One picture alone must be so many spreads above; two in a row a little less. */
const ALONE = 6;
const IN_A_ROW = 3.5;
/** Bytes more than usual: below, a few blocks of noise were coded. */
const LEAST_EXCESS = 150;

/** Learns the usual size and its spread, both by small steps, so that slow changes of light and weather are followed. */
export function createSizeTrigger(): SizeTrigger {
  let usual: number | undefined;
  let spread = 0.3;
  let learnt = 0;
  let wasLarge = false;

  return {
    add(bytes, isQuiet) {
      const size = Math.log(Math.max(1, bytes));
      usual ??= size;
      const above = size - usual;
      const excess = bytes - Math.exp(usual);
      const limit = Math.max(LEAST_SPREAD, spread);
      const isLarge = excess > LEAST_EXCESS && above > IN_A_ROW * limit;
      const fires = isLarge && (wasLarge || above > ALONE * limit);
      wasLarge = isLarge;
      if (isQuiet) {
        learnt++;
        const step = learnt < FIRST_PICTURES ? LEARN_AT_FIRST : LEARN;
        // What fires teaches little: or one passer-by would be usual for the next.
        const weight = isLarge ? 0.2 : 1;
        usual += step * weight * above;
        spread += step * weight * (Math.abs(above) - spread);
      }
      return fires;
    },
  };
}
