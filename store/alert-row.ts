import type { Alert, AlertStep } from '../contracts/alerts.ts';
import type { RuleCondition } from '../contracts/rules.ts';

/** Columns of an alert as {@link toAlert} reads them; the table must be named `alert` in the statement. */
export const ALERT_COLUMNS = `alert.*,
  exists (select from evidence where alert_id = alert.id and kind = 'snapshot') as has_snapshot,
  (select at from evidence where alert_id = alert.id and kind = 'clip') as clip_at,
  case alert.state
    when 'raised' then (select max(at) from alert_step where alert_id = alert.id and kind = 'escalated')
    when 'dispatched' then (select max(at) from alert_step
      where alert_id = alert.id and kind = 'escalated' and deadline_at = alert.deadline_at)
  end as escalated_at`;

/** Filter for what one may see; `$1` are the areas, `$2` the keys handed over to (scope.ts). */
export const ALERT_IN_SCOPE = '($1::text[] is null or alert.area_id = any ($1) or alert.handed_to && $2::text[])';

/** Columns of a step as {@link toStep} reads them. */
export const STEP_COLUMNS = `alert_step.id, alert_step.alert_id, alert_step.kind, alert_step.at, alert_step.by,
  account.name as by_name, alert_step.text, alert_step.assignee, alert_step.deadline_at`;

/** A row of {@link ALERT_COLUMNS}. */
export type AlertRow = {
  readonly id: number;
  readonly version: number;
  readonly rule_id: string;
  readonly rule_version: number;
  readonly rule_name: string;
  readonly condition: RuleCondition;
  readonly severity: Alert['severity'];
  readonly state: Alert['state'];
  readonly device_kind: Alert['deviceKind'];
  readonly device_id: string;
  readonly device_name: string;
  readonly zone_id: string | null;
  readonly zone_name: string | null;
  readonly area_id: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly class: Alert['class'];
  readonly box: readonly number[] | null;
  readonly value: number | null;
  readonly unit: string | null;
  readonly has_snapshot: boolean;
  readonly clip_at: Date | null;
  readonly count: number;
  readonly last_at: Date;
  readonly cleared_at: Date | null;
  readonly recipient: Alert['recipient'];
  readonly assignee: Alert['assignee'];
  readonly deadline_at: Date | null;
  readonly escalated_at: Date | null;
  readonly captured_at: Date;
  readonly received_at: Date | null;
  readonly perceived_at: Date | null;
  readonly raised_at: Date;
  readonly pushed_at: Date | null;
  readonly shown_at: Date | null;
  readonly acknowledged_at: Date | null;
  readonly resolved_at: Date | null;
  readonly handed_to: readonly string[];
  readonly changed_xid: string;
  readonly changed_seq: number;
};

/** A row of {@link STEP_COLUMNS}. */
export type StepRow = {
  readonly id: number;
  readonly alert_id: number;
  readonly kind: AlertStep['kind'];
  readonly at: Date;
  readonly by: string | null;
  readonly by_name: string | null;
  readonly text: string | null;
  readonly assignee: AlertStep['assignee'];
  readonly deadline_at: Date | null;
};

/** An alert as the API tells it. Its condition names only its own place: other places of the rule may lie elsewhere. */
export function toAlert(row: AlertRow): Alert {
  const [x, y, w, h] = row.box ?? [];
  return {
    id: row.id,
    version: row.version,
    ruleId: row.rule_id,
    ruleVersion: row.rule_version,
    ruleName: row.rule_name,
    condition: ownPlace(row.condition, row),
    severity: row.severity,
    state: row.state,
    deviceKind: row.device_kind,
    deviceId: row.device_id,
    deviceName: row.device_name,
    zoneId: row.zone_id,
    zoneName: row.zone_name,
    areaId: row.area_id,
    place: row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon },
    class: row.class,
    box: x === undefined || y === undefined || w === undefined || h === undefined ? null : { x, y, w, h },
    value: row.value,
    unit: row.unit,
    hasSnapshot: row.has_snapshot,
    hasClip: row.clip_at !== null,
    clipFrom: instant(row.clip_at),
    count: row.count,
    lastAt: row.last_at.toISOString(),
    clearedAt: instant(row.cleared_at),
    recipient: row.recipient,
    assignee: row.assignee,
    deadlineAt: instant(row.deadline_at),
    escalatedAt: instant(row.escalated_at),
    clock: {
      capturedAt: row.captured_at.toISOString(),
      receivedAt: instant(row.received_at),
      perceivedAt: instant(row.perceived_at),
      raisedAt: row.raised_at.toISOString(),
      pushedAt: instant(row.pushed_at),
      shownAt: instant(row.shown_at),
      acknowledgedAt: instant(row.acknowledged_at),
      resolvedAt: instant(row.resolved_at),
    },
  };
}

/** A step as the API tells it. */
export function toStep(row: StepRow): AlertStep {
  return {
    id: row.id,
    alertId: row.alert_id,
    kind: row.kind,
    at: row.at.toISOString(),
    by: row.by,
    byName: row.by_name,
    text: row.text,
    assignee: row.assignee,
    deadlineAt: instant(row.deadline_at),
  };
}

function ownPlace(condition: RuleCondition, row: AlertRow): RuleCondition {
  if ('zoneIds' in condition) return row.zone_id === null ? condition : { ...condition, zoneIds: [row.zone_id] };
  if ('sensorIds' in condition) return { ...condition, sensorIds: [row.device_id] };
  return { ...condition, cameraIds: [row.device_id] };
}

function instant(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
