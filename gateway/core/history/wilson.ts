/** 1.96 standard deviations hold 95 %. */
const Z = 1.959964;

/** A share with its 95 % interval (Wilson 1927: right also for few and for shares near 0 and 1); null: of none. */
export function shareOf(part: number, of: number) {
  if (of === 0) return { of, share: null, low: null, high: null };
  const share = part / of;
  const z2 = Z * Z;
  const middle = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z / (1 + z2 / of)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  return { of, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
