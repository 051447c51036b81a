import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Everything analytics counts. Names begin with `citywatch_analytics_`. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Makes counters of their own, so that several processes' parts can live in one test. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `citywatch_analytics_${name}`, help, labelNames, registers });
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `citywatch_analytics_${name}`, help, labelNames, registers });
  return {
    registry,
    leading: gauge('leading', '1 while this process judges, 0 while it stands by'),
    facts: counter('facts_total', 'Facts judged', ['reader']),
    ignored: counter('facts_ignored_total', 'Facts that were not judged, by reason', ['reader', 'reason']),
    lag: gauge('reader_lag_seconds', 'Seconds since the reader last had judged everything there was', ['reader']),
    held: gauge('reader_held_seconds', 'Seconds for which an open transaction has been holding the reader', ['reader']),
    errors: counter('errors_total', 'Steps that failed and were tried again', ['part']),
    rules: gauge('rules', 'Rules in use, switched off, and broken (not judged)', ['state']),
    raised: counter('alerts_raised_total', 'Alerts raised', ['rule']),
    repeated: counter('alerts_repeated_total', 'Repeats of active alerts', ['rule']),
    cleared: counter('alerts_cleared_total', 'Alerts whose condition was over'),
    trials: counter('rule_trials_total', 'Rules that were tried on what was seen, by outcome', ['outcome']),
    escalated: counter('alerts_escalated_total', 'Alerts nobody acted on in time'),
    deviations: counter('deviations_total', 'Counts that were found not to be as usual'),
    removed: counter('removed_total', 'Old facts removed', ['table', 'unit']),
    rolled: counter('rollup_rows_total', 'Raw rows added to roll-ups', ['rollup']),
    repaired: counter('rollup_repaired_total', 'Buckets of roll-ups summed anew', ['rollup']),
    beyondRepair: counter(
      'rollup_beyond_repair_total',
      'Buckets whose rows were changed after the raw rows around them were removed',
      ['rollup'],
    ),
    rollupLag: gauge('rollup_lag_seconds', 'Seconds since the roll-up last held everything there was', ['rollup']),
    rollupWrite: new Histogram({
      name: 'citywatch_analytics_rollup_write_seconds',
      help: 'How long one write of a roll-up took; alerts wait for it',
      labelNames: ['rollup'],
      buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1],
      registers,
    }),
    judged: new Histogram({
      name: 'citywatch_analytics_judge_seconds',
      help: 'From perceived (or received) to alert committed',
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
      registers,
    }),
  };
}
