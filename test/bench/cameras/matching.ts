import type { Observation } from '../../../contracts/observations.ts';

/** What makes an observation the same as another's, and when it was. */
export type Seen = Pick<Observation, 'kind' | 'zoneId' | 'direction' | 'box'> & { readonly atMs: number };

/** Two places further apart than this, in pictures, are not the same object. */
const SAME_PLACE = 0.12;

/** Which expected observations were made; each counts once, the nearest in time first. */
export function matchObservations<E extends Seen, M extends Seen>(
  expected: readonly E[],
  made: readonly M[],
  withinMs: number,
): { readonly pairs: readonly (readonly [E, M])[]; readonly missing: readonly E[] } {
  const candidates: { readonly e: E; readonly m: M; readonly apart: number }[] = [];
  for (const e of expected) {
    for (const m of made) {
      const apart = Math.abs(e.atMs - m.atMs);
      if (apart <= withinMs && isSame(e, m)) candidates.push({ e, m, apart });
    }
  }
  candidates.sort((a, b) => a.apart - b.apart);
  const found = new Map<E, M>();
  const used = new Set<M>();
  for (const { e, m } of candidates) {
    if (found.has(e) || used.has(m)) continue;
    found.set(e, m);
    used.add(m);
  }
  return { pairs: [...found], missing: expected.filter((e) => !found.has(e)) };
}

function isSame(a: Seen, b: Seen): boolean {
  if (a.kind !== b.kind || a.zoneId !== b.zoneId || a.direction !== b.direction) return false;
  if (!a.box || !b.box) return a.box === b.box;
  return (
    Math.hypot(
      middle(a.box.x, a.box.w) - middle(b.box.x, b.box.w),
      middle(a.box.y, a.box.h) - middle(b.box.y, b.box.h),
    ) < SAME_PLACE
  );
}

function middle(from: number, length: number): number {
  return from + length / 2;
}
