import type { Raise, Verdict } from './verdict.ts';

/** What one batch of facts changes about a rule's alert at one place. */
export type Outcome = {
  /** The first fact that fulfilled the condition, and how many did; null when the batch only ended it. */
  readonly raise: (Raise & { readonly count: number; readonly lastAt: number; readonly lastSourceKey: string }) | null;
  readonly ruleId: string;
  readonly placeKey: string;
  /** When the condition was over; null while it holds. */
  readonly clearedAt: number | null;
};

/** Draws the verdicts of one batch together, one outcome per rule and place, so that each alert is written once. */
export function coalesce(verdicts: readonly Verdict[]): readonly Outcome[] {
  const outcomes = new Map<string, Outcome>();
  for (const verdict of verdicts) {
    const key = `${verdict.ruleId} ${verdict.placeKey}`;
    const before = outcomes.get(key);
    if (verdict.verdict === 'clear') {
      outcomes.set(key, {
        ruleId: verdict.ruleId,
        placeKey: verdict.placeKey,
        raise: before?.raise ?? null,
        clearedAt: verdict.at,
      });
      continue;
    }
    const { verdict: _, ...raise } = verdict;
    const first = before?.raise ?? { ...raise, count: 0, lastAt: raise.capturedAt, lastSourceKey: raise.sourceKey };
    outcomes.set(key, {
      ruleId: verdict.ruleId,
      placeKey: verdict.placeKey,
      raise: {
        ...first,
        count: first.count + 1,
        lastAt: Math.max(first.lastAt, raise.capturedAt),
        lastSourceKey: raise.sourceKey,
      },
      clearedAt: null,
    });
  }
  return [...outcomes.values()];
}
