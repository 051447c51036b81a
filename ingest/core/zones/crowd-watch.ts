import type { Box } from '../../../contracts/geometry.ts';
import type { GroundArea } from '../../../contracts/ground-area.ts';
import { clipToPicture } from '../geometry/box.ts';
import { createCrowdLevel, CROWD_HOLD_S, type CrowdLevel } from './crowd-levels.ts';
import type { ObservationDraft } from './observation-draft.ts';
import type { Moment, RoadUser } from './road-user.ts';

/** Somebody who was seen a moment ago is still counted. */
const REMEMBERED_MS = 2000;
/** However small the zone: one person is no crowd. */
const LEAST_PEOPLE = 2;
/** Who stands on the zone's edge, or behind somebody, may be counted or not. */
const LEAST_ERROR = 0.5;
/** Half widths are of 95 %. */
const COVERAGE = 2;
const PER_M2 = 100;
/** Areas are not exact to the last bit: 4 people on what is meant to be 100 m² are 4 per 100 m². */
const DECIMALS = 1e6;

/** The people of one zone together. */
export interface CrowdWatch {
  /** @param insiders road users inside the zone by their last look. */
  observe(moment: Moment, insiders: readonly RoadUser[]): readonly ObservationDraft[];
}

/** At which numbers of people, and at which densities (people per 100 m²), something is said. */
export interface CrowdMarks {
  readonly people: readonly number[];
  readonly density: readonly number[];
}

/**
 * Occupancy of a zone by people, and their density on its ground: `crowd` and `crowd-density` when a mark is held, and again only after
 * the crowd has dispersed.
 * @param groundOf the zone's ground as it is known now; null: not, and then there are no densities
 */
export function createCrowdWatch(zoneId: string, marks: CrowdMarks, groundOf: () => GroundArea | null): CrowdWatch {
  const peopleLevels = levelsOf(marks.people);
  const densityLevels = levelsOf(marks.density);
  let recent: { readonly steadyMs: number; readonly count: number }[] = [];
  return {
    observe({ atMs, steadyMs }, insiders) {
      const people = insiders.filter(
        ({ track }) => track.className === 'person' && track.wasConfirmed && track.unseenMs < REMEMBERED_MS,
      );
      const count = people.length;
      recent = [...recent.filter((one) => steadyMs - one.steadyMs <= CROWD_HOLD_S * 1000), { steadyMs, count }];
      const now = { count, seen: people.filter(({ present }) => present).length, steadyMs, atMs };
      const said: ObservationDraft[] = [];
      const say = (kind: 'crowd' | 'crowd-density', value: number, uncertainty: number | null, since: number): void => {
        const box = around(people.map(({ track }) => track.box));
        said.push({ ...ABOUT_PEOPLE, kind, zoneId, value, uncertainty, box, at: atMs, since });
      };
      for (const { mark, level } of peopleLevels) {
        const since = level.reach(mark, now);
        if (since !== null) say('crowd', count, null, since);
      }
      const ground = densityLevels.length > 0 ? groundOf() : null;
      if (ground === null) return said;
      for (const { mark, level } of densityLevels) {
        const since = level.reach(Math.max(LEAST_PEOPLE, (mark * ground.m2) / PER_M2 - 1 / DECIMALS), now);
        if (since === null) continue;
        const { value, uncertainty } = densityOf(
          count,
          recent.map((one) => one.count),
          ground,
        );
        say('crowd-density', value, uncertainty, since);
      }
      return said;
    },
  };
}

const ABOUT_PEOPLE = { trackId: null, className: 'person', direction: null, score: null, how: null } as const;

function levelsOf(marks: readonly number[]): readonly { readonly mark: number; readonly level: CrowdLevel }[] {
  return [...new Set(marks)]
    .filter((mark) => mark > 0)
    .sort((a, b) => a - b)
    .map((mark) => ({ mark, level: createCrowdLevel() }));
}

/** People per 100 m². Its error: how the count swayed while the mark was held, and how well the ground is known. */
function densityOf(
  count: number,
  recent: readonly number[],
  { m2, stdM2 }: GroundArea,
): { value: number; uncertainty: number } {
  const mean = recent.reduce((sum, one) => sum + one, 0) / recent.length;
  const sway = Math.sqrt(recent.reduce((sum, one) => sum + (one - mean) ** 2, 0) / recent.length);
  const value = Math.round((DECIMALS * PER_M2 * count) / m2) / DECIMALS;
  const relative = Math.hypot(Math.max(LEAST_ERROR, sway) / count, stdM2 / m2);
  return { value, uncertainty: COVERAGE * relative * value };
}

function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.w));
  const bottom = Math.max(...boxes.map((box) => box.y + box.h));
  return clipToPicture({ x, y, w: right - x, h: bottom - y });
}
