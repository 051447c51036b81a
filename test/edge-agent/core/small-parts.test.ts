import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createBoundedQueue } from '../../../edge-agent/core/bounded-queue.ts';
import { createCoverageCounter, type PictureFate } from '../../../edge-agent/core/coverage-counter.ts';
import { createSendPolicy } from '../../../edge-agent/core/motion/send-policy.ts';
import { createRateMeter } from '../../../edge-agent/core/rate-meter.ts';
import { redactText, redactUrl } from '../../../edge-agent/core/redact.ts';
import { parsePictureNotice, streamArguments } from '../../../edge-agent/core/stream-arguments.ts';
import { faultOf } from '../../../edge-agent/core/stream-fault.ts';
import { taskDifference } from '../../../edge-agent/core/task-difference.ts';

describe('coverage', () => {
  it('accounts for every picture in the minute in which it was settled', () => {
    const fate: fc.Arbitrary<PictureFate> = fc.oneof(
      fc.constantFrom('sent' as const, 'quiet' as const),
      fc.record({ dropped: fc.constantFrom('no-credit', 'stale') }),
    );
    fc.assert(
      fc.property(fc.array(fate, { maxLength: 50 }), (fates) => {
        const counter = createCoverageCounter(120_000);
        fates.forEach((one) => counter.settle('cam', one));
        expect(counter.takeFinished(new Map([['cam', 5]]), 179_999)).toEqual([]);
        const [minute] = counter.takeFinished(new Map([['cam', 5]]), 180_000);
        const dropped = Object.values(minute?.dropped ?? {}).reduce((sum, count) => sum + count, 0);
        expect(minute).toMatchObject({ cameraId: 'cam', minute: 120_000, expected: 300, decoded: fates.length });
        expect((minute?.sent ?? 0) + (minute?.quiet ?? 0) + dropped).toBe(fates.length);
        expect(counter.takeFinished(new Map([['cam', 5]]), 200_000)).toEqual([]);
      }),
    );
  });

  it('expects of the first minute only what was left of it, and names cameras that gave nothing', () => {
    const counter = createCoverageCounter(120_000 + 45_000);
    expect(counter.takeFinished(new Map([['blind', 5]]), 180_000)).toEqual([
      { cameraId: 'blind', minute: 120_000, expected: 75, decoded: 0, quiet: 0, sent: 0, dropped: {} },
    ]);
  });
});

describe('what is sent when', () => {
  const still = { boxes: [], score: 0, standing: false, adapting: false };
  const moving = { ...still, boxes: [{ x: 0, y: 0, w: 0.1, h: 0.1 }] };
  const policy = () => createSendPolicy({ holdMs: 2000, standingEveryMs: 1000, quietEveryMs: 10_000 });

  it('is the first picture, everything that moves and a little after, then one still picture every so often', () => {
    const worth = policy();
    expect(worth(still, 0)).toBe('still-check');
    expect(worth(still, 200)).toBe('quiet');
    expect(worth(moving, 400)).toBe('motion');
    expect(worth(still, 2400)).toBe('motion');
    expect(worth(still, 2600)).toBe('quiet');
    expect(worth(still, 12_399)).toBe('quiet');
    expect(worth(still, 12_400)).toBe('still-check');
  });

  it('is looked at every second while something stands, and once when a changed scene has settled', () => {
    const worth = policy();
    worth(still, 0);
    expect(worth({ ...still, standing: true }, 999)).toBe('quiet');
    expect(worth({ ...still, standing: true }, 1000)).toBe('still-check');
    expect(worth({ ...still, adapting: true }, 1200)).toBe('quiet');
    expect(worth(still, 1400)).toBe('still-check');
  });
});

describe('addresses in logs', () => {
  it('never hold a password, wherever it stands', () => {
    const secret = fc.stringMatching(/^[a-zA-Z0-9%:@!$&*+=~._-]{6,20}$/).map((text) => `S3CRET${text}`);
    fc.assert(
      fc.property(secret, (password) => {
        expect(redactUrl(`rtsp://admin:${password}@10.0.0.7:554/live`)).toBe('rtsp://***@10.0.0.7:554/live');
        expect(redactUrl(`rtsp://10.0.0.7/live?user=admin&password=${password}`)).not.toContain('S3CRET');
        expect(redactText(`[rtsp] rtsp://a:${password}@h/x: Connection refused`)).not.toContain('S3CRET');
      }),
    );
    expect(redactUrl('rtsp://10.0.0.7:554/live')).toBe('rtsp://10.0.0.7:554/live');
  });
});

describe('what ffmpeg prints', () => {
  it.each([
    [
      'unauthorized',
      ['method DESCRIBE failed: 401 Unauthorized', 'Server returned 401 Unauthorized (authorization failed)'],
    ],
    ['not-found', ['method DESCRIBE failed: 404 Not Found', 'Server returned 404 Not Found']],
    ['unreachable', ['Connection to tcp://10.0.0.7:554?timeout=0 failed: Connection refused']],
    ['unreachable', ['Failed to resolve hostname cam.local: Name or service not known']],
    ['bad-stream', ['rtsp://h/x: Invalid data found when processing input']],
    ['bad-stream', ['method DESCRIBE failed: 500 Internal Server Error', 'Server returned 5XX Server Error reply']],
    ['bad-stream', []],
  ])('means %s', (fault, lines) => {
    expect(faultOf(lines, false)).toBe(fault);
  });

  it('or does not, after pictures came, means a link that broke', () => {
    expect(faultOf([], true)).toBe('unreachable');
  });

  it('holds each picture’s time in milliseconds', () => {
    expect(parsePictureNotice('frame:12   pts:1795427184358 pts_time:1.79543e+09')).toEqual({
      number: 12,
      takenMs: 1_795_427_184_358,
    });
    expect(parsePictureNotice('cw=1')).toBeNull();
    expect(parsePictureNotice('[rtsp @ 0x1] frame:1 pts:2')).toBeUndefined();
  });
});

describe('ffmpeg’s arguments', () => {
  it('sample, bound the width, and hold nothing that fluent-ffmpeg would split', () => {
    const { input, output } = streamArguments({ sampleFps: 2, maxWidth: 320, recordInto: undefined });
    expect(output[output.indexOf('-vf') + 1]).toMatch(/gte\(t-prev_selected_t\\,0\.4500\).*min\(320\\,iw\)/);
    expect([...input, ...output].every((word) => /^\S+$/.test(word))).toBe(true);
    expect(input).toContain('tcp');
  });
});

describe('smaller parts', () => {
  it('the rate is right while it begins, while it runs, and after it stopped', () => {
    const meter = createRateMeter(5);
    for (let ms = 0; ms < 10_000; ms += 100) meter.add(ms);
    expect(meter.perSecond(9900)).toBeCloseTo(10, 0);
    expect(meter.perSecond(15_500)).toBe(0);
    const young = createRateMeter(5);
    for (let ms = 7000; ms <= 9000; ms += 200) young.add(ms);
    expect(Math.abs(young.perSecond(9000) - 5)).toBeLessThan(1);
  });

  it('a full queue gives up its oldest and says how many', () => {
    const queue = createBoundedQueue<number>(2);
    [1, 2, 3].forEach(queue.push);
    expect([queue.peek(), queue.length(), queue.dropped()]).toEqual([2, 2, 1]);
    queue.shift();
    expect(queue.peek()).toBe(3);
  });

  it('tasks that stay the same are left alone', () => {
    const running = new Map([a('x', 1), a('y', 1), a('z', 1)].map((task) => [task.id, task]));
    expect(taskDifference(running, [a('x', 1), a('y', 2), a('new', 1)])).toEqual({
      stop: ['y', 'z'],
      start: [a('y', 2), a('new', 1)],
    });
  });
});

const a = (id: string, setting: number) => ({ id, setting });
