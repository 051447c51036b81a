import { createCandidates, emptyCandidates, healedOf } from '../core/detection/candidates.ts';
import type { ClassFilter } from '../core/detection/class-filter.ts';
import { collectDetections } from '../core/detection/collect-detections.ts';
import { createDecoder, type Decoder } from '../core/detection/decoder.ts';
import type { DetectionResult, DetectionTimings } from '../core/detection/detection.ts';
import { inputSizeFor } from '../core/detection/input-size.ts';
import { place, type Size } from '../core/detection/letterbox.ts';
import { strongest, suppress } from '../core/detection/nms.ts';
import { createInputBuffer, type InputBuffer } from '../core/detection/normalise.ts';
import { mosaicPixels, type Mosaic } from '../core/regions/mosaic.ts';
import { CELL_PX, pixelsOf } from '../core/regions/region.ts';
import { findInTiles, type PartsFound } from '../core/regions/tile-detections.ts';
import { DetectionError } from './detector-errors.ts';
import type { FromWorker, PartsAnswer, PartsResult, WorkerSetup } from './detector-messages.ts';
import { openDetectorSession, type Feeds } from './detector-session.ts';
import { fitJpeg, fitRaw, type FittedPicture, type Fitting, type RawPicture } from './jpeg-picture.ts';
import { messageOf } from './model-file.ts';

/** Strongest candidates compared in suppression; more only exist when asked for scores near zero. */
const MAX_CANDIDATES = 3000;

/** Input sizes kept ready; each holds a tensor of some megabytes. */
const MAX_SHAPES = 6;

/** Sizes of mosaics kept ready; they share their memory. */
const MAX_MOSAICS = 60;

interface Shape {
  readonly buffer: InputBuffer;
  readonly feeds: Feeds;
  readonly decoder: Decoder;
}

/** One model with its buffers: pictures in, detections out. Belongs to one thread and does one `look` at a time. */
export interface Perception {
  /** Decodes a picture to the model's size, off this thread. Throws DetectionError for a bad picture. */
  prepare(picture: Uint8Array | RawPicture): Promise<{ readonly fitted: FittedPicture; readonly decodeMs: number }>;
  /**
   * Runs the model on a prepared picture. `beforeRun` is called at the last moment before the run takes this thread.
   * Queue and total times are left 0.
   */
  look(
    fitted: FittedPicture,
    decodeMs: number,
    wanted: Int32Array,
    minScore: number,
    beforeRun: () => void,
  ): Promise<DetectionResult>;
  /** Runs the model once on parts of several prepared pictures; one that could not be decoded stays empty. */
  lookAtParts(
    pictures: readonly PromiseSettledResult<{ readonly fitted: FittedPicture; readonly decodeMs: number }>[],
    mosaic: Mosaic,
    wanted: Int32Array,
    minScore: number,
    beforeRun: () => void,
  ): Promise<PartsResult>;
  release(): Promise<void>;
}

/** Loads the model. Throws ModelError when it is not what its manifest says. */
export async function openPerception(
  setup: WorkerSetup,
): Promise<{ readonly perception: Perception; readonly ready: Extract<FromWorker, { kind: 'ready' }> }> {
  const { manifest, model, limits } = setup;
  const { input, classes, thresholds } = manifest;
  const started = performance.now();
  const expected = createDecoder(model.decoder, input, classes.length).outputs;
  const session = await openDetectorSession(manifest, model.bytes, expected, setup.session);
  const { provider, refused } = session;
  const candidates = createCandidates();
  const shapes = new Map<string, Shape>();
  const mosaics = new Map<string, Shape>();
  let mosaicRoom: ArrayBuffer | undefined;
  let lastRunEnded = 0;

  /** What is kept for an input size; cameras of one kind share it, and the least recently used goes. */
  function shapeOf(size: Size, kept: Map<string, Shape>, most: number, room?: ArrayBuffer): Shape {
    const key = `${size.width}x${size.height}`;
    const shape = kept.get(key) ?? newShape(size, room);
    kept.delete(key);
    kept.set(key, shape);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return shape;
  }

  function newShape(size: Size, room?: ArrayBuffer): Shape {
    const buffer = createInputBuffer({ ...input, ...size }, input.fit.mode === 'letterbox' ? input.fit.pad : 0, room);
    return {
      buffer,
      feeds: session.bind(buffer.data, size),
      decoder: createDecoder(model.decoder, size, classes.length),
    };
  }

  const fitting: Fitting = (picture) => {
    const size = inputSizeFor(picture, input, model.multiple, input.fit);
    return { input: size, placement: place(picture, size, input.fit) };
  };

  // the first run is several times slower: it is done before any picture waits for it
  await session.run(shapeOf(input, shapes, MAX_SHAPES).feeds);

  /** Runs the model on what has been written into a shape; leaves the candidates filled. */
  async function infer(
    { feeds, decoder }: Shape,
    from: number,
    decodeMs: number,
    wanted: Int32Array,
    minScore: number,
    beforeRun: () => void,
  ) {
    const written = performance.now();
    beforeRun();
    const outputs = await session.run(feeds);
    const ran = performance.now();
    lastRunEnded = ran;
    emptyCandidates(candidates);
    const filter: ClassFilter = { wanted, total: classes.length, unknown: [] };
    decoder.decode(outputs, filter, minScore, candidates);
    const chosen = decoder.needsNms
      ? suppress(candidates, { ...thresholds, maxCandidates: MAX_CANDIDATES })
      : strongest(candidates, thresholds.maxDetections);
    const timings = (): DetectionTimings => ({
      queueMs: 0,
      decodeMs,
      preprocessMs: written - from,
      inferMs: ran - written,
      postprocessMs: performance.now() - ran,
      totalMs: 0,
    });
    return { chosen, timings };
  }

  const perception: Perception = {
    async prepare(picture) {
      const from = performance.now();
      const fitted =
        picture instanceof Uint8Array ? await fitJpeg(picture, fitting, limits) : await fitRaw(picture, fitting);
      // while a run has this thread nobody waits for the decoding: only what it takes beyond that run is its own
      return { fitted, decodeMs: performance.now() - Math.max(from, lastRunEnded) };
    },
    async look(fitted, decodeMs, wanted, minScore, beforeRun) {
      const from = performance.now();
      const shape = shapeOf(fitted.input, shapes, MAX_SHAPES);
      shape.buffer.write(fitted.rgb, fitted.placement);
      const { chosen, timings } = await infer(shape, from, decodeMs, wanted, minScore, beforeRun);
      const detections = collectDetections(candidates, chosen, fitted.placement, classes);
      return { detections, picture: fitted.picture, healed: healedOf(candidates), timings: timings() };
    },
    async lookAtParts(pictures, mosaic, wanted, minScore, beforeRun) {
      const from = performance.now();
      mosaicRoom ??= new ArrayBuffer(3 * input.width * input.height * Float32Array.BYTES_PER_ELEMENT);
      const shape = shapeOf(mosaicPixels(mosaic), mosaics, MAX_MOSAICS, mosaicRoom);
      const fitted = pictures.map((picture) => (picture.status === 'fulfilled' ? picture.value.fitted : null));
      shape.buffer.clear();
      for (const tile of mosaic.tiles) {
        const picture = fitted[tile.picture];
        if (!picture) continue;
        const { placement } = picture;
        const part = pixelsOf(tile.region, placement);
        if (part.width <= 0 || part.height <= 0) continue;
        const at = { left: tile.column * CELL_PX, top: tile.row * CELL_PX };
        shape.buffer.writePart(picture.rgb, placement.width, part, at);
      }
      const decodeMs = Math.max(0, ...pictures.map((one) => (one.status === 'fulfilled' ? one.value.decodeMs : 0)));
      const { chosen, timings } = await infer(shape, from, decodeMs, wanted, minScore, beforeRun);
      const sizes = fitted.map((one) => one?.placement ?? NO_SIZE);
      const found = findInTiles(candidates, chosen, mosaic, sizes, classes);
      return {
        pictures: pictures.map((picture, at) => answerOf(picture, found[at])),
        healed: healedOf(candidates),
        timings: timings(),
      };
    },
    release: () => session.release(),
  };
  return { perception, ready: { kind: 'ready', provider, refused, loadMs: performance.now() - started } };
}

const NO_SIZE: Size = { width: 0, height: 0 };

function answerOf(picture: PromiseSettledResult<unknown>, found: PartsFound | undefined): PartsAnswer {
  if (picture.status === 'fulfilled') return { ok: true, found: found ?? { detections: [], cut: [] } };
  const reason: unknown = picture.reason;
  const code = reason instanceof DetectionError ? reason.code : 'failed';
  return { ok: false, code, message: messageOf(reason) };
}
