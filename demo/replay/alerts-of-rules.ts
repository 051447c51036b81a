import type { RuleSettings } from '../../contracts/rules.ts';
import { coalesce } from '../../analytics/core/coalesce.ts';
import { judgeObservation, zoneRules } from '../../analytics/core/judge-observation.ts';
import type { PerceivedObservation } from '../../ingest/core/camera-perception.ts';

/** An alert as the rules would have raised it, if nobody had closed it before the film was over. */
export interface ReplayAlert {
  readonly ruleId: string;
  readonly name: string;
  readonly severity: RuleSettings['severity'];
  readonly zoneId: string | null;
  readonly class: string | null;
  readonly value: number | null;
  readonly unit: string | null;
  /** When the first and the last fact fulfilled the rule, epoch milliseconds, and how many did. */
  readonly raisedAt: number;
  readonly lastAt: number;
  readonly facts: number;
}

/** Which alerts rules would have raised of these observations, one for each rule and zone, by the time they are raised. */
export function alertsOfRules(
  observations: readonly PerceivedObservation[],
  rules: readonly RuleSettings[],
  timeZone: string,
): readonly ReplayAlert[] {
  const awake = zoneRules(rules.filter(({ enabled }) => enabled).map((rule) => ({ ...rule, version: 1 })));
  const verdicts = observations.flatMap((observation, at) =>
    judgeObservation({ ...observation, id: at + 1, areaId: null, deviation: null }, awake, timeZone),
  );
  const alerts = coalesce(verdicts).flatMap(({ ruleId, raise }) => {
    const rule = rules.find(({ id }) => id === ruleId);
    if (!raise || !rule) return [];
    const { zoneId, value, unit, capturedAt, lastAt, count } = raise;
    const { name, severity } = rule;
    return {
      ruleId,
      name,
      severity,
      zoneId,
      class: raise.class,
      value,
      unit,
      raisedAt: capturedAt,
      lastAt,
      facts: count,
    };
  });
  return alerts.sort((a, b) => a.raisedAt - b.raisedAt);
}
