import { COMMON_MARKS, type Deviation, type DeviationMark } from '../../contracts/deviations.ts';
import type { RuleCondition } from '../../contracts/rules.ts';
import type { ObservationFact } from './facts.ts';
import { awake } from './hours.ts';
import type { Rule, Verdict } from './verdict.ts';

/** Rules about zones and lines, ready for use: which of them look at a zone, and which dwell marks it has. */
export type ZoneRules = {
  readonly byZone: ReadonlyMap<string, readonly ZoneRule[]>;
  /** Seconds, ascending, at which a stay in the zone is told: those the rules ask for. */
  readonly marksByZone: ReadonlyMap<string, readonly number[]>;
  readonly marksOfDeviation: DeviationMarks;
};

/** From where on a count is not as usual, by place; `everywhere` counts beside them. */
export type DeviationMarks = {
  readonly everywhere: readonly DeviationMark[];
  readonly byZone: ReadonlyMap<string, readonly DeviationMark[]>;
};

type ZoneCondition = Extract<RuleCondition, { kind: 'zone-presence' | 'line-crossing' | 'behaviour' | 'deviation' }>;
type ZoneRule = Rule & { readonly condition: ZoneCondition };

/** Behaviours whose observations carry a measure (seconds, people, their density, km/h); the others have nothing to compare. */
const MEASURED: ReadonlySet<string> = new Set(['stopped', 'left-behind', 'fallen', 'crowd', 'crowd-density', 'speed']);
const UNITS: Readonly<Record<string, string>> = {
  dwelled: 's',
  stopped: 's',
  'left-behind': 's',
  fallen: 's',
  crowd: 'people',
  'crowd-density': 'people/100 m²',
  speed: 'km/h',
};

/** Sorts the rules about zones and lines by the places they look at. */
export function zoneRules(rules: readonly Rule[]): ZoneRules {
  const byZone = new Map<string, ZoneRule[]>();
  const marks = new Map<string, Set<number>>();
  const deviations = new Map<string, readonly DeviationMark[]>();
  for (const rule of rules) {
    if (!isZoneRule(rule)) continue;
    for (const zoneId of new Set(rule.condition.zoneIds)) {
      byZone.set(zoneId, [...(byZone.get(zoneId) ?? []), rule]);
      if (rule.condition.kind === 'zone-presence' && rule.condition.forS > 0)
        marks.set(zoneId, (marks.get(zoneId) ?? new Set()).add(rule.condition.forS));
      if (rule.condition.kind === 'deviation')
        deviations.set(zoneId, withMark(deviations.get(zoneId) ?? [], markOfRule(rule.condition)));
    }
  }
  return {
    byZone,
    marksByZone: new Map([...marks].map(([zoneId, seconds]) => [zoneId, [...seconds].sort((a, b) => a - b)])),
    marksOfDeviation: { everywhere: COMMON_MARKS, byZone: deviations },
  };
}

/** Which alerts one observation raises or repeats. A function of the observation and the rules alone. */
export function judgeObservation(fact: ObservationFact, rules: ZoneRules, timeZone: string): readonly Verdict[] {
  if (fact.zoneId === null) return [];
  const zoneId = fact.zoneId;
  return (rules.byZone.get(zoneId) ?? [])
    .filter((rule) => meets(fact, rule.condition, rules.marksByZone.get(zoneId) ?? []))
    .filter((rule) => awake(rule.hours, fact.capturedAt, timeZone))
    .map((rule) => ({
      verdict: 'raise',
      ruleId: rule.id,
      ruleVersion: rule.version,
      placeKey: `zone:${zoneId}`,
      sourceKey: `observation:${fact.id}`,
      deviceKind: 'camera',
      deviceId: fact.cameraId,
      zoneId,
      areaId: fact.areaId,
      class: fact.class,
      box: fact.box,
      value: fact.value,
      unit: fact.value === null ? null : (UNITS[fact.kind] ?? null),
      detail: fact.deviation ? detailOf(fact.deviation) : null,
      capturedAt: fact.capturedAt,
      receivedAt: fact.receivedAt,
      perceivedAt: fact.perceivedAt,
    }));
}

function isZoneRule(rule: Rule): rule is ZoneRule {
  switch (rule.condition.kind) {
    case 'zone-presence':
    case 'line-crossing':
    case 'behaviour':
    case 'deviation':
      return true;
    case 'sensor-threshold':
    case 'sensor-usual':
    case 'camera-health':
      return false;
  }
}

function meets(fact: ObservationFact, condition: ZoneCondition, marks: readonly number[]): boolean {
  switch (condition.kind) {
    case 'zone-presence':
      if (!ofClass(fact, condition.classes)) return false;
      if (condition.forS === 0) return fact.kind === 'entered';
      return fact.kind === 'dwelled' && markOf(fact.value, marks) === condition.forS;
    case 'line-crossing':
      return (
        fact.kind === 'crossed' &&
        ofClass(fact, condition.classes) &&
        (condition.direction === 'either' || condition.direction === fact.direction)
      );
    case 'behaviour':
      return (
        fact.kind === condition.behaviour &&
        (condition.classes.length === 0 || ofClass(fact, condition.classes)) &&
        (!MEASURED.has(fact.kind) || (fact.value !== null && fact.value >= condition.atLeast))
      );
    case 'deviation':
      return (
        fact.kind === 'deviation' &&
        fact.class === condition.class &&
        fact.deviation !== null &&
        isSameMark(fact.deviation, condition)
      );
  }
}

function ofClass(fact: ObservationFact, classes: readonly string[]): boolean {
  return fact.class !== null && classes.includes(fact.class);
}

/** The mark a stay has just reached: one stay is told at each mark, and each rule must hear of it once. */
function markOf(seconds: number | null, marks: readonly number[]): number | null {
  if (seconds === null) return null;
  return marks.findLast((mark) => mark <= seconds) ?? null;
}

/** A count is told at each mark it passes, and each rule must hear of its own only. */
export function isSameMark(one: DeviationMark, other: DeviationMark): boolean {
  return (
    one.what === other.what && one.side === other.side && one.factor === other.factor && one.atLeast === other.atLeast
  );
}

function markOfRule({ what, side, factor, atLeast }: DeviationMark): DeviationMark {
  return { what, side, factor, atLeast };
}

function withMark(marks: readonly DeviationMark[], mark: DeviationMark): readonly DeviationMark[] {
  return marks.some((one) => isSameMark(one, mark)) ? marks : [...marks, mark];
}

/** What is usual, for the first step of an alert; consoles read it in their own language. */
function detailOf({ usual, spread, weeks, watched }: Deviation): string {
  const rounded = (value: number): number => Math.round(value * 10) / 10;
  const share = watched === null ? '' : ` watched=${Math.round(watched * 100) / 100}`;
  return `deviation: usual=${rounded(usual)} spread=${rounded(spread)} weeks=${weeks}${share}`;
}
