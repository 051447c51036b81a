/** A number in 0..1 that follows from a text alone: the same history each time (FNV-1a, then Murmur3's mixing). */
export function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** A count about `mean`, as chance has it (Poisson; beyond 40 its normal approximation). */
export function countAbout(mean: number, text: string): number {
  if (mean <= 0) return 0;
  if (mean > 40) {
    const normal = Math.sqrt(-2 * Math.log(1 - chance(`${text} r`))) * Math.cos(2 * Math.PI * chance(`${text} a`));
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
  }
  // Knuth, The Art of Computer Programming, volume 2, 3.4.1
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = chance(`${text} 0`); product > limit; product *= chance(`${text} ${count}`)) count++;
  return count;
}
