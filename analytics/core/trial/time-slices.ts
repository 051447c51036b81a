/** Facts of one stretch of time, and its end. */
export type Slice<Fact> = { readonly facts: readonly Fact[]; readonly toMs: number };

/**
 * Cuts facts that are ordered by time into slices of equal length. Between them time is let pass, as the live judge does
 * each second, so that holds fill and rules wake where no fact comes.
 */
export function* timeSlices<Fact>(
  facts: readonly Fact[],
  timeOf: (fact: Fact) => number,
  { fromMs, toMs, stepMs }: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
): Generator<Slice<Fact>> {
  let next = 0;
  for (let end = Math.min(fromMs + stepMs, toMs); ; end = Math.min(end + stepMs, toMs)) {
    const first = next;
    while (next < facts.length && timeOf(facts[next] as Fact) < end) next++;
    yield { facts: facts.slice(first, next), toMs: end };
    if (end >= toMs) return;
  }
}
