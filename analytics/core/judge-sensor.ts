import type { RuleCondition } from '../../contracts/rules.ts';
import type { MeasurementFact } from './facts.ts';
import { awake } from './hours.ts';
import { breakHold, dueAt, passTime, takeSignal, type Holds, type LatchEvent, type Signal } from './latch.ts';
import { changesOver, type LatchChanges, type Latches, type LatchKey } from './latches.ts';
import { NOTHING_USUAL, usualLimits, type SensorUsual } from './sensor-usual.ts';
import type { Rule, Verdict } from './verdict.ts';

type SensorCondition = Extract<RuleCondition, { kind: 'sensor-threshold' | 'sensor-usual' }>;
type SensorRule = Rule & { readonly condition: SensorCondition };

/** Rules about sensors by the sensor they look at, and how long each sensor's reading may be taken to hold. */
export type SensorRules = {
  readonly bySensor: ReadonlyMap<string, readonly SensorRule[]>;
  readonly holdsForMs: ReadonlyMap<string, number>;
  readonly usual: SensorUsual;
};

/** What is remembered of sensors between facts. */
export type SensorMemory = {
  /** Newest reading of each sensor. */
  readonly newest: ReadonlyMap<string, MeasurementFact>;
  readonly latches: Latches;
};

/** What a batch or the passing of time came to. */
export type SensorJudgement = {
  readonly verdicts: readonly Verdict[];
  readonly newest: ReadonlyMap<string, MeasurementFact>;
  readonly latches: Latches;
  /** Readings that are older than one already judged, and those nobody trusts: not judged. */
  readonly late: number;
  readonly suspect: number;
};

/** A sensor that misses this many readings is silent: its last value says nothing any more. */
const SILENT_AFTER = 3;

/** Sorts the rules about sensors. `everyS`: seconds between readings by sensor; sensors missing there hold a minute. */
export function sensorRules(
  rules: readonly Rule[],
  everyS: ReadonlyMap<string, number>,
  usual: SensorUsual = NOTHING_USUAL,
): SensorRules {
  const bySensor = new Map<string, SensorRule[]>();
  for (const rule of rules) {
    if (!isSensorRule(rule)) continue;
    for (const sensorId of new Set(rule.condition.sensorIds))
      bySensor.set(sensorId, [...(bySensor.get(sensorId) ?? []), rule]);
  }
  const holdsForMs = new Map(
    [...bySensor.keys()].map((sensorId) => [sensorId, (everyS.get(sensorId) ?? 20) * SILENT_AFTER * 1000]),
  );
  return { bySensor, holdsForMs, usual };
}

/** Judges readings in the order in which they were taken; of each sensor only what is newer than the newest known. */
export function judgeMeasurements(
  memory: SensorMemory,
  facts: readonly MeasurementFact[],
  rules: SensorRules,
  timeZone: string,
): SensorJudgement {
  const verdicts: Verdict[] = [];
  const newest = new Map<string, MeasurementFact>();
  const latches = changesOver(memory.latches);
  let late = 0;
  let suspect = 0;
  for (const fact of [...facts].sort((a, b) => a.at - b.at)) {
    const before = newest.get(fact.sensorId) ?? memory.newest.get(fact.sensorId);
    if (fact.quality !== 'good') suspect += 1;
    else if (before && fact.at <= before.at) late += 1;
    else {
      for (const rule of rules.bySensor.get(fact.sensorId) ?? [])
        judgeReading(rule, fact, before, rules, timeZone, latches, verdicts);
      newest.set(fact.sensorId, fact);
    }
  }
  return { verdicts, newest, latches: latches.changed(), late, suspect };
}

/**
 * Judges the passing of time: holds that became full, rules that fell asleep or woke, sensors that fell silent.
 * Only when every fact that is there has been judged.
 */
export function judgeSilence(
  memory: SensorMemory,
  nowMs: number,
  rules: SensorRules,
  timeZone: string,
): SensorJudgement & { readonly dueAt: number | null } {
  const verdicts: Verdict[] = [];
  const latches = changesOver(memory.latches);
  let due: number | null = null;
  for (const [sensorId, fact] of memory.newest) {
    for (const rule of rules.bySensor.get(sensorId) ?? []) {
      const key = keyOf(rule, sensorId);
      const holds = holdsOf(rule);
      pass(rule, fact, nowMs, rules, timeZone, latches, verdicts);
      if (nowMs <= heldUntil(fact, rules)) {
        const step = takeSignal(latches.get(key), signalOf(rule, fact, nowMs, rules, timeZone), nowMs, holds);
        latches.set(key, step.latch);
        tell(rule, fact, step.event, rules, timeZone, verdicts);
      }
      const next = dueAt(latches.get(key), holds);
      if (next !== null && (due === null || next < due)) due = next;
    }
  }
  return { verdicts, newest: new Map(), latches: latches.changed(), late: 0, suspect: 0, dueAt: due };
}

/** Whether some rule still looks at the sensor whose latch this is. */
export function watchesSensor({ bySensor }: SensorRules, key: LatchKey): boolean {
  return (bySensor.get(key.placeKey.slice('sensor:'.length)) ?? []).some((rule) => rule.id === key.ruleId);
}

function judgeReading(
  rule: SensorRule,
  fact: MeasurementFact,
  before: MeasurementFact | undefined,
  rules: SensorRules,
  timeZone: string,
  latches: LatchChanges,
  verdicts: Verdict[],
): void {
  if (before) pass(rule, before, fact.at, rules, timeZone, latches, verdicts);
  const key = keyOf(rule, fact.sensorId);
  const step = takeSignal(latches.get(key), signalOf(rule, fact, fact.at, rules, timeZone), fact.at, holdsOf(rule));
  latches.set(key, step.latch);
  tell(rule, fact, step.event, rules, timeZone, verdicts);
}

/** Lets time pass under the reading `fact`, as far as it can be taken to hold. */
function pass(
  rule: SensorRule,
  fact: MeasurementFact,
  toMs: number,
  rules: SensorRules,
  timeZone: string,
  latches: LatchChanges,
  verdicts: Verdict[],
): void {
  const key = keyOf(rule, fact.sensorId);
  const until = heldUntil(fact, rules);
  const step = passTime(latches.get(key), Math.min(toMs, until), holdsOf(rule));
  latches.set(key, toMs > until ? breakHold(step.latch) : step.latch);
  tell(rule, fact, step.event, rules, timeZone, verdicts);
}

function tell(
  rule: SensorRule,
  fact: MeasurementFact,
  event: LatchEvent | null,
  rules: SensorRules,
  timeZone: string,
  verdicts: Verdict[],
): void {
  if (!event) return;
  const key = keyOf(rule, fact.sensorId);
  if (event.kind === 'clear') {
    verdicts.push({ verdict: 'clear', ...key, at: event.at });
    return;
  }
  verdicts.push({
    verdict: 'raise',
    ...key,
    ruleVersion: rule.version,
    sourceKey: `measurement:${fact.sensorId}@${event.at}`,
    deviceKind: 'sensor',
    deviceId: fact.sensorId,
    zoneId: null,
    areaId: fact.areaId,
    class: null,
    box: null,
    value: fact.value,
    unit: null,
    detail: usualDetail(rule, fact.sensorId, event.at, rules, timeZone),
    capturedAt: event.at,
    receivedAt: event.at === fact.at ? fact.receivedAt : null,
    perceivedAt: null,
  });
}

function signalOf(rule: SensorRule, fact: MeasurementFact, atMs: number, rules: SensorRules, timeZone: string): Signal {
  if (!awake(rule.hours, atMs, timeZone)) return 'off';
  const { condition } = rule;
  const limits =
    condition.kind === 'sensor-threshold'
      ? condition
      : usualLimits(condition, fact.sensorId, atMs, rules.usual, timeZone);
  // Where too little is learned nothing is unlike the usual.
  if (limits === null) return 'off';
  const { side } = condition;
  const { limit, clearAt } = limits;
  // At the limit it counts, whatever clearAt says: both may be the same number.
  if (side === 'above' ? fact.value >= limit : fact.value <= limit) return 'on';
  return (side === 'above' ? fact.value <= clearAt : fact.value >= clearAt) ? 'off' : 'between';
}

/** What is usual, for the first step of an alert; consoles read it in their own language. */
function usualDetail(
  { condition }: SensorRule,
  sensorId: string,
  atMs: number,
  { usual }: SensorRules,
  timeZone: string,
): string | null {
  if (condition.kind === 'sensor-threshold') return null;
  const limits = usualLimits(condition, sensorId, atMs, usual, timeZone);
  if (limits === null) return null;
  const rounded = (value: number): number => Math.round(value * 100) / 100;
  const { hour } = limits;
  return `sensor-usual: usual=${rounded(hour.usual)} spread=${rounded(hour.spread)} weeks=${hour.weeks}`;
}

function heldUntil(fact: MeasurementFact, rules: SensorRules): number {
  return fact.at + (rules.holdsForMs.get(fact.sensorId) ?? 0);
}

function holdsOf(rule: SensorRule): Holds {
  return { forMs: rule.condition.forS * 1000, clearForMs: rule.condition.clearForS * 1000 };
}

function keyOf(rule: SensorRule, sensorId: string): { ruleId: string; placeKey: string } {
  return { ruleId: rule.id, placeKey: `sensor:${sensorId}` };
}

function isSensorRule(rule: Rule): rule is SensorRule {
  return rule.condition.kind === 'sensor-threshold' || rule.condition.kind === 'sensor-usual';
}
