/** One day of a period under comparison. */
export type ComparedDay = {
  /** `2026-03-02` */
  readonly day: string;
  /** 1 Monday .. 7 Sunday. */
  readonly weekday: number;
  readonly value: number;
};

/** What a comparison of two periods comes to. */
export type DayComparison = {
  readonly before: number | null;
  readonly after: number | null;
  readonly ratio: number | null;
  readonly ratioLow: number | null;
  readonly ratioHigh: number | null;
  readonly p: number | null;
  readonly verdict: 'more' | 'fewer' | 'no-difference-shown' | 'too-little';
  readonly weekdays: readonly {
    readonly weekday: number;
    readonly before: number | null;
    readonly after: number | null;
    readonly daysBefore: number;
    readonly daysAfter: number;
  }[];
};

const FEWEST_DAYS = 5;
const EXCHANGES = 2000;
/** Below it chance is no longer thought to explain a difference. */
const DOUBT = 0.05;
/** Changes by more than this factor are not looked for. */
const FARTHEST = 100;
const BISECTIONS = 30;
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

type Pair = { readonly before: readonly number[]; readonly after: readonly number[] };

/**
 * Compares days of two periods weekday by weekday. p by exchanging days between the periods within weekdays, at random
 * or, where each weekday is there once a side, in every way there is (Good, Permutation Tests, ch. 3). The interval of the
 * ratio holds every ratio that the same test does not refuse (test inversion: Garthwaite 1996), so that both always say
 * the same: the interval is clear of 1 when, and only when, p is below 0.05. The same days give the same answer.
 */
export function compareDays(before: readonly ComparedDay[], after: readonly ComparedDay[]): DayComparison {
  const of = (days: readonly ComparedDay[], weekday: number) =>
    days.filter((day) => day.weekday === weekday).map(({ value }) => value);
  const pairs = WEEKDAYS.map((weekday): Pair => ({ before: of(before, weekday), after: of(after, weekday) }));
  const weekdays = WEEKDAYS.map((weekday, i) => {
    const pair = pairs[i] ?? { before: [], after: [] };
    return {
      weekday,
      before: mean(pair.before),
      after: mean(pair.after),
      daysBefore: pair.before.length,
      daysAfter: pair.after.length,
    };
  });
  const shared = pairs.filter((pair) => pair.before.length > 0 && pair.after.length > 0);
  const level = (side: keyof Pair) => mean(shared.map((pair) => mean(pair[side]) ?? 0));
  const found = { before: level('before'), after: level('after'), weekdays };
  const days = (side: keyof Pair) => shared.reduce((sum, pair) => sum + pair[side].length, 0);
  const ratio = ratioOf(shared);
  if (days('before') < FEWEST_DAYS || days('after') < FEWEST_DAYS || ratio === null)
    return { ...found, ratio, ratioLow: null, ratioHigh: null, p: null, verdict: 'too-little' };
  const roll = dice();
  const isSingle = shared.every((pair) => pair.before.length === 1 && pair.after.length === 1);
  const exchanges = isSingle
    ? Array.from({ length: 2 ** shared.length }, (_, which) =>
        exchanged(shared, (_count, weekday) => (which & (1 << weekday) ? [1, 0] : [0, 1])),
      )
    : Array.from({ length: EXCHANGES + 1 }, (_, i) =>
        // The days as they were are one of the exchanges.
        exchanged(shared, (count) => (i === 0 ? inOrder(count) : shuffled(count, roll))),
      );
  const chanceOf = (supposed: number): number => chanceOfRatio(ratio, supposed, exchanges);
  const [ratioLow, ratioHigh] = [edge(ratio, -1, chanceOf), edge(ratio, 1, chanceOf)];
  // So few days that no change whatever could be told from chance.
  if (ratioLow === null && ratioHigh === null)
    return { ...found, ratio, ratioLow, ratioHigh, p: null, verdict: 'too-little' };
  const p = chanceOf(1);
  const verdict = p >= DOUBT ? 'no-difference-shown' : ratio > 1 ? 'more' : 'fewer';
  return { ...found, ratio, ratioLow, ratioHigh, p, verdict };
}

/** Sums of the weekdays' means after days were exchanged: of each side, the days that were there and those of the other. */
type Exchanged = {
  readonly beforeOwn: number;
  readonly beforeOther: number;
  readonly afterOwn: number;
  readonly afterOther: number;
};

function exchanged(pairs: readonly Pair[], orderOf: (count: number, weekday: number) => readonly number[]): Exchanged {
  const sum = { beforeOwn: 0, beforeOther: 0, afterOwn: 0, afterOther: 0 };
  for (const [weekday, { before, after }] of pairs.entries()) {
    for (const [place, i] of orderOf(before.length + after.length, weekday).entries()) {
      const own = i < before.length;
      const value = (own ? before[i] : after[i - before.length]) ?? 0;
      if (place < before.length) sum[own ? 'beforeOwn' : 'beforeOther'] += value / before.length;
      else sum[own ? 'afterOther' : 'afterOwn'] += value / after.length;
    }
  }
  return sum;
}

/** How often chance alone leads as far from a supposed ratio as what was found: days after are taken back by it first. */
function chanceOfRatio(ratio: number, supposed: number, exchanges: readonly Exchanged[]): number {
  const far = Math.abs(Math.log(ratio / supposed)) - 1e-12;
  let asFar = 0;
  for (const { beforeOwn, beforeOther, afterOwn, afterOther } of exchanges) {
    const before = beforeOwn + beforeOther / supposed;
    const after = afterOther + afterOwn / supposed;
    if (before <= 0 || after <= 0 || Math.abs(Math.log(after / before)) >= far) asFar += 1;
  }
  return asFar / exchanges.length;
}

/** The ratio below or above what was found from which on the test refuses it; null: it refuses none. */
function edge(ratio: number, way: 1 | -1, chanceOf: (supposed: number) => number): number | null {
  let [inside, outside] = [0, Math.log(FARTHEST)];
  const at = (distance: number): number => ratio * Math.exp(way * distance);
  if (chanceOf(at(outside)) >= DOUBT) return null;
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (inside + outside) / 2;
    if (chanceOf(at(middle)) >= DOUBT) inside = middle;
    else outside = middle;
  }
  return at(inside);
}

function ratioOf(pairs: readonly Pair[]): number | null {
  const before = pairs.reduce((sum, pair) => sum + (mean(pair.before) ?? 0), 0);
  const after = pairs.reduce((sum, pair) => sum + (mean(pair.after) ?? 0), 0);
  return before > 0 && after > 0 ? after / before : null;
}

const inOrder = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The numbers below a count in an order of chance (Fisher and Yates). */
function shuffled(count: number, roll: () => number): readonly number[] {
  const all = inOrder(count);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(roll() * (i + 1));
    [all[i], all[j]] = [all[j] ?? 0, all[i] ?? 0];
  }
  return all;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Numbers that look random and are the same each time (mulberry32). */
function dice(): () => number {
  let state = 20_260_101;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
