import { describe, expect, test } from 'vitest';
import { FRAME_MAX_BYTES, type FrameHeader } from '../../../contracts/frames.ts';
import { createFrameGate } from '../../../ingest/core/frame-gate.ts';
import { aCamera, aCity } from './a-city.ts';
import { aJpeg } from './a-jpeg.ts';

const NOW = 1_800_000_000_000;

function aHeader(fields: Partial<FrameHeader> = {}): FrameHeader {
  return {
    cameraId: 'cam',
    seq: 1,
    streamId: 'one',
    capturedAt: NOW - 20,
    sentAt: NOW - 5,
    width: 640,
    height: 480,
    reason: 'motion',
    motion: [],
    ...fields,
  };
}

const judge = (header: unknown, jpeg: unknown = aJpeg(), agentId = 'gate') =>
  createFrameGate().judge(agentId, header, jpeg, aCity(), NOW);

describe('a frame is taken', () => {
  test('with its camera, header and time of arrival', () => {
    const judged = judge(aHeader());
    expect(judged).toMatchObject({ ok: true, frame: { camera: { id: 'cam' }, header: { seq: 1 }, receivedAt: NOW } });
  });

  test('again after the stream was opened anew, though its numbers begin anew', () => {
    const gate = createFrameGate();
    expect(gate.judge('gate', aHeader({ seq: 9 }), aJpeg(), aCity(), NOW).ok).toBe(true);
    expect(gate.judge('gate', aHeader({ streamId: 'two', seq: 0 }), aJpeg(), aCity(), NOW).ok).toBe(true);
  });
});

describe('a frame is refused', () => {
  test.each([
    ['that has no header', 'bad-header', undefined, aJpeg()],
    ['whose header is of another shape', 'bad-header', { ...aHeader(), width: '640' }, aJpeg()],
    ['whose header lies about the width', 'bad-header', aHeader({ width: 1920 }), aJpeg()],
    ['whose header lies about the height', 'bad-header', aHeader({ height: 1080 }), aJpeg()],
    ['of a camera nobody registered', 'unknown-camera', aHeader({ cameraId: 'nobody' }), aJpeg()],
    ['without bytes', 'not-jpeg', aHeader(), 'a string'],
    ['that is no JPEG', 'not-jpeg', aHeader(), Buffer.from('GIF89a and so on')],
    ['that is cut short', 'damaged', aHeader(), aJpeg({ padding: 4000 }).subarray(0, 900)],
    ['larger than frames may be', 'too-large', aHeader(), Buffer.alloc(FRAME_MAX_BYTES + 1)],
    ['captured long ago', 'stale', aHeader({ capturedAt: NOW - 11_000 }), aJpeg()],
    ['from the future', 'bad-header', aHeader({ capturedAt: NOW + 6_000 }), aJpeg()],
  ] as const)('%s', (_, reason, header, jpeg) => {
    expect(judge(header, jpeg)).toMatchObject({ ok: false, reason });
  });

  test('of a camera that belongs to another agent', () => {
    expect(judge(aHeader(), aJpeg(), 'bridge')).toMatchObject({ ok: false, reason: 'unknown-camera', camera: null });
  });

  test('that came before', () => {
    const gate = createFrameGate();
    const city = aCity();
    gate.judge('gate', aHeader({ seq: 5 }), aJpeg(), city, NOW);
    expect(gate.judge('gate', aHeader({ seq: 5 }), aJpeg(), city, NOW)).toMatchObject({ reason: 'duplicate' });
    expect(gate.judge('gate', aHeader({ seq: 4 }), aJpeg(), city, NOW)).toMatchObject({ reason: 'duplicate' });
    expect(gate.judge('gate', aHeader({ seq: 6 }), aJpeg(), city, NOW)).toMatchObject({ ok: true });
  });

  test('of a stream that was closed since', () => {
    const gate = createFrameGate();
    const city = aCity();
    gate.judge('gate', aHeader({ streamId: 'one', seq: 5 }), aJpeg(), city, NOW);
    gate.judge('gate', aHeader({ streamId: 'two', seq: 0 }), aJpeg(), city, NOW);
    const late = gate.judge('gate', aHeader({ streamId: 'one', seq: 6 }), aJpeg(), city, NOW);
    expect(late).toMatchObject({ ok: false, reason: 'stale' });
    // Unless it is newer all the same: an agent that gives its streams the same names again is not locked out.
    const newer = aHeader({ streamId: 'one', seq: 7, capturedAt: NOW });
    expect(gate.judge('gate', newer, aJpeg(), city, NOW)).toMatchObject({ ok: true });
  });

  test('and a refused frame leaves its number free for the whole one', () => {
    const gate = createFrameGate();
    const city = aCity();
    gate.judge('gate', aHeader({ seq: 5 }), aJpeg({ padding: 4000 }).subarray(0, 900), city, NOW);
    expect(gate.judge('gate', aHeader({ seq: 5 }), aJpeg(), city, NOW)).toMatchObject({ ok: true });
  });
});

test('a camera that was removed and registered again begins anew', () => {
  const gate = createFrameGate();
  gate.judge('gate', aHeader({ seq: 5 }), aJpeg(), aCity(), NOW);
  gate.keepOnly(aCity({ cameras: [aCamera({ id: 'other' })] }));
  expect(gate.judge('gate', aHeader({ seq: 0 }), aJpeg(), aCity(), NOW)).toMatchObject({ ok: true });
});
