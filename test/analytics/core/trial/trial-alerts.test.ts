import { expect, test } from 'vitest';
import { timeSlices } from '../../../../analytics/core/trial/time-slices.ts';
import { factsOfTrack, type KeptTrack } from '../../../../analytics/core/trial/track-facts.ts';
import { alertsOfVerdicts } from '../../../../analytics/core/trial/trial-alerts.ts';
import type { Verdict } from '../../../../analytics/core/verdict.ts';

const MINUTE = 60_000;
const raise = (minute: number, placeKey = 'zone:depot'): Verdict => ({
  verdict: 'raise',
  ruleId: 'r',
  ruleVersion: 0,
  placeKey,
  sourceKey: `observation:${minute}`,
  deviceKind: 'camera',
  deviceId: 'gate',
  zoneId: 'depot',
  areaId: null,
  class: 'person',
  box: null,
  value: null,
  unit: null,
  detail: null,
  capturedAt: minute * MINUTE,
  receivedAt: null,
  perceivedAt: null,
});
const clear = (minute: number): Verdict => ({
  verdict: 'clear',
  ruleId: 'r',
  placeKey: 'zone:depot',
  at: minute * MINUTE,
});
const shown = (verdicts: readonly Verdict[]) =>
  alertsOfVerdicts(verdicts, 10 * MINUTE).map(({ capturedAt, repeats, clearedAt }) => [
    capturedAt / MINUTE,
    repeats,
    clearedAt === null ? null : clearedAt / MINUTE,
  ]);

test('facts at one place are one alert and its repeats, until the place has been quiet', () => {
  expect(shown([raise(1), raise(5), raise(14), raise(25)])).toEqual([
    [1, 2, null],
    [25, 0, null],
  ]);
});

test('places do not count for each other', () => {
  expect(shown([raise(1), raise(2, 'zone:yard')])).toHaveLength(2);
});

test('what is over begins anew', () => {
  expect(shown([raise(1), clear(3), raise(4)])).toEqual([
    [1, 0, 3],
    [4, 0, null],
  ]);
});

test('the order in which verdicts became known does not matter', () => {
  expect(shown([raise(14), raise(1), raise(25), raise(5)])).toEqual(shown([raise(1), raise(5), raise(14), raise(25)]));
});

test('time runs in slices through which every fact goes once, also where there are none', () => {
  const slices = [...timeSlices([1, 5, 5, 19], (fact) => fact, { fromMs: 0, toMs: 25, stepMs: 10 })];
  expect(slices).toEqual([
    { facts: [1, 5, 5], toMs: 10 },
    { facts: [19], toMs: 20 },
    { facts: [], toMs: 25 },
  ]);
});

const track = (...path: readonly (readonly [number, number, number])[]): KeptTrack => ({
  trackId: 't',
  cameraId: 'gate',
  areaId: 'north',
  class: 'car',
  firstAt: 1_000_000,
  path,
});

test('a zone drawn later is entered and left by the tracks that passed it', () => {
  const polygon = [
    [0.4, 0.4],
    [0.6, 0.4],
    [0.6, 0.6],
    [0.4, 0.6],
  ] as const;
  const passing = track([0, 0.1, 0.5], [1000, 0.45, 0.5], [4000, 0.55, 0.5], [5000, 0.9, 0.5]);
  expect(
    factsOfTrack(passing, { zoneId: 'z', kind: 'zone', polygon }, 7).map(({ id, kind, value, capturedAt }) => [
      id,
      kind,
      value,
      capturedAt,
    ]),
  ).toEqual([
    [7, 'entered', null, 1_001_000],
    [8, 'left', 4, 1_005_000],
  ]);
});

test('a line drawn later is crossed by who cut it, in the direction of the contract; going round it is none', () => {
  const line = { from: [0.2, 0.5], to: [0.8, 0.5] } as const;
  const directions = (...path: KeptTrack['path']) =>
    factsOfTrack(track(...path), { zoneId: 'z', kind: 'line', line }, 1).map(({ direction }) => direction);
  // To the right of a line that points right lies what is below it in the picture.
  expect(directions([0, 0.5, 0.3], [1000, 0.5, 0.7])).toEqual(['forward']);
  expect(directions([0, 0.5, 0.7], [500, 0.5, 0.5], [1000, 0.5, 0.3])).toEqual(['backward']);
  expect(directions([0, 0.9, 0.3], [1000, 0.9, 0.7])).toEqual([]);
});
