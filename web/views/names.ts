import type { Alert } from '../../contracts/alerts.ts';
import type { Recipient } from '../../contracts/recipients.ts';
import type { RuleNames } from '../core/rule-reading.ts';
import type { State } from '../core/state.ts';
import { dictionaryOf } from '../core/text/dictionary.ts';

/** Names of zones, cameras and sensors for the plain reading of rules. */
export function ruleNames(state: State): RuleNames {
  const zones = state.city.is === 'ready' ? state.city.value.zones : [];
  return {
    zone: (id) => zones.find((zone) => zone.id === id)?.name ?? id,
    camera: (id) => state.cameras.get(id)?.name ?? id,
    sensor: (id) => {
      const sensor = state.sensors.get(id);
      return { name: sensor?.name ?? id, unit: sensor?.unit ?? '' };
    },
    recipient: (whom) => recipientName(state, whom),
  };
}

/** Name of an area in the chosen language; null when it is not known. */
export function areaName(state: State, id: string | null): string | null {
  if (id === null || state.city.is !== 'ready') return null;
  const area = state.city.value.areas.find((one) => one.id === id);
  if (!area) return null;
  return state.preferences.language === 'vi' ? area.nameVi : area.nameEn;
}

/** Name of a unit in the chosen language; null when it is not known. */
export function unitName(state: State, id: string | null): string | null {
  if (id === null || state.city.is !== 'ready') return null;
  const unit = state.city.value.units.find((one) => one.id === id);
  if (!unit) return null;
  return state.preferences.language === 'vi' ? unit.nameVi : unit.nameEn;
}

/** Whom a rule's or an alert's is for, in the chosen language; by the name it had then when it is gone. */
export function recipientName(
  state: State,
  { kind, id, ...more }: Recipient | NonNullable<Alert['recipient']>,
): string {
  const known = kind === 'unit' ? unitName(state, id) : kind === 'ward' ? areaName(state, id) : null;
  if (known !== null) return known;
  const t = dictionaryOf(state.preferences.language);
  if (kind === 'role' && id in t.role) return t.role[id as keyof typeof t.role];
  return 'name' in more ? more.name : id;
}
