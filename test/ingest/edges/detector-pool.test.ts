import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { DetectionError, ModelError } from '../../../ingest/edges/detector-errors.ts';
import {
  createDetectorPool,
  type DetectorPool,
  type DetectorPoolOptions,
} from '../../../ingest/edges/detector-pool.ts';
import { startDetectorThread, type DetectorThread, type StartThread } from '../../../ingest/edges/detector-thread.ts';
import { undoLater } from '../../support/cleanup.ts';
import { aModel, constantYolov8, tinyOnnx } from './tiny-onnx.ts';

const silent = { info() {}, warn() {}, error() {} };

const twoPeople = constantYolov8([
  { at: [16, 32, 16, 32], scores: [0.9, 0.1] },
  { at: [48, 32, 16, 32], scores: [0.3, 0.7] },
]);

const picture = await jpeg(64, 64);

function jpeg(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#557799' } })
    .jpeg()
    .toBuffer();
}

async function aPool(change: Partial<DetectorPoolOptions> = {}) {
  const pool = await createDetectorPool({
    model: aModel(twoPeople),
    workers: 1,
    threadsPerSession: 1,
    providers: ['cpu'],
    log: silent,
    ...change,
  });
  undoLater(() => pool.stop());
  return pool;
}

/** Real threads, of which the first never hears of its pictures; says how they ended. */
function deafThreads() {
  const threads: DetectorThread[] = [];
  const ended: string[] = [];
  const startThread: StartThread = (events) => {
    const deaf = threads.length === 0;
    const real = startDetectorThread({
      message: (message) => events.message(message),
      ended(cause) {
        ended.push(cause);
        events.ended(cause);
      },
    });
    const thread: DetectorThread = {
      kill: () => real.kill(),
      post: (message, transfer) => {
        if (!deaf || message.kind !== 'detect') real.post(message, transfer);
      },
    };
    threads.push(thread);
    return thread;
  };
  return { startThread, threads, ended };
}

const codeOf = (error: unknown) => (error instanceof DetectionError ? error.code : error);
const refusal = (promise: Promise<unknown>) => promise.then(() => 'answered', codeOf);

/** For tests that only ask it: starting a thread takes a second. */
let ready: DetectorPool;
beforeAll(async () => {
  ready = await aPool();
});

test('a picture gives the boxes of the wanted classes as fractions of that picture', async () => {
  const { detections, picture: size } = await ready.detect(await jpeg(128, 64), { classes: ['person', 'car'] });
  expect(size).toEqual({ width: 128, height: 64 });
  // 128×64 lies in rows 16..48 of the 64×64 input: boxes from row 16 to 48 span its height
  expect(detections).toEqual([
    { className: 'person', classIndex: 0, score: expect.closeTo(0.9), box: { x: 0.125, y: 0, w: 0.25, h: 1 } },
    { className: 'car', classIndex: 1, score: expect.closeTo(0.7), box: { x: 0.625, y: 0, w: 0.25, h: 1 } },
  ]);
});

test('classes that are not wanted, and weaker ones, are left out', async () => {
  const cars = await ready.detect(picture, { classes: ['car', 'unicorn'] });
  expect(cars.detections.map(({ className }) => className)).toEqual(['car']);
  const sure = await ready.detect(picture, { minScore: 0.8 });
  expect(sure.detections.map(({ className }) => className)).toEqual(['person']);
});

test('raw pixels are looked at like a JPEG of them', async () => {
  const raw = { width: 32, height: 32, rgb: new Uint8Array(32 * 32 * 3) };
  expect((await ready.detect(raw)).detections).toHaveLength(2);
  expect(await refusal(ready.detect({ ...raw, height: 33 }))).toBe('damaged');
});

test('the times of a picture add up to its way', async () => {
  const { timings } = await ready.detect(picture);
  const { totalMs, ...parts } = timings;
  expect(Object.values(parts).reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(totalMs, 3);
});

test('bad pictures are refused with their reason and counted, and the good one between them is answered', async () => {
  const pool = await aPool({ limits: { maxBytes: 50_000, maxPixels: 10_000 }, queueLimit: 10 });
  const noise = Buffer.alloc(2000, 'what a day');
  const answers = await Promise.all([
    refusal(pool.detect(noise)),
    refusal(pool.detect(picture.subarray(0, picture.length - 40))),
    refusal(pool.detect(picture)),
    refusal(pool.detect(await jpeg(101, 100))),
    refusal(pool.detect(new Uint8Array(50_001))),
    refusal(pool.detect(new Uint8Array(0))),
  ]);
  expect(answers).toEqual(['not-jpeg', 'damaged', 'answered', 'too-large', 'too-large', 'not-jpeg']);
  expect(pool.describe().counters).toMatchObject({
    looked: 1,
    faults: { 'not-jpeg': 2, damaged: 1, 'too-large': 2 },
    workerRestarts: 0,
  });
});

test('a picture that finds the queue full is refused, those before it are answered', async () => {
  const pool = await aPool({ queueLimit: 1 });
  const { slots } = pool.describe();
  const answers = await Promise.all(Array.from({ length: slots + 3 }, () => refusal(pool.detect(picture))));
  expect(answers).toEqual([...Array<string>(slots + 1).fill('answered'), 'queue-full', 'queue-full']);
  expect(pool.describe().counters.faults['queue-full']).toBe(2);
});

test('a picture no longer wanted is dropped where it waits and where it is worked on', async () => {
  const pool = await aPool({ queueLimit: 5 });
  const { slots } = pool.describe();
  const leave = new AbortController();
  const answers = Array.from({ length: slots + 2 }, () => refusal(pool.detect(picture, { signal: leave.signal })));
  const stays = refusal(pool.detect(picture));
  leave.abort();
  expect(pool.describe().waiting).toBe(1);
  expect(await Promise.all(answers)).toEqual(Array(slots + 2).fill('aborted'));
  expect(await stays).toBe('answered');
  expect(await refusal(pool.detect(picture, { signal: leave.signal }))).toBe('aborted');
  expect(pool.describe().counters.faults.aborted).toBe(slots + 3);
});

test('a worker that dies is replaced; only the pictures it had are lost', async () => {
  const { startThread, threads } = deafThreads();
  const pool = await aPool({ startThread, queueLimit: 5 });
  const { slots } = pool.describe();
  const answers = Array.from({ length: slots + 1 }, () => refusal(pool.detect(picture)));
  void threads[0]?.kill();
  expect(await Promise.all(answers)).toEqual([...Array<string>(slots).fill('worker-crashed'), 'answered']);
  expect(threads).toHaveLength(2);
  expect(pool.describe()).toMatchObject({ workersReady: 1, counters: { workerRestarts: 1 } });
});

test('a worker that no longer answers is ended and replaced', async () => {
  const { startThread, ended } = deafThreads();
  const pool = await aPool({ startThread, stuckAfterMs: 2000 });
  expect(await refusal(pool.detect(picture))).toBe('worker-stuck');
  expect(await refusal(pool.detect(picture))).toBe('answered');
  expect(ended).toHaveLength(1);
});

test('stopping rejects what is not answered, and everything after', async () => {
  const pool = await aPool({ queueLimit: 5 });
  const answers = Array.from({ length: 4 }, () => refusal(pool.detect(picture)));
  await pool.stop();
  expect(await Promise.all(answers)).toEqual(Array(4).fill('stopped'));
  expect(await refusal(pool.detect(picture))).toBe('stopped');
  await pool.stop();
});

test('a provider that cannot be had is passed over and said', async () => {
  const pool = await aPool({ providers: ['no-such-provider', 'cpu'] });
  expect(pool.describe()).toMatchObject({
    provider: 'cpu',
    refusedProviders: [{ provider: 'no-such-provider', reason: expect.stringContaining('no-such-provider') }],
  });
});

const anInput = { name: 'images', dims: [1, 3, 64, 64] };

test.each([
  ['bytes that are no model', aModel(Buffer.from('GIF89a, not a model')), /expected an ONNX model, found cpu: /],
  [
    'a model with another input',
    aModel(twoPeople, { input: { ...aModel(twoPeople).manifest.input, width: 96 } }),
    /expected input images float32 1×3×64×96, found images float32 1×3×64×64/,
  ],
  [
    'a model with another output',
    aModel(
      tinyOnnx({
        inputs: [anInput],
        outputs: [{ name: 'found', dims: [1, 3, 64, 64] }],
        nodes: [{ op: 'Identity', inputs: ['images'], outputs: ['found'] }],
      }),
    ),
    /expected output 1 1×6×84 \(.*\), found found float32 1×3×64×64/,
  ],
  ['a model with other classes', aModel(twoPeople, { classes: ['person'] }), /expected output 1 1×5×84/],
])('%s is refused with what was expected and what was found', async (_what, model, sentence) => {
  const starting = createDetectorPool({ model, workers: 2, threadsPerSession: 1, providers: ['cpu'], log: silent });
  await expect(starting).rejects.toThrow(ModelError);
  await expect(starting).rejects.toThrow(sentence);
});
