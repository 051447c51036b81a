import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { readOnnx, writeOnnx } from '../../../ingest/core/detection/onnx-graph.ts';
import { splitConvolutions } from '../../../ingest/core/detection/split-convolutions.ts';
import { tinyOnnx, type TinyNode } from './tiny-onnx.ts';

const numbers = (length: number) => Float32Array.from({ length }, (_, i) => (((i * 7919) % 101) - 50) / 50);

/** Convolution to 8 channels, SiLU, split, and the halves put together the other way round. */
function halved(sizes: readonly [number, number], more: readonly TinyNode[] = [], axis = 1): Uint8Array {
  return tinyOnnx({
    inputs: [{ name: 'images', dims: [1, 3, 8, 8] }],
    outputs: [{ name: 'out', dims: [1, 8, 8, 8] }],
    nodes: [
      { op: 'Conv', inputs: ['images', 'w', 'b'], outputs: ['conv'] },
      { op: 'Sigmoid', inputs: ['conv'], outputs: ['sig'] },
      { op: 'Mul', inputs: ['conv', 'sig'], outputs: ['silu'] },
      { op: 'Split', inputs: ['silu', 'sizes'], outputs: ['first', 'second'], attributes: { axis } },
      { op: 'Concat', inputs: ['second', 'first'], outputs: ['out'], attributes: { axis } },
      ...more,
    ],
    weights: {
      w: { dims: [8, 3, 1, 1], data: numbers(24) },
      b: { dims: [8], data: numbers(8) },
      sizes: { dims: [2], data: BigInt64Array.from(sizes, BigInt) },
    },
  });
}

async function outputOf(bytes: Uint8Array): Promise<unknown> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const result = await session.run({ images: new Tensor('float32', numbers(192), [1, 3, 8, 8]) });
  return result['out']?.data;
}

const opsOf = (bytes: Uint8Array) => splitConvolutions(readOnnx(bytes)).nodes.map(({ op }) => op);

test('two convolutions take the place of one that is split, and give the same numbers', async () => {
  const bytes = halved([4, 4]);
  const rewritten = writeOnnx(splitConvolutions(readOnnx(bytes)));
  const half = ['Conv', 'Sigmoid', 'Mul'];
  expect(readOnnx(rewritten).nodes.map(({ op }) => op)).toEqual([...half, ...half, 'Concat']);
  expect([...readOnnx(rewritten).weights.keys()]).toEqual(['w#0', 'b#0', 'w#1', 'b#1']);
  expect(await outputOf(rewritten)).toEqual(await outputOf(bytes));
});

test.each([
  ['splits unevenly', halved([3, 5])],
  ['splits along another side', halved([4, 4], [], 2)],
  ['also uses the convolution elsewhere', halved([4, 4], [{ op: 'Relu', inputs: ['conv'], outputs: ['other'] }])],
  ['also uses the whole elsewhere', halved([4, 4], [{ op: 'Relu', inputs: ['silu'], outputs: ['other'] }])],
])('a graph that %s is left as it is', (_what, bytes) => {
  expect(opsOf(bytes)).toEqual(readOnnx(bytes).nodes.map(({ op }) => op));
});

test('a model written back unchanged gives the same numbers', async () => {
  const bytes = halved([4, 4]);
  expect(await outputOf(writeOnnx(readOnnx(bytes)))).toEqual(await outputOf(bytes));
});
