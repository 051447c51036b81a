import { describe, expect, test } from 'vitest';
import { TELEMETRY_MAX_BYTES } from '../../../contracts/telemetry.ts';
import { judgeAgentReadings, judgeDeviceReadings, namesUnknownSensor } from '../../../ingest/core/readings-judge.ts';
import { aCity, aSensor } from './a-city.ts';

const NOW = 1_800_000_000_000;
const city = aCity({
  sensors: [aSensor(), aSensor({ id: 'flow', agentId: 'bridge' }), aSensor({ id: 'sky', agentId: null })],
});

const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const aReading = (fields: object = {}) => ({ seq: 1, sensorId: 'pm', at: NOW - 1_000, value: 12.5, ...fields });
const aBatch = (...readings: readonly object[]) => ({ agentId: 'gate', epoch: 'e1', readings });
const judge = (message: unknown) => judgeAgentReadings('gate', bytes(message), city, NOW);

describe("an agent's reading", () => {
  test('is stored with the area of its sensor', () => {
    expect(judge(aBatch(aReading()))).toEqual({
      rows: [{ sensorId: 'pm', at: NOW - 1_000, value: 12.5, quality: 'good', areaId: 'ward-1', receivedAt: NOW }],
      refused: [],
      numbered: { epoch: 'e1', seqs: [1] },
    });
  });

  test.each([-0.1, 1000.1])('outside what is plausible is stored as suspect: %d', (value) => {
    expect(judge(aBatch(aReading({ value }))).rows).toMatchObject([{ value, quality: 'suspect' }]);
  });

  test.each([
    ['unknown-sensor', { sensorId: 'nobody' }],
    ['not-your-sensor', { sensorId: 'flow' }],
    ['not-your-sensor', { sensorId: 'sky' }],
    ['from-the-future', { at: NOW + 61_000 }],
    ['too-old', { at: NOW - 91 * 86_400_000 }],
    ['wrong-shape', { value: 'high' }],
    ['wrong-shape', { value: 1e13 }],
    ['wrong-shape', { at: 1.5 }],
    ['wrong-shape', { sensorId: 'No Slug' }],
  ])('is refused as %s: %j; the others of the message are stored, and its number is dealt with', (reason, fields) => {
    const judged = judge(aBatch(aReading(), aReading({ seq: 2, ...fields }), aReading({ seq: 3, at: NOW })));
    expect(judged.refused).toMatchObject([{ reason }]);
    expect(judged.rows).toHaveLength(2);
    expect(judged.numbered?.seqs).toEqual([1, 2, 3]);
  });

  test.each([[0], [-1], [1.5], ['1'], [undefined]])('without a proper number (%s) is refused', (seq) => {
    const judged = judge(aBatch(aReading(), aReading({ seq })));
    expect(judged.refused).toMatchObject([{ reason: 'wrong-shape' }]);
    expect(judged.rows).toHaveLength(1);
    expect(judged.numbered?.seqs).toEqual([1]);
  });
});

describe('a whole message is refused', () => {
  test.each([
    ['not-json', 'neither JSON nor anything'],
    ['not-json', ''],
    ['wrong-shape', 'null'],
    ['wrong-shape', '[]'],
    ['wrong-shape', '{"agentId":"gate","epoch":"e"}'],
    ['wrong-shape', { ...aBatch(aReading()), epoch: '' }],
    ['wrong-shape', { ...aBatch(aReading()), agentId: 'bridge' }],
    ['wrong-shape', aBatch()],
    ['wrong-shape', aBatch(...Array.from({ length: 1_001 }, () => aReading()))],
    ['too-large', ' '.repeat(TELEMETRY_MAX_BYTES + 1)],
  ])('as %s', (reason, message) => {
    expect(judge(message)).toMatchObject({ rows: [], refused: [{ reason }], numbered: null });
  });

  test('as not-json when it is not UTF-8', () => {
    const message = Buffer.from([0x22, 0xc3, 0x28, 0x22]);
    expect(judgeAgentReadings('gate', message, city, NOW).refused).toMatchObject([{ reason: 'not-json' }]);
  });
});

describe('a sensor that speaks for itself', () => {
  const say = (sensorId: string, message: unknown) => judgeDeviceReadings(sensorId, bytes(message), city, NOW);

  test('has its readings stored', () => {
    const judged = say('sky', {
      readings: [
        { at: NOW, value: 1 },
        { at: NOW + 1, value: 2 },
      ],
    });
    expect(judged).toMatchObject({ rows: [{ sensorId: 'sky' }, { sensorId: 'sky' }], refused: [], numbered: null });
  });

  test.each([
    ['unknown-sensor', 'nobody', { readings: [{ at: NOW, value: 1 }] }],
    ['not-your-sensor', 'pm', { readings: [{ at: NOW, value: 1 }] }],
    ['wrong-shape', 'sky', { readings: [] }],
    ['wrong-shape', 'sky', { readings: [{ at: NOW }] }],
    ['not-json', 'sky', 'garbage'],
    ['from-the-future', 'sky', { readings: [{ at: NOW + 61_000, value: 1 }] }],
  ])('is refused as %s', (reason, sensorId, message) => {
    expect(say(sensorId, message)).toMatchObject({ rows: [], refused: [{ reason }] });
  });
});

test('a name that may have been registered a moment ago can be told from other faults', () => {
  expect(namesUnknownSensor(judge(aBatch(aReading({ sensorId: 'new' }))))).toBe(true);
  expect(namesUnknownSensor(judge(aBatch(aReading({ sensorId: 'flow' }))))).toBe(false);
});
