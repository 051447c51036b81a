import type { RuleNames } from '../core/rule-reading.ts';
import type { State } from '../core/state.ts';

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
  };
}

/** Name of an area in the chosen language; null when it is not known. */
export function areaName(state: State, id: string | null): string | null {
  if (id === null || state.city.is !== 'ready') return null;
  const area = state.city.value.areas.find((one) => one.id === id);
  if (!area) return null;
  return state.preferences.language === 'vi' ? area.nameVi : area.nameEn;
}
