import { groundArea } from '../../contracts/ground-area.ts';
import type { Calibration } from '../../contracts/devices.ts';
import type { RuleSettings } from '../../contracts/rules.ts';
import type { FileZone } from './settings-files.ts';

/** A rule of which this film can raise no alert, and why, in words for the terminal. */
export interface UnmetRule {
  readonly ruleId: string;
  readonly why: string;
}

const CALIBRATE = 'give the four points of the camera with --calibration';

/** Rules that cannot be fulfilled whatever the film shows: who waits for their alerts would wait in vain. */
export function unmetRules(
  rules: readonly RuleSettings[],
  zones: readonly FileZone[],
  calibrated: Calibration | null,
): readonly UnmetRule[] {
  const byId = new Map(zones.map((zone) => [zone.id, zone]));
  return rules.flatMap((rule) => {
    const why = reasonOf(rule, (id) => byId.get(id), calibrated);
    return why === null ? [] : [{ ruleId: rule.id, why }];
  });
}

function reasonOf(
  { condition, enabled }: RuleSettings,
  zoneOf: (id: string) => FileZone | undefined,
  calibrated: Calibration | null,
): string | null {
  if (!enabled) return 'is switched off';
  if (condition.kind === 'deviation') return 'compares with what is usual, which a film does not tell';
  if (!('zoneIds' in condition)) return 'looks at sensors or cameras: a film cannot fulfil it';
  const places = condition.zoneIds.flatMap((id) => zoneOf(id) ?? []);
  const hasLine = places.some(({ shape }) => shape.kind === 'line');
  const hasZone = places.some(({ shape }) => shape.kind === 'zone');
  if (condition.kind === 'line-crossing') return hasLine ? null : 'counts crossings, but names no line';
  const { kind } = condition;
  const behaviour = kind === 'behaviour' ? condition.behaviour : kind;
  if (behaviour === 'speed') return calibrated ? null : `measures speeds: ${CALIBRATE}`;
  if (!hasZone) return 'looks into zones, but names none';
  if (behaviour === 'wrong-way' && places.every(({ shape }) => shape.kind === 'line' || !shape.way))
    return 'asks for the wrong way, but no zone it names says which way is right ("way")';
  if (behaviour !== 'crowd-density') return null;
  if (!calibrated) return `asks for people per 100 m², and nobody knows how large the ground is: ${CALIBRATE}`;
  const isKnown = places.some(({ shape }) => shape.kind === 'zone' && groundArea(shape.polygon, calibrated) !== null);
  return isKnown
    ? null
    : 'asks for people per 100 m², but its zones reach too near to the horizon to know their ground';
}
