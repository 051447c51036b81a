import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measureModel, stateOf, tryModel } from '../../../ingest/edges/model-trial.ts';
import { tempDir } from '../../support/places.ts';
import { aModel, constantYolov8 } from './tiny-onnx.ts';

const bytes = constantYolov8([{ at: [16, 32, 16, 32], scores: [0.9, 0.1] }]);

/** A manifest of the tiny model, with a file beside it if one is given. */
async function place(file: Uint8Array | null, change: Record<string, unknown> = {}): Promise<string> {
  const path = join(await tempDir(), 'tiny.json');
  await writeFile(path, JSON.stringify({ ...aModel(bytes).manifest, ...change }));
  if (file) await writeFile(join(path, '..', 'tiny.onnx'), file);
  return path;
}

test('a model is ready, absent or unusable', async () => {
  expect(await stateOf(await place(bytes), '')).toMatchObject({ state: 'ready' });
  expect(await stateOf(await place(null), '')).toMatchObject({ state: 'absent' });
  const damaged = await stateOf(await place(bytes.subarray(1)), '');
  expect(damaged).toMatchObject({ state: 'unusable', remark: expect.stringContaining('sha256') });
});

test('trying a model loads and runs it, and says what is wrong', async () => {
  expect(await tryModel(await place(bytes), '')).toBeNull();
  expect(await tryModel(await place(bytes, { classes: ['person'] }), '')).toMatch(/expected output 1 1×5×84/);
});

test('measuring tells how far it is and gives figures', async () => {
  const shares: number[] = [];
  const { inferMs, picturesPerSecond, described } = await measureModel(await place(bytes), '', {
    cores: 2,
    seconds: 0.2,
    providers: ['cpu'],
    onShare: (share) => shares.push(share),
  });
  expect(inferMs).toBeGreaterThan(0);
  expect(picturesPerSecond).toBeGreaterThan(0);
  expect(described).toMatchObject({ workers: 2, provider: 'cpu' });
  expect(shares.at(-1)).toBe(1);
});
