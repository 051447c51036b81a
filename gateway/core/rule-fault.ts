import type { FieldFaultCode } from '../../contracts/field-faults.ts';
import type { RuleSettings } from '../../contracts/rules.ts';

/** What is set up, by id. */
export type KnownPlaces = {
  readonly cameraIds: ReadonlySet<string>;
  /** What each sensor measures, in which unit. */
  readonly sensors: ReadonlyMap<string, string>;
  readonly zones: ReadonlyMap<string, KnownZone>;
  /** Wards there are now. */
  readonly wardIds: ReadonlySet<string>;
  /** Units at work. */
  readonly unitIds: ReadonlySet<string>;
};

/** What a rule can be asked about a zone or line. */
export type KnownZone = {
  readonly kind: 'zone' | 'line';
  /** It says which way vehicles are to go. */
  readonly hasWay: boolean;
  /** Its camera tells speeds. */
  readonly isCalibrated: boolean;
  /** By its camera's calibration the ground it covers is known. */
  readonly hasGround: boolean;
};

type Fault = { readonly path: string; readonly message: string; readonly code: FieldFaultCode };
type ZoneCondition = Extract<RuleSettings['condition'], { zoneIds: unknown }>;

/** Why a rule cannot be judged with what is set up, or null when it can. */
export function ruleFault({ condition, recipient }: RuleSettings, known: KnownPlaces): Fault | null {
  return conditionFault(condition, known) ?? (recipient && recipientFault(recipient, known));
}

function recipientFault(
  recipient: NonNullable<RuleSettings['recipient']>,
  { wardIds, unitIds }: KnownPlaces,
): Fault | null {
  if (recipient.kind === 'ward' && !wardIds.has(recipient.id))
    return { path: 'recipient', message: `there is no ward ${recipient.id}`, code: 'no-area-there' };
  if (recipient.kind === 'unit' && !unitIds.has(recipient.id))
    return { path: 'recipient', message: `there is no unit ${recipient.id}`, code: 'no-unit' };
  return null;
}

function conditionFault(condition: RuleSettings['condition'], known: KnownPlaces): Fault | null {
  switch (condition.kind) {
    case 'zone-presence':
    case 'line-crossing':
    case 'behaviour':
    case 'deviation':
      return zoneFault(condition, known.zones);
    case 'sensor-threshold':
    case 'sensor-usual': {
      const path = 'condition.sensorIds';
      const missing = condition.sensorIds.filter((id) => !known.sensors.has(id));
      if (missing.length > 0) return { path, message: `there is no sensor ${missing.join(', ')}`, code: 'no-sensor' };
      // Spreads mean the same of everything; a number in a unit does not.
      const hasUnit = condition.kind === 'sensor-threshold' || condition.atLeast > 0;
      const measured = new Set(hasUnit ? condition.sensorIds.map((id) => known.sensors.get(id)) : []);
      return measured.size <= 1
        ? null
        : { path, message: `one limit for ${[...measured].join(', ')}`, code: 'mixed-quantities' };
    }
    case 'camera-health': {
      const missing = condition.cameraIds.filter((id) => !known.cameraIds.has(id));
      return missing.length === 0
        ? null
        : { path: 'condition.cameraIds', message: `there is no camera ${missing.join(', ')}`, code: 'no-camera' };
    }
  }
}

function zoneFault(condition: ZoneCondition, zones: KnownPlaces['zones']): Fault | null {
  const without = (is: (zone: KnownZone) => boolean) =>
    condition.zoneIds.filter((id) => {
      const zone = zones.get(id);
      return zone && !is(zone);
    });
  const say = (code: FieldFaultCode, ids: readonly string[], text: (ids: string) => string): Fault | null =>
    ids.length === 0 ? null : { path: 'condition.zoneIds', message: text(ids.join(', ')), code };
  const missing = condition.zoneIds.filter((id) => !zones.has(id));
  const behaviour = condition.kind === 'behaviour' ? condition.behaviour : null;
  const atLine = condition.kind === 'line-crossing' || (condition.kind === 'deviation' && condition.what === 'crossed');
  // Speed is measured at lines too.
  const wanted = behaviour === 'speed' ? null : atLine ? 'line' : 'zone';
  return (
    say('no-zone', missing, (ids) => `there is no zone ${ids}`) ??
    (wanted === null
      ? null
      : say(
          'other-kind-of-place',
          without(({ kind }) => kind === wanted),
          (ids) => `${ids} is not a ${wanted}`,
        )) ??
    (behaviour === 'wrong-way'
      ? say(
          'no-way',
          without(({ hasWay }) => hasWay),
          (ids) => `${ids} does not say which way vehicles are to go`,
        )
      : null) ??
    (behaviour === 'speed' || behaviour === 'crowd-density'
      ? say(
          'not-calibrated',
          without(({ isCalibrated }) => isCalibrated),
          (ids) => `the camera of ${ids} is not calibrated, so there are no speeds and densities`,
        )
      : null) ??
    (behaviour === 'crowd-density'
      ? say(
          'no-ground',
          without(({ hasGround }) => hasGround),
          (ids) => `${ids} reaches too close to the horizon for its ground to be measured`,
        )
      : null)
  );
}
