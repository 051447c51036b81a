import { describe, expect, test } from 'vitest';
import {
  createLookPlanner,
  type Followed,
  type Glimpse,
  type LookPlanner,
} from '../../../../ingest/core/regions/look-planner.ts';
import { boxOf } from '../../../../ingest/core/regions/region.ts';

const SIZE = { width: 640, height: 480 };
const WALKER = { x: 0.2, y: 0.4, w: 0.05, h: 0.2 };

function glimpse(capturedAt: number, over: Partial<Glimpse> = {}): Glimpse {
  return { capturedAt, streamId: 's', size: SIZE, moves: true, motion: [WALKER], ...over };
}

function object(over: Partial<Followed> = {}): Followed {
  return { box: { x: 0.6, y: 0.4, w: 0.05, h: 0.2 }, velocity: { x: 0.1, y: 0 }, unseenMs: 0, isSure: true, ...over };
}

/** One that has looked at the whole picture at time 0. */
function aPlanner(): LookPlanner {
  const planner = createLookPlanner();
  planner.took(glimpse(0), planner.plan(glimpse(0), [], 0));
  return planner;
}

function howMany(planner: LookPlanner, at: Glimpse, followed: readonly Followed[] = []): number | 'whole' {
  const look = planner.plan(at, followed, at.capturedAt - 200);
  return look.how === 'whole' ? 'whole' : look.regions.length;
}

describe('the whole picture is looked at', () => {
  test('first, and then every few seconds', () => {
    expect(createLookPlanner().plan(glimpse(0), [], 0)).toEqual({ how: 'whole' });
    const planner = aPlanner();
    expect([200, 2400, 2600].map((at) => howMany(planner, glimpse(at)))).toEqual([1, 1, 'whole']);
  });

  test('when nothing moved for long, when much moves, and when the stream or the picture is another', () => {
    const most = { x: 0.1, y: 0.1, w: 0.8, h: 0.8 };
    const others = [{ moves: false }, { motion: [most] }, { streamId: 't' }, { size: { width: 640, height: 360 } }];
    expect(others.map((over) => howMany(aPlanner(), glimpse(200, over)))).toEqual(['whole', 'whole', 'whole', 'whole']);
  });

  test('when an object reached out of its region, unless it is known to lie only half in it', () => {
    const region = { x: 0.5, y: 0.3, w: 0.2, h: 0.4 };
    const parked = object({ box: { x: 0.65, y: 0.4, w: 0.2, h: 0.2 }, velocity: { x: 0, y: 0 } });
    const half = { x: 0.65, y: 0.4, w: 0.05, h: 0.2 };
    const planner = aPlanner();
    planner.cut([half], [region], [parked]);
    expect(howMany(planner, glimpse(200))).toBe(1);
    planner.cut([half], [region], []);
    expect(howMany(planner, glimpse(200))).toBe('whole');
  });

  test('when the clock went back', () => {
    expect(howMany(aPlanner(), glimpse(-5000))).toBe('whole');
  });
});

describe('otherwise regions are looked at', () => {
  test('around what moves and around who walks, wherever that is by now', () => {
    const walking = object();
    const look = aPlanner().plan(glimpse(1000), [walking], 0);
    const boxes = look.how === 'parts' ? look.regions.map((region) => boxOf(region, SIZE)) : [];
    const holds = (x: number, y: number) =>
      boxes.some((box) => box.x <= x && x <= box.x + box.w && box.y <= y && y <= box.y + box.h);
    expect([holds(0.2, 0.4), holds(0.25, 0.6), holds(0.7, 0.4), holds(0.75, 0.6), holds(0.5, 0.5)]).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  test('not around what stands, unless something moves there', () => {
    const standing = object({ velocity: { x: 0, y: 0 } });
    expect(howMany(aPlanner(), glimpse(200), [standing])).toBe(1);
    expect(howMany(aPlanner(), glimpse(200, { motion: [WALKER, standing.box] }), [standing])).toBe(2);
  });

  test('not around who has been away for a while', () => {
    expect(howMany(aPlanner(), glimpse(200), [object({ unseenMs: 1200 })])).toBe(1);
  });

  test('of which there are none when nothing moves and nobody walks', () => {
    expect(howMany(aPlanner(), glimpse(200, { motion: [] }))).toBe(0);
  });
});
