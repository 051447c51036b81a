import type { RuleCondition } from '../../contracts/rules.ts';
import type { HealthFact } from './facts.ts';
import { awake } from './hours.ts';
import { dueAt, passTime, takeSignal, type Holds, type LatchEvent, type Signal } from './latch.ts';
import { changesOver, type LatchChanges, type Latches, type LatchKey } from './latches.ts';
import type { Rule, Verdict } from './verdict.ts';

type CameraCondition = Extract<RuleCondition, { kind: 'camera-health' }>;
type CameraRule = Rule & { readonly condition: CameraCondition };

/** Rules about cameras' health, and the cameras that are in use: a camera switched off on purpose is not ill. */
export type CameraRules = { readonly rules: readonly CameraRule[]; readonly inUse: ReadonlySet<string> };

/** The newest news of a camera from each source. */
export type CameraNews = { readonly camera: HealthFact | null; readonly agent: HealthFact | null };

/** What is remembered of cameras between facts. */
export type CameraMemory = { readonly news: ReadonlyMap<string, CameraNews>; readonly latches: Latches };

/** What a batch or the passing of time came to. */
export type CameraJudgement = {
  readonly verdicts: readonly Verdict[];
  readonly news: ReadonlyMap<string, CameraNews>;
  readonly latches: Latches;
  /** News older than what was known: not judged. */
  readonly late: number;
};

/** Sorts the rules about cameras' health. */
export function cameraRules(rules: readonly Rule[], inUse: ReadonlySet<string>): CameraRules {
  return { rules: rules.filter(isCameraRule), inUse };
}

/** Judges news of cameras' health in the order of their times. A time in the future (an agent's clock) counts as now. */
export function judgeHealth(
  memory: CameraMemory,
  facts: readonly HealthFact[],
  rules: CameraRules,
  timeZone: string,
  nowMs: number,
): CameraJudgement {
  const verdicts: Verdict[] = [];
  const news = new Map<string, CameraNews>();
  const latches = changesOver(memory.latches);
  let late = 0;
  for (const fact of [...facts].sort((a, b) => a.at - b.at)) {
    const before = news.get(fact.cameraId) ?? memory.news.get(fact.cameraId) ?? { camera: null, agent: null };
    if ((before[fact.source]?.at ?? -1) > fact.at) {
      late += 1;
      continue;
    }
    const after: CameraNews = { ...before, [fact.source]: fact };
    news.set(fact.cameraId, after);
    judgeAt(rules, fact.cameraId, before, after, Math.min(fact.at, nowMs), timeZone, latches, verdicts);
  }
  return { verdicts, news, latches: latches.changed(), late };
}

/**
 * Judges the passing of time: holds that became full, rules that fell asleep or woke, rules and cameras that are new.
 * Only when every fact that is there has been judged.
 */
export function judgeCameras(
  memory: CameraMemory,
  nowMs: number,
  rules: CameraRules,
  timeZone: string,
): CameraJudgement & { readonly dueAt: number | null } {
  const verdicts: Verdict[] = [];
  const latches = changesOver(memory.latches);
  let due: number | null = null;
  for (const [cameraId, news] of memory.news) {
    judgeAt(rules, cameraId, news, news, nowMs, timeZone, latches, verdicts);
    for (const rule of rules.rules) {
      const next = covers(rule, cameraId) ? dueAt(latches.get(keyOf(rule, cameraId)), holdsOf(rule)) : null;
      if (next !== null && (due === null || next < due)) due = next;
    }
  }
  return { verdicts, news: new Map(), latches: latches.changed(), late: 0, dueAt: due };
}

function judgeAt(
  { rules, inUse }: CameraRules,
  cameraId: string,
  before: CameraNews,
  news: CameraNews,
  atMs: number,
  timeZone: string,
  latches: LatchChanges,
  verdicts: Verdict[],
): void {
  const now = presentHealth(news);
  for (const rule of rules) {
    if (!covers(rule, cameraId)) continue;
    const key = keyOf(rule, cameraId);
    const holds = holdsOf(rule);
    const ill = now !== null && inUse.has(cameraId) && includes(rule.condition.conditions, now.condition);
    const signal: Signal = ill && awake(rule.hours, atMs, timeZone) ? 'on' : 'off';
    const passed = passTime(latches.get(key), atMs, holds);
    tell(rule, cameraId, before, passed.event, verdicts);
    const step = takeSignal(passed.latch, signal, atMs, holds);
    tell(rule, cameraId, news, step.event, verdicts);
    latches.set(key, step.latch);
  }
}

/** How a camera is as far as anybody knows: without its agent it is offline, whatever it was before. */
function presentHealth({ camera, agent }: CameraNews): Pick<HealthFact, 'condition' | 'fault' | 'areaId'> | null {
  if (agent?.condition === 'offline') return { ...agent, areaId: camera?.areaId ?? agent.areaId };
  return camera;
}

function tell(
  rule: CameraRule,
  cameraId: string,
  news: CameraNews,
  event: LatchEvent | null,
  verdicts: Verdict[],
): void {
  if (!event) return;
  const key = keyOf(rule, cameraId);
  if (event.kind === 'clear') {
    verdicts.push({ verdict: 'clear', ...key, at: event.at });
    return;
  }
  const now = presentHealth(news);
  verdicts.push({
    verdict: 'raise',
    ...key,
    ruleVersion: rule.version,
    sourceKey: `health:${cameraId}@${event.at}`,
    deviceKind: 'camera',
    deviceId: cameraId,
    zoneId: null,
    areaId: now?.areaId ?? null,
    class: null,
    box: null,
    value: null,
    unit: null,
    detail: now && [now.condition, now.fault].filter((word) => word !== null).join(': '),
    capturedAt: event.at,
    receivedAt: null,
    perceivedAt: null,
  });
}

/** Whether some rule still looks at the camera whose latch this is. */
export function watchesCamera({ rules }: CameraRules, key: LatchKey): boolean {
  return rules.some((rule) => rule.id === key.ruleId && covers(rule, key.placeKey.slice('camera:'.length)));
}

function covers(rule: CameraRule, cameraId: string): boolean {
  return rule.condition.cameraIds.length === 0 || rule.condition.cameraIds.includes(cameraId);
}

function includes(conditions: readonly string[], condition: string): boolean {
  return conditions.includes(condition);
}

function holdsOf(rule: CameraRule): Holds {
  return { forMs: rule.condition.forS * 1000, clearForMs: rule.condition.clearForS * 1000 };
}

function keyOf(rule: CameraRule, cameraId: string): { ruleId: string; placeKey: string } {
  return { ruleId: rule.id, placeKey: `camera:${cameraId}` };
}

function isCameraRule(rule: Rule): rule is CameraRule {
  return rule.condition.kind === 'camera-health';
}
