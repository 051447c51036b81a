import type { Box } from '../../../contracts/geometry.ts';
import { clipToPicture } from '../geometry/box.ts';
import type { ObservationDraft } from './observation-draft.ts';
import type { Moment, RoadUser } from './road-user.ts';

/** So long must so many people be in the zone; groups that pass are no crowd. */
export const CROWD_HOLD_S = 5;
/** Dips shorter than this are people who hide each other. */
const DIP_MS = 1500;
/** The crowd has dispersed when fewer than this share of the mark remain. */
const DISPERSED = 0.8;
/** Of a crowd so many are seen at once at least; the others are behind them. */
const SEEN_AT_ONCE = 0.8;
/** Somebody who was seen a moment ago is still counted. */
const REMEMBERED_MS = 2000;

/** The people of one zone together. */
export interface CrowdWatch {
  /** @param insiders road users inside the zone by their last look. */
  observe(moment: Moment, insiders: readonly RoadUser[]): readonly ObservationDraft[];
}

interface Level {
  readonly people: number;
  sinceSteadyMs: number | null;
  sinceAt: number;
  lastEnoughMs: number;
  said: boolean;
}

/** Occupancy of a zone by people: `crowd` when a mark is held, and again only after the crowd has dispersed. */
export function createCrowdWatch(zoneId: string, marks: readonly number[]): CrowdWatch {
  const levels: Level[] = [...new Set(marks)]
    .filter((people) => people > 0)
    .sort((a, b) => a - b)
    .map((people) => ({ people, sinceSteadyMs: null, sinceAt: 0, lastEnoughMs: 0, said: false }));
  return {
    observe({ atMs, steadyMs }, insiders) {
      const people = insiders.filter(
        ({ track }) => track.className === 'person' && track.wasConfirmed && track.unseenMs < REMEMBERED_MS,
      );
      const count = people.length;
      const seen = people.filter(({ present }) => present).length;
      const said: ObservationDraft[] = [];
      for (const level of levels) {
        if (count >= level.people) {
          if (level.sinceSteadyMs === null) {
            level.sinceSteadyMs = steadyMs;
            level.sinceAt = atMs;
          }
          level.lastEnoughMs = steadyMs;
        } else if (level.sinceSteadyMs !== null && steadyMs - level.lastEnoughMs > DIP_MS) level.sinceSteadyMs = null;
        if (level.said && level.sinceSteadyMs === null && count < DISPERSED * level.people) level.said = false;
        if (level.said || level.sinceSteadyMs === null || count < level.people) continue;
        if (seen < SEEN_AT_ONCE * level.people) continue;
        if (steadyMs - level.sinceSteadyMs < CROWD_HOLD_S * 1000) continue;
        level.said = true;
        said.push(crowdDraft(zoneId, count, people, atMs, level.sinceAt));
      }
      return said;
    },
  };
}

function crowdDraft(
  zoneId: string,
  count: number,
  people: readonly RoadUser[],
  atMs: number,
  since: number,
): ObservationDraft {
  return {
    kind: 'crowd',
    zoneId,
    trackId: null,
    className: 'person',
    direction: null,
    value: count,
    uncertainty: null,
    score: null,
    box: around(people.map(({ track }) => track.box)),
    at: atMs,
    since,
    how: null,
  };
}

function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.w));
  const bottom = Math.max(...boxes.map((box) => box.y + box.h));
  return clipToPicture({ x, y, w: right - x, h: bottom - y });
}
