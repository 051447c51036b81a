import type { RuleSettings } from '../../contracts/rules.ts';

/** Ids of what one may see. */
export type Visible = {
  readonly cameraIds: ReadonlySet<string>;
  readonly sensorIds: ReadonlySet<string>;
  readonly zoneIds: ReadonlySet<string>;
};

/**
 * A rule as somebody with less than the whole city may see it: places of others are left out of it, and a rule without
 * any place of theirs is null.
 */
export function ruleInScope<R extends RuleSettings>(rule: R, visible: Visible): R | null {
  const { condition } = rule;
  switch (condition.kind) {
    case 'zone-presence':
    case 'line-crossing':
    case 'behaviour':
    case 'deviation': {
      const zoneIds = condition.zoneIds.filter((id) => visible.zoneIds.has(id));
      return zoneIds.length === 0 ? null : { ...rule, condition: { ...condition, zoneIds } };
    }
    case 'sensor-threshold':
    case 'sensor-usual': {
      const sensorIds = condition.sensorIds.filter((id) => visible.sensorIds.has(id));
      return sensorIds.length === 0 ? null : { ...rule, condition: { ...condition, sensorIds } };
    }
    case 'camera-health': {
      // Empty means all cameras, theirs too.
      if (condition.cameraIds.length === 0) return rule;
      const cameraIds = condition.cameraIds.filter((id) => visible.cameraIds.has(id));
      return cameraIds.length === 0 ? null : { ...rule, condition: { ...condition, cameraIds } };
    }
  }
}
