import { createCandidates, emptyCandidates, healedOf } from '../core/detection/candidates.ts';
import type { ClassFilter } from '../core/detection/class-filter.ts';
import { collectDetections } from '../core/detection/collect-detections.ts';
import { createDecoder, type Decoder } from '../core/detection/decoder.ts';
import type { DetectionResult } from '../core/detection/detection.ts';
import { inputSizeFor } from '../core/detection/input-size.ts';
import { place, type Size } from '../core/detection/letterbox.ts';
import { strongest, suppress } from '../core/detection/nms.ts';
import { createInputBuffer, type InputBuffer } from '../core/detection/normalise.ts';
import type { FromWorker, WorkerSetup } from './detector-messages.ts';
import { openDetectorSession, type Feeds } from './detector-session.ts';
import { fitJpeg, fitRaw, type FittedPicture, type Fitting, type RawPicture } from './jpeg-picture.ts';

/** Strongest candidates compared in suppression; more only exist when asked for scores near zero. */
const MAX_CANDIDATES = 3000;

/** Input sizes kept ready; each holds a tensor of some megabytes. */
const MAX_SHAPES = 6;

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
  let lastRunEnded = 0;

  /** What is kept for an input size; cameras of one kind share it, and the least recently used goes. */
  function shapeOf(size: Size): Shape {
    const key = `${size.width}x${size.height}`;
    const shape = shapes.get(key) ?? newShape(size);
    shapes.delete(key);
    shapes.set(key, shape);
    const [oldest] = shapes.keys();
    if (shapes.size > MAX_SHAPES && oldest !== undefined) shapes.delete(oldest);
    return shape;
  }

  function newShape(size: Size): Shape {
    const buffer = createInputBuffer({ ...input, ...size }, input.fit.mode === 'letterbox' ? input.fit.pad : 0);
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
  await session.run(shapeOf(input).feeds);

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
      const { buffer, feeds, decoder } = shapeOf(fitted.input);
      buffer.write(fitted.rgb, fitted.placement);
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
      const detections = collectDetections(candidates, chosen, fitted.placement, classes);
      return {
        detections,
        picture: fitted.picture,
        healed: healedOf(candidates),
        timings: {
          queueMs: 0,
          decodeMs,
          preprocessMs: written - from,
          inferMs: ran - written,
          postprocessMs: performance.now() - ran,
          totalMs: 0,
        },
      };
    },
    release: () => session.release(),
  };
  return { perception, ready: { kind: 'ready', provider, refused, loadMs: performance.now() - started } };
}
