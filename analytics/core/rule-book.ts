import { cameraRules, type CameraRules } from './judge-camera.ts';
import { zoneRules, type ZoneRules } from './judge-observation.ts';
import { sensorRules, type SensorRules } from './judge-sensor.ts';
import { NOTHING_USUAL, type SensorUsual } from './sensor-usual.ts';
import type { Rule } from './verdict.ts';

/** All rules that judge now, sorted for use. Replaced as a whole when settings change. */
export type RuleBook = { readonly zones: ZoneRules; readonly sensors: SensorRules; readonly cameras: CameraRules };

/** What judging must know of the devices. */
export type DeviceFacts = {
  /** Seconds between readings, by sensor. */
  readonly everyS: ReadonlyMap<string, number>;
  readonly camerasInUse: ReadonlySet<string>;
  /** Left out: nothing is usual at any sensor. */
  readonly usual?: SensorUsual;
};

/** Sorts the rules that are switched on. */
export function ruleBook(
  rules: readonly Rule[],
  { everyS, camerasInUse, usual = NOTHING_USUAL }: DeviceFacts,
): RuleBook {
  const enabled = rules.filter((rule) => rule.enabled);
  return {
    zones: zoneRules(enabled),
    sensors: sensorRules(enabled, everyS, usual),
    cameras: cameraRules(enabled, camerasInUse),
  };
}

/** Before any rule is known. */
export const NO_RULES: RuleBook = ruleBook([], { everyS: new Map(), camerasInUse: new Set() });
