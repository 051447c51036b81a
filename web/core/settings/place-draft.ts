import type { City } from '../../../contracts/api.ts';
import type { Area } from '../../../contracts/devices.ts';
import type { Unit } from '../../../contracts/units.ts';
import type { State } from '../state.ts';
import { cityDays } from '../stats/city-days.ts';

/** What an admin writes about an administrative unit. */
export interface AreaDraft {
  readonly kind: 'area';
  readonly value: Area;
  /** When the version that is changed began; null: a new area. Kept, the version is put right; else a new one begins. */
  readonly versionFrom: string | null;
}

/** What an admin writes about a unit. */
export interface UnitDraft {
  readonly kind: 'unit';
  readonly value: Unit;
}

/** Larger kinds first. */
export const AREA_KINDS = ['country', 'province', 'city', 'ward'] as const satisfies readonly Area['kind'][];

/** The area an address of the settings names, in its newest version, or a new one; null: there is none. */
export function areaDraftAt(id: string, state: State, city: Pick<City, 'areas' | 'timeZone'>): AreaDraft | null {
  if (id === 'new') return { kind: 'area', value: newArea(state, city), versionFrom: null };
  const known = state.setup.areas.is === 'ready' ? state.setup.areas.value : city.areas;
  const value = newestVersions(known).find((one) => one.id === id);
  return value ? { kind: 'area', value, versionFrom: value.validFrom } : null;
}

/** The unit an address of the settings names, or a new one; null: there is none. */
export function unitDraftAt(id: string, { units }: Pick<City, 'units'>): UnitDraft | null {
  if (id === 'new')
    return { kind: 'unit', value: { id: '', nameVi: '', nameEn: '', areaId: null, phone: null, endedAt: null } };
  const value = units.find((one) => one.id === id);
  return value ? { kind: 'unit', value } : null;
}

/** The last version of each area. */
export function newestVersions(versions: readonly Area[]): readonly Area[] {
  const newest = new Map<string, Area>();
  for (const version of versions) {
    const known = newest.get(version.id);
    if (!known || Date.parse(version.validFrom) > Date.parse(known.validFrom)) newest.set(version.id, version);
  }
  return [...newest.values()];
}

/** Areas that can be above one of a kind: larger ones that are there now. */
export function parentsFor(kind: Area['kind'], id: string, areas: readonly Area[]): readonly Area[] {
  const rank = (one: Area['kind']) => AREA_KINDS.indexOf(one);
  return areas.filter((one) => rank(one.kind) < rank(kind) && one.id !== id);
}

/** When today began in the city, as an instant. */
export function todayIn(timeZone: string, now: number): string {
  const days = cityDays(timeZone);
  return new Date(days.startOf(days.dayOf(now))).toISOString();
}

function newArea({ now }: State, { areas, timeZone }: Pick<City, 'areas' | 'timeZone'>): Area {
  const parent = areas.findLast(({ kind }) => kind === 'province' || kind === 'city');
  return {
    id: '',
    kind: 'ward',
    nameVi: '',
    nameEn: '',
    parentId: parent?.id ?? null,
    validFrom: todayIn(timeZone, now),
    validTo: null,
    successorId: null,
    outline: null,
  };
}
