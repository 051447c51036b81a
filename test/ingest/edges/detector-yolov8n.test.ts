import { existsSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { Detection } from '../../../ingest/core/detection/detection.ts';
import { createDetectorPool, type DetectorPool } from '../../../ingest/edges/detector-pool.ts';
import { packRegions } from '../../../ingest/core/regions/mosaic.ts';
import { cellsOf, joinRegions } from '../../../ingest/core/regions/region.ts';
import { openModel, type Model } from '../../../ingest/edges/model-file.ts';
import { filmPictures } from '../../bench/detect/film-pictures.ts';
import { undoLater } from '../../support/cleanup.ts';

const FILM = '.cache/films/campus.mp4';
const MODELS = '.cache/models';
const there = existsSync(FILM) && existsSync(`${MODELS}/yolov8n.onnx`);
/** The model takes seconds to load and run where many tests share the cores. */
const TIMEOUT_MS = 60_000;
const log = { info() {}, warn() {}, error() {} };

const WANTED = { classes: ['person'], minScore: 0.5 };

async function poolOf(model: Model): Promise<DetectorPool> {
  const pool = await createDetectorPool({ model, workers: 1, threadsPerSession: 1, providers: ['cpu'], log });
  undoLater(() => pool.stop());
  return pool;
}

let model: Model;
let pool: DetectorPool;
let first: Uint8Array;
let second: Uint8Array;
beforeAll(async () => {
  if (!there) return;
  model = await openModel('yolov8n', MODELS);
  pool = await poolOf(model);
  [first = new Uint8Array(), second = new Uint8Array()] = await filmPictures(FILM, 640, 480);
}, TIMEOUT_MS);

function iou({ box: a }: Detection, { box: b }: Detection): number {
  const width = Math.max(0, Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x));
  const height = Math.max(0, Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y));
  return (width * height) / (a.w * a.h + b.w * b.h - width * height);
}

test.skipIf(!there)(
  'people on the campus path are found where the model as downloaded finds them',
  async () => {
    const { detections: found } = await pool.detect(first, WANTED);
    expect(found.length).toBeGreaterThanOrEqual(3);
    for (const { className, box } of found) {
      expect(className).toBe('person');
      expect(box.h).toBeGreaterThan(box.w);
    }
    const { multiple: _free, ...fixed } = model.manifest.input;
    const downloaded = await poolOf({ ...model, manifest: { ...model.manifest, input: fixed } });
    const { detections: asDownloaded } = await downloaded.detect(first, WANTED);
    expect(asDownloaded).toHaveLength(found.length);
    for (const one of found) expect(Math.max(...asDownloaded.map((other) => iou(one, other)))).toBeGreaterThan(0.9);
  },
  TIMEOUT_MS,
);

test.skipIf(!there)(
  'people are found in parts of pictures where the whole pictures show them, and a damaged picture takes no other with it',
  async () => {
    const wholes = [await pool.detect(first, WANTED), await pool.detect(second, WANTED)];
    const size = { width: 640, height: 480 };
    const regions = wholes.map(({ detections }) =>
      joinRegions(
        detections.flatMap(
          ({ box: { x, y, w, h } }) => cellsOf({ x: x - 0.03, y: y - 0.04, w: w + 0.06, h: h + 0.08 }, size) ?? [],
        ),
        1,
      ),
    );
    const mosaic = packRegions([...regions, [{ column: 0, row: 0, columns: 4, rows: 4 }]], {
      columns: 40,
      rows: 40,
      multiple: 2,
      gap: 1,
    });
    if (!mosaic) throw new Error('the people of two pictures fit into one');
    const damaged = first.slice(0, first.length / 2);
    const { pictures } = await pool.detectParts([first, second, damaged], mosaic, WANTED);
    expect(pictures.map(({ ok }) => ok)).toEqual([true, true, false]);
    wholes.forEach(({ detections }, at) => {
      const answer = pictures[at];
      const found = answer?.ok ? answer.found.detections : [];
      const alike = detections.filter((one) => found.some((other) => iou(one, other) > 0.7));
      expect(alike.length).toBeGreaterThanOrEqual(detections.length - 1);
    });
  },
  TIMEOUT_MS,
);

test.skipIf(!there)(
  'a picture of nothing has nothing in it',
  async () => {
    const grey = { width: 640, height: 360, rgb: new Uint8Array(640 * 360 * 3).fill(114) };
    expect((await pool.detect(grey)).detections).toEqual([]);
  },
  TIMEOUT_MS,
);
