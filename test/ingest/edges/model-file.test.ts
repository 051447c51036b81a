import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ModelError } from '../../../ingest/edges/detector-errors.ts';
import { CATALOGUE } from '../../../ingest/edges/model-catalogue.ts';
import { openModel } from '../../../ingest/edges/model-file.ts';
import { tempDir } from '../../support/places.ts';
import { aModel } from './tiny-onnx.ts';

/** An own manifest in a folder, naming `tiny.onnx` with the sum of `bytes`. */
async function ownManifest(bytes: Uint8Array, change: Record<string, unknown> = {}): Promise<string> {
  const { manifest } = aModel(bytes);
  const path = join(await tempDir(), 'own.json');
  await writeFile(path, JSON.stringify({ ...manifest, ...change }));
  return path;
}

const bytes = Buffer.from('some model');

test('an own model is found beside its manifest', async () => {
  const path = await ownManifest(bytes);
  await writeFile(join(path, '..', 'tiny.onnx'), bytes);
  const model = await openModel(path, 'nowhere');
  expect(model.manifest.id).toBe('tiny');
  expect(Buffer.from(model.bytes)).toEqual(bytes);
});

test('a file of another sum is refused with both sums', async () => {
  const path = await ownManifest(bytes);
  await writeFile(join(path, '..', 'tiny.onnx'), 'another model');
  await expect(openModel(path, 'nowhere')).rejects.toThrow(
    /is not the model tiny: expected 10 bytes with sha256 [0-9a-f]{64}, found 13 bytes with sha256 [0-9a-f]{64}/,
  );
});

test('a model that is not there is refused with how to get it', async () => {
  const opening = openModel('yolov8n', await tempDir());
  await expect(opening).rejects.toThrow(ModelError);
  await expect(opening).rejects.toThrow(/npm run models -- fetch yolov8n/);
});

test('an unknown model is refused with those there are', async () => {
  await expect(openModel('yolo99', 'nowhere')).rejects.toThrow(/known are yolov8n, yolox-nano/);
});

test('a manifest is refused with every fault in it', async () => {
  const path = await ownManifest(bytes, { decoder: { kind: 'tea leaves' }, sha256: 'abc', surprise: 1 });
  const opening = openModel(path, 'nowhere');
  await expect(opening).rejects.toThrow(ModelError);
  await expect(opening).rejects.toThrow(/sha256: .*decoder\.kind: .*surprise/s);
});

test('the shipped manifests name each model once', () => {
  expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
});
