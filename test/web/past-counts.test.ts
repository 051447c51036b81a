import { expect, test } from 'vitest';
import type { PastAnswer } from '../../contracts/history-events.ts';
import { pastQuery } from '../../contracts/history-events.ts';
import { alertsOnMap } from '../../web/core/alerts/shown-alerts.ts';
import {
  countOf,
  curveOf,
  figureOf,
  pastCounts,
  pastCountsPath,
  stepAt,
  totalAt,
} from '../../web/core/map/past-counts.ts';
import { aClock, aCamera, anAlert, aState, iso, mapById, NOON } from './builders.ts';

const QUARTER = 900_000;
const flow = (cameraId: string, change: Partial<PastAnswer['flows'][number]>): PastAnswer['flows'][number] => ({
  zoneId: `line-of-${cameraId}`,
  cameraId,
  forward: [0, 0],
  backward: [0, 0],
  entered: [0, 0],
  ...change,
});
const past = pastCounts({
  from: iso(NOON - 2 * QUARTER),
  stepS: 900,
  steps: 2,
  flows: [
    flow('cam-1', { forward: [3, 5], backward: [1, 0] }),
    flow('cam-1', { entered: [0, 2] }),
    flow('cam-2', { entered: [7, 9] }),
  ],
} as unknown as PastAnswer); // what else an answer tells is not looked at

test('the last day is asked for on quarters of an hour, as the gateway wants it, and counts only', () => {
  const query = Object.fromEntries(new URLSearchParams(pastCountsPath(NOON + 61_000).split('?')[1]));
  expect(pastQuery.parse(query)).toEqual({
    from: iso(NOON - 86_400_000),
    to: iso(NOON + QUARTER),
    stepS: 900,
    parts: ['flows'],
  });
});

test('a camera counts over all its lines, in both directions, in the quarter of an hour a moment lies in', () => {
  expect(countOf(past, 'cam-1', NOON - 2 * QUARTER)).toEqual({ crossed: 4, entered: 0 });
  expect(countOf(past, 'cam-1', NOON - 1)).toEqual({ crossed: 5, entered: 2 });
  expect(stepAt(past, NOON - 1)).toEqual({ index: 1, fromMs: NOON - QUARTER, toMs: NOON });
  expect([countOf(past, 'cam-1', NOON), countOf(past, 'no-such', NOON - 1)]).toEqual([null, null]);
});

test('on the map stands what went over lines, or what entered where there are only zones', () => {
  expect(figureOf(past, 'cam-1', NOON - 1)).toBe(5);
  expect(figureOf(past, 'cam-2', NOON - 1)).toBe(9);
});

test('an area counts what its cameras did', () => {
  const cameras = mapById([aCamera({ id: 'cam-1', areaId: 'a' }), aCamera({ id: 'cam-2', areaId: 'b' })]);
  expect(totalAt(past, cameras, null, NOON - 1)).toEqual({ crossed: 5, entered: 11 });
  expect(totalAt(past, cameras, 'b', NOON - 1)).toEqual({ crossed: 0, entered: 9 });
  expect(curveOf(past, cameras, 'a')).toEqual([4, 7]);
});

test('looked back to, the map counts the alerts that were open then, closed since or not', () => {
  const raised = aClock({ raisedAt: iso(NOON - 1000) });
  const alerts = mapById([
    anAlert({ id: 1, state: 'resolved', clock: { ...raised, resolvedAt: iso(NOON + 1000) } }),
    anAlert({ id: 2, clock: { ...raised, raisedAt: iso(NOON + 5) } }),
    anAlert({ id: 3, state: 'acknowledged', clock: raised }),
  ]);
  const state = aState({ alerts });
  expect(alertsOnMap(state)).toBe(alerts);
  const then = alertsOnMap({ alerts, view: { ...state.view, replayAt: NOON } });
  expect([...then.values()].map(({ id, state: one }) => [id, one])).toEqual([
    [1, 'raised'],
    [3, 'acknowledged'],
  ]);
});
