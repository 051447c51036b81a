/** A straight mapping from values to a length, and the round values to write beside it. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** 0 at `low`, 1 at `high`; beyond them less than 0 and more than 1. */
  readonly share: (value: number) => number;
}

const ROUND = [1, 2, 2.5, 5, 10];

/**
 * A scale that holds all values between round ends, with about `wanted` ticks 1, 2, 2.5 or 5 times a power of ten
 * apart (Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990). Not-a-number values are ignored; without any
 * value it runs from 0 to 1.
 */
export function niceScale(values: Iterable<number>, wanted = 5, fromZero = true): Scale {
  let least = Infinity;
  let most = -Infinity;
  for (const given of values) {
    if (!Number.isFinite(given)) continue;
    // What is this near to nothing would drown in rounding.
    const value = Math.abs(given) < 1e-12 ? 0 : given;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (least > most) [least, most] = [0, 1];
  if (fromZero) {
    least = Math.min(0, least);
    most = Math.max(0, most);
  }
  if (least === most) {
    const room = Math.abs(most) || 1;
    if (most !== 0 && fromZero) least = Math.min(0, most);
    else [least, most] = fromZero ? [0, 1] : [least - room * 0.1, most + room * 0.1];
  }
  const step = roundStep((most - least) / Math.max(1, wanted));
  const first = Math.floor(least / step + 1e-9);
  const last = Math.ceil(most / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * step));
  const low = first * step;
  const high = last * step;
  return { low, high, ticks, share: (value) => (value - low) / (high - low) };
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return (ROUND.find((times) => times * power >= rough * (1 - 1e-9)) ?? 10) * power;
}

/** 0.30000000000000004 → 0.3 */
const tidy = (value: number): number => Number(value.toPrecision(12));
