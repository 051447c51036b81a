import { describe, expect, test } from 'vitest';
import { judgeCoverage, judgeHealth, judgeStatus } from '../../../ingest/core/reports-judge.ts';
import { aCamera, aCity } from './a-city.ts';

const NOW = 1_800_000_000_000;
const city = aCity({ cameras: [aCamera(), aCamera({ id: 'far', agentId: 'bridge' })] });
const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

test('a status is taken as its agent says it', () => {
  const judged = judgeStatus('gate', bytes({ agentId: 'gate', state: 'online', at: NOW }), city);
  expect(judged).toMatchObject({ ok: true, report: { state: 'online' } });
});

test.each([
  ['not-json', 'gate', 'online'],
  ['wrong-shape', 'gate', { agentId: 'gate', state: 'well', at: NOW }],
  ['wrong-shape', 'gate', { agentId: 'bridge', state: 'online', at: NOW }],
  ['unknown-agent', 'nobody', { agentId: 'nobody', state: 'online', at: NOW }],
])('a status is refused as %s', (reason, agentId, message) => {
  expect(judgeStatus(agentId, bytes(message), city)).toMatchObject({ ok: false, refused: { reason } });
});

describe('a report about cameras', () => {
  test('of health leaves out those of others', () => {
    const health = { condition: 'online', since: NOW, fault: null, fps: 5, lastFrameAt: NOW, width: 1, height: 1 };
    const cameras = ['cam', 'far', 'nobody'].map((cameraId) => ({ cameraId, ...health }));
    const judged = judgeHealth('gate', bytes({ agentId: 'gate', at: NOW, cameras }), city);
    expect(judged).toMatchObject({
      ok: true,
      report: { cameras: [{ cameraId: 'cam' }] },
      refused: [
        { reason: 'unknown-camera', detail: 'far' },
        { reason: 'unknown-camera', detail: 'nobody' },
      ],
    });
  });

  const minute = NOW - (NOW % 60_000);
  const aMinute = (at: number) => ({
    cameraId: 'cam',
    minute: at,
    expected: 300,
    decoded: 300,
    quiet: 100,
    sent: 200,
    dropped: {},
  });

  test.each([minute + 1, minute + 600_000, minute - 91 * 86_400_000])(
    'of coverage leaves out a minute that cannot be: %d',
    (impossible) => {
      const report = { agentId: 'gate', cameras: [aMinute(minute), aMinute(impossible)] };
      const judged = judgeCoverage('gate', bytes(report), city, NOW);
      expect(judged).toMatchObject({
        ok: true,
        report: { cameras: [{ minute }] },
        refused: [{ reason: 'wrong-shape' }],
      });
      expect(judged.ok && judged.report.cameras).toHaveLength(1);
    },
  );
});
