import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { readOnnx } from '../../../ingest/core/detection/onnx-graph.ts';
import { prepareModel } from '../../../ingest/core/detection/model-preparation.ts';
import { cutYolov8 } from '../../../ingest/core/detection/yolov8-graph.ts';
import { tinyOnnx, type TinyNode, type TinyWeights } from './tiny-onnx.ts';

const CLASSES = 3;
const BINS = 2;

/** A graph that ends as YOLOv8's: at each stride two convolutions, joined, flattened, joined again, then something. */
function tinyYolov8(between: readonly TinyNode[] = [], from = 'images'): Uint8Array {
  const weights: Record<string, TinyWeights> = { never: { dims: [1], data: Float32Array.from([1]) } };
  const strides = [8, 16, 32];
  const levels = strides.flatMap((stride, level): TinyNode[] => {
    const conv = (name: string, channels: number): TinyNode => {
      const data = Float32Array.from({ length: channels * 3 * stride * stride }, (_, i) => ((i * 7919) % 13) / 1000);
      weights[`${name}${level}.weight`] = { dims: [channels, 3, stride, stride], data };
      return {
        op: 'Conv',
        inputs: [from, `${name}${level}.weight`],
        outputs: [`${name}${level}`],
        attributes: { strides: [stride, stride] },
      };
    };
    weights[`flat${level}`] = { dims: [3], data: BigInt64Array.from([1n, -1n, BigInt((64 / stride) ** 2)]) };
    return [
      conv('box', 4 * BINS),
      conv('cls', CLASSES),
      { op: 'Concat', inputs: [`box${level}`, `cls${level}`], outputs: [`both${level}`], attributes: { axis: 1 } },
      { op: 'Reshape', inputs: [`both${level}`, `flat${level}`], outputs: [`row${level}`] },
    ];
  });
  return tinyOnnx({
    inputs: [{ name: 'images', dims: [1, 3, 64, 64] }],
    outputs: [{ name: 'found', dims: [1, 4 * BINS + CLASSES, 84] }],
    nodes: [
      ...between,
      ...levels,
      { op: 'Concat', inputs: ['row0', 'row1', 'row2'], outputs: ['rows'], attributes: { axis: 2 } },
      { op: 'Sigmoid', inputs: ['rows'], outputs: ['found'] },
    ],
    weights,
  });
}

function run(session: InferenceSession, height: number, width: number) {
  const data = Float32Array.from({ length: 3 * height * width }, (_, i) => ((i * 31) % 255) / 255);
  return session.run({ images: new Tensor('float32', data, [1, 3, height, width]) });
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

test('the cut model gives the numbers the whole one works on', async () => {
  const bytes = tinyYolov8();
  const cut = cutYolov8(bytes, CLASSES);
  expect(cut?.decoder).toEqual({ kind: 'yolov8-heads', strides: [8, 16, 32], bins: BINS });
  const whole = await run(await InferenceSession.create(bytes, { logSeverityLevel: 3 }), 64, 64);
  const found = whole['found']?.data as Float32Array;
  const session = await InferenceSession.create(cut?.bytes ?? new Uint8Array());
  const heads = await run(session, 64, 64);
  expect(session.outputNames).toEqual(['box0', 'cls0', 'box1', 'cls1', 'box2', 'cls2']);
  const first = heads['cls0']?.data as Float32Array;
  expect(first).toHaveLength(CLASSES * 64);
  for (let c = 0; c < CLASSES; c++) {
    for (let i = 0; i < 64; i++) {
      expect(found[(4 * BINS + c) * 84 + i]).toBeCloseTo(sigmoid(first[c * 64 + i] ?? NaN), 5);
    }
  }
});

test('the cut model takes inputs of other shapes', async () => {
  const session = await InferenceSession.create(cutYolov8(tinyYolov8(), CLASSES)?.bytes ?? new Uint8Array());
  const heads = await run(session, 32, 96);
  expect(heads['box1']?.dims).toEqual([1, 4 * BINS, 2, 6]);
});

test('what only the cut-off end used is left out', () => {
  const cut = readOnnx(cutYolov8(tinyYolov8(), CLASSES)?.bytes ?? new Uint8Array());
  expect(cut.nodes.map(({ op }) => op)).toEqual(Array(6).fill('Conv'));
  expect([...cut.weights.keys()].every((name) => name.endsWith('.weight'))).toBe(true);
  expect(cut.inputs).toEqual([{ name: 'images', dims: [1, 3, 'height', 'width'] }]);
});

test.each([
  ['has other classes', tinyYolov8(), CLASSES + 1],
  [
    'does something of fixed size on the way',
    tinyYolov8([{ op: 'Transpose', inputs: ['images'], outputs: ['t'], attributes: { perm: [0, 1, 3, 2] } }], 't'),
    CLASSES,
  ],
  [
    'ends otherwise',
    tinyOnnx({ inputs: [], outputs: [], nodes: [{ op: 'Identity', inputs: ['a'], outputs: ['b'] }] }),
    CLASSES,
  ],
])('a model that %s is used as it is', (_what, bytes, classes) => {
  expect(cutYolov8(bytes, classes)).toBeNull();
  const prepared = prepareModel(bytes, { kind: 'yolov8' }, classes, 32);
  expect(prepared).toEqual({ bytes, decoder: { kind: 'yolov8' }, multiple: null });
});

test('bytes that are no ONNX model are refused', () => {
  expect(() => readOnnx(new Uint8Array())).toThrow(RangeError);
  expect(() => readOnnx(Buffer.from('not a model at all'))).toThrow(RangeError);
});
