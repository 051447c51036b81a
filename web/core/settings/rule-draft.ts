import { BEHAVIOUR_TERMS, type Behaviour } from '../../../contracts/behaviours.ts';
import type { Quantity } from '../../../contracts/devices.ts';
import type { RuleCondition, RuleSettings, Severity } from '../../../contracts/rules.ts';

/** Kinds of rules in the order in which they are offered. */
export const RULE_KINDS: readonly RuleCondition['kind'][] = [
  'zone-presence',
  'line-crossing',
  'behaviour',
  'deviation',
  'sensor-threshold',
  'sensor-usual',
  'camera-health',
];

type BehaviourCondition = Extract<RuleCondition, { kind: 'behaviour' }>;
type SensorCondition = Extract<RuleCondition, { kind: 'sensor-threshold' }>;
type Limits = Pick<SensorCondition, 'side' | 'limit' | 'clearAt'>;

/** A rule nobody has written anything of yet. */
export function newRule(): RuleSettings {
  const condition = newCondition('zone-presence');
  return {
    id: '',
    name: '',
    severity: usualSeverity(condition),
    condition,
    hours: null,
    recipient: null,
    enabled: true,
  };
}

/** A condition of a kind as it is usually wanted, with no place chosen yet. */
export function newCondition(kind: RuleCondition['kind']): RuleCondition {
  switch (kind) {
    case 'zone-presence':
      return { kind, zoneIds: [], classes: ['person'], forS: 3 };
    case 'line-crossing':
      return { kind, zoneIds: [], classes: ['car', 'truck', 'bus', 'motorcycle'], direction: 'either' };
    case 'behaviour':
      return newBehaviour('stopped');
    case 'sensor-threshold':
      return { kind, sensorIds: [], ...UNKNOWN_LIMITS, forS: 30, clearForS: 60 };
    case 'sensor-usual':
      return { kind, sensorIds: [], side: 'above', spreads: 4, atLeast: 0, forS: 900, clearForS: 900 };
    case 'deviation':
      return { kind, zoneIds: [], what: 'crossed', class: null, side: 'more', factor: 3, atLeast: 20 };
    case 'camera-health':
      return {
        kind,
        cameraIds: [],
        conditions: ['offline', 'frozen', 'dark', 'covered', 'moved'],
        forS: 30,
        clearForS: 60,
      };
  }
}

/** What is asked of each behaviour before somebody says otherwise, in its own unit. */
const USUAL_MARK: Readonly<Record<Behaviour, number>> = {
  stopped: 60,
  'wrong-way': 0,
  crowd: 20,
  // One person on each square metre: walking is no longer free (Fruin 1971, level of service D to E).
  'crowd-density': 100,
  'left-behind': 120,
  fallen: 10,
  speed: 60,
};

function newBehaviour(behaviour: Behaviour): BehaviourCondition {
  const { classes } = BEHAVIOUR_TERMS[behaviour];
  return {
    kind: 'behaviour',
    behaviour,
    zoneIds: [],
    // Of people nothing is to be chosen: whoever does so is meant.
    classes: classes.length === 1 ? [] : classes.filter((one) => one !== 'bicycle' && one !== 'train'),
    atLeast: USUAL_MARK[behaviour],
  };
}

/** How grave such a thing usually is. */
export function usualSeverity(condition: RuleCondition): Severity {
  switch (condition.kind) {
    case 'behaviour':
      return GRAVE.has(condition.behaviour) ? 'critical' : 'warning';
    case 'line-crossing':
    case 'zone-presence':
    case 'sensor-threshold':
    case 'sensor-usual':
    case 'camera-health':
    case 'deviation':
      return 'warning';
  }
}

const GRAVE: ReadonlySet<Behaviour> = new Set(['fallen', 'wrong-way', 'crowd-density', 'left-behind']);

/** The same rule about something else: numbers of another unit are not carried over, places are where they still fit. */
export function ofKind(rule: RuleSettings, kind: RuleCondition['kind']): Partial<RuleSettings> {
  return about(rule, newCondition(kind));
}

/** The same rule about another behaviour. */
export function ofBehaviour(rule: RuleSettings, behaviour: Behaviour): Partial<RuleSettings> {
  return about(rule, newBehaviour(behaviour));
}

function about({ condition: before, severity }: RuleSettings, condition: RuleCondition): Partial<RuleSettings> {
  const kept =
    'zoneIds' in before && 'zoneIds' in condition && placeKind(before) === placeKind(condition)
      ? { ...condition, zoneIds: before.zoneIds }
      : condition;
  // A severity somebody chose is theirs.
  return { condition: kept, severity: severity === usualSeverity(before) ? usualSeverity(kept) : severity };
}

/** At what kind of place a condition looks; null: at none, or at either. */
export function placeKind(condition: RuleCondition): 'zone' | 'line' | null {
  switch (condition.kind) {
    case 'zone-presence':
      return 'zone';
    case 'line-crossing':
      return 'line';
    case 'behaviour':
      return condition.behaviour === 'speed' ? null : 'zone';
    case 'deviation':
      return condition.what === 'crossed' ? 'line' : 'zone';
    case 'sensor-threshold':
    case 'sensor-usual':
    case 'camera-health':
      return null;
  }
}

/** Not said yet: NaN is no number that could be saved. */
const UNKNOWN_LIMITS: Limits = { side: 'above', limit: Number.NaN, clearAt: Number.NaN };

/** Limits that mean the same everywhere; what is high water depends on the place. */
const USUAL_LIMITS: Partial<Record<Quantity, Limits>> = {
  pm25: { side: 'above', limit: 75, clearAt: 60 },
  pm10: { side: 'above', limit: 150, clearAt: 120 },
  temperature: { side: 'above', limit: 39, clearAt: 37 },
  humidity: { side: 'above', limit: 95, clearAt: 90 },
  noise: { side: 'above', limit: 70, clearAt: 65 },
  co2: { side: 'above', limit: 1500, clearAt: 1200 },
  battery: { side: 'below', limit: 20, clearAt: 25 },
};

/** The condition for these sensors: limits nobody has touched are those of what they measure. */
export function ofSensors(
  condition: SensorCondition,
  sensorIds: readonly string[],
  quantityOf: (sensorId: string) => Quantity | null,
): SensorCondition {
  const usual = (ids: readonly string[]): Limits => {
    const quantity = ids[0] === undefined ? null : quantityOf(ids[0]);
    return (quantity && USUAL_LIMITS[quantity]) ?? UNKNOWN_LIMITS;
  };
  const before = usual(condition.sensorIds);
  const untouched = Object.is(condition.limit, before.limit) && Object.is(condition.clearAt, before.clearAt);
  return { ...condition, sensorIds: [...sensorIds], ...(untouched ? usual(sensorIds) : {}) };
}

/** Whether everything a rule needs has been said. */
export function isWhole({ id, condition }: RuleSettings): boolean {
  if (id === '') return false;
  switch (condition.kind) {
    case 'zone-presence':
    case 'line-crossing':
      return condition.zoneIds.length > 0 && condition.classes.length > 0;
    case 'behaviour':
    case 'deviation':
      return condition.zoneIds.length > 0;
    case 'sensor-threshold':
      return condition.sensorIds.length > 0 && Number.isFinite(condition.limit) && Number.isFinite(condition.clearAt);
    case 'sensor-usual':
      return condition.sensorIds.length > 0;
    case 'camera-health':
      return condition.conditions.length > 0;
  }
}
