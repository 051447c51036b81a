import type { Raise, Verdict } from '../verdict.ts';

/** An alert a rule would have raised. Times in epoch milliseconds. */
export type WouldBeAlert = Raise & {
  readonly lastAt: number;
  /** Facts that would have repeated it. */
  readonly repeats: number;
  readonly clearedAt: number | null;
};

/**
 * Draws verdicts together as alerts are: one per place, until it is over. Nobody closes alerts in a trial, so a place that was
 * quiet for `quietMs` starts a new one.
 */
export function alertsOfVerdicts(verdicts: readonly Verdict[], quietMs: number): readonly WouldBeAlert[] {
  const alerts: WouldBeAlert[] = [];
  /** Where the active alert of a place stands in the list. */
  const active = new Map<string, number>();
  for (const verdict of [...verdicts].sort((a, b) => timeOf(a) - timeOf(b))) {
    const { placeKey } = verdict;
    const at = active.get(placeKey);
    const before = at === undefined ? undefined : alerts[at];
    if (verdict.verdict === 'clear') {
      if (at !== undefined && before) alerts[at] = { ...before, clearedAt: verdict.at };
      active.delete(placeKey);
      continue;
    }
    const { verdict: _, ...raise } = verdict;
    if (at !== undefined && before && raise.capturedAt - before.lastAt < quietMs) {
      alerts[at] = { ...before, lastAt: raise.capturedAt, repeats: before.repeats + 1 };
      continue;
    }
    active.set(placeKey, alerts.length);
    alerts.push({ ...raise, lastAt: raise.capturedAt, repeats: 0, clearedAt: null });
  }
  return alerts;
}

function timeOf(verdict: Verdict): number {
  return verdict.verdict === 'clear' ? verdict.at : verdict.capturedAt;
}
