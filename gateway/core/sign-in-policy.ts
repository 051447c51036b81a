/** Failed tries for one name, existing or not: enough for a slip, too few to guess. */
export const NAME_POLICY = { tries: 5, lockMs: 30_000, longestMs: 15 * 60_000, forgetMs: 60 * 60_000 } as const;

/** Failed tries from one address: higher, because a whole office may share one. */
export const ADDRESS_POLICY = { tries: 30, lockMs: 60_000, longestMs: 15 * 60_000, forgetMs: 15 * 60_000 } as const;

/** Tries being checked at once, and waiting: a check costs 32 MiB and a thread for 80 ms. */
export const CHECKS_AT_ONCE = 2;
export const CHECKS_WAITING = 64;

/** The name somebody meant: phones begin with a capital and end with a space. */
export function signInName(typed: string): string {
  return typed.trim().toLowerCase();
}

/** Whole seconds until a moment, at least one. */
export function secondsUntil(untilMs: number, nowMs: number): number {
  return Math.max(1, Math.ceil((untilMs - nowMs) / 1000));
}
