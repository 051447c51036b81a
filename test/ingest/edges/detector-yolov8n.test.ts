import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Detection } from '../../../ingest/core/detection/detection.ts';
import { createDetectorPool } from '../../../ingest/edges/detector-pool.ts';
import { openModel, type Model } from '../../../ingest/edges/model-file.ts';
import { filmPictures } from '../../bench/detect/film-pictures.ts';
import { undoLater } from '../../support/cleanup.ts';

const FILM = '.cache/films/campus.mp4';
const MODELS = '.cache/models';
const there = existsSync(FILM) && existsSync(`${MODELS}/yolov8n.onnx`);
/** The model takes seconds to load and run where many tests share the cores. */
const TIMEOUT_MS = 60_000;
const log = { info() {}, warn() {}, error() {} };

async function people(model: Model, picture: Uint8Array): Promise<readonly Detection[]> {
  const pool = await createDetectorPool({ model, workers: 1, threadsPerSession: 1, providers: ['cpu'], log });
  undoLater(() => pool.stop());
  return (await pool.detect(picture, { classes: ['person'], minScore: 0.5 })).detections;
}

function iou({ box: a }: Detection, { box: b }: Detection): number {
  const width = Math.max(0, Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x));
  const height = Math.max(0, Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y));
  return (width * height) / (a.w * a.h + b.w * b.h - width * height);
}

test.skipIf(!there)(
  'people on the campus path are found where the model as downloaded finds them',
  async () => {
    const [picture = new Uint8Array()] = await filmPictures(FILM, 640, 480);
    const model = await openModel('yolov8n', MODELS);
    const found = await people(model, picture);
    expect(found.length).toBeGreaterThanOrEqual(3);
    for (const { className, box } of found) {
      expect(className).toBe('person');
      expect(box.h).toBeGreaterThan(box.w);
    }
    const { multiple: _free, ...fixed } = model.manifest.input;
    const asDownloaded = await people({ ...model, manifest: { ...model.manifest, input: fixed } }, picture);
    expect(asDownloaded).toHaveLength(found.length);
    for (const one of found) expect(Math.max(...asDownloaded.map((other) => iou(one, other)))).toBeGreaterThan(0.9);
  },
  TIMEOUT_MS,
);

test.skipIf(!there)(
  'a picture of nothing has nothing in it',
  async () => {
    const model = await openModel('yolov8n', MODELS);
    const pool = await createDetectorPool({ model, workers: 1, threadsPerSession: 1, providers: ['cpu'], log });
    undoLater(() => pool.stop());
    const grey = { width: 640, height: 360, rgb: new Uint8Array(640 * 360 * 3).fill(114) };
    expect((await pool.detect(grey)).detections).toEqual([]);
  },
  TIMEOUT_MS,
);
