import type { Box } from '../contracts/geometry.ts';
import { objectClass } from '../contracts/road-users.ts';
import type { DetectionResult } from './core/detection/detection.ts';
import type { Size } from './core/detection/letterbox.ts';
import type { Frame } from './core/frame-gate.ts';
import type { Look } from './core/regions/look-planner.ts';
import { packRegions, type Mosaic, type MosaicLimits } from './core/regions/mosaic.ts';
import { boxOf } from './core/regions/region.ts';
import type { ScoredBox } from './core/tracking/scored-box.ts';
import { asSeenFromAbove, ROOF_CLASSES } from './core/tracking/seen-from-above.ts';
import { TRACKER_DEFAULTS } from './core/tracking/tracker-settings.ts';
import type { WatchedCamera } from './core/watched-cameras.ts';
import { DetectionError } from './edges/detector-errors.ts';
import type { PartsResult } from './edges/detector-messages.ts';

interface Wanted {
  readonly classes: readonly string[];
  readonly minScore: number;
}

/** What frames are looked at with. The detector pool is one. */
export interface Detector {
  readonly detect: (jpeg: Uint8Array, wanted: Wanted) => Promise<DetectionResult>;
  /** Parts of several pictures in one run; absent or null where that does not pay. */
  readonly detectParts?: (jpegs: readonly Uint8Array[], mosaic: Mosaic, wanted: Wanted) => Promise<PartsResult>;
  readonly parts?: { readonly sizeOf: (picture: Size) => Size; readonly limits: MosaicLimits } | null;
}

/** What a look at one frame gave. */
export interface Sight {
  readonly how: 'whole' | 'parts';
  readonly detections: readonly ScoredBox[];
  /** The parts that were looked at; absent: all of it. */
  readonly lookedAt?: readonly Box[];
  /** Objects that reach out of those parts. */
  readonly cut: readonly Box[];
  /** What it kept a worker busy for. */
  readonly busyMs: number;
}

/** A frame that is being looked at. */
export interface Looking {
  readonly frame: Frame;
  readonly seeing: Promise<Sight>;
}

interface Planned {
  readonly frame: Frame;
  readonly look: Look;
  readonly size: Size;
}

const WANTED: Wanted = { classes: objectClass.options, minScore: TRACKER_DEFAULTS.lowScore };
const WANTED_ROOFS_TOO: Wanted = { ...WANTED, classes: [...WANTED.classes, ...ROOF_CLASSES] };
const CLASSES: ReadonlySet<string> = new Set(WANTED.classes);
/** Frames in one run at most: all of them wait for it, and each is decoded for it. */
const MOST_ALONG = 12;

/** Starts looks: at whole frames, or at the regions of several frames in one run. */
export function createFrameLooks(
  detector: Detector,
  watchedOf: (frame: Frame) => Pick<WatchedCamera, 'perception' | 'planner'>,
): {
  /**
   * @param along hands over further waiting frames for which the given function says that they fit into the same run
   */
  readonly begin: (first: Frame, along: (fits: (frame: Frame) => boolean) => void) => readonly Looking[];
} {
  const { parts, detectParts } = detector;

  function planOf(frame: Frame): Planned {
    const { header } = frame;
    if (!parts || !detectParts) return { frame, look: { how: 'whole' }, size: header };
    const { perception, planner } = watchedOf(frame);
    const size = parts.sizeOf(header);
    const { objects, at } = perception.followed();
    return { frame, size, look: planner.plan(glimpseOf(frame, size), objects, at) };
  }

  function wholly(frame: Frame): Looking {
    const seeing = detector.detect(frame.jpeg, wantedOf([frame])).then(({ detections, timings }): Sight => ({
      how: 'whole',
      detections: namedIn(frame, detections),
      cut: [],
      busyMs: busyOf(timings),
    }));
    return { frame, seeing };
  }

  function inParts(planned: readonly Planned[], mosaic: Mosaic | null): readonly Looking[] {
    const frames = planned.map(({ frame }) => frame);
    const jpegs = frames.map(({ jpeg }) => jpeg);
    const running = mosaic && detectParts ? detectParts(jpegs, mosaic, wantedOf(frames)) : null;
    return planned.map(({ frame, look, size }, at) => {
      const lookedAt = look.how === 'parts' ? look.regions.map((region) => boxOf(region, size)) : [];
      const nothing: Sight = { how: 'parts', detections: [], lookedAt, cut: [], busyMs: 0 };
      // Nothing moves and nobody walks: there is nothing to be looked for.
      if (!running || lookedAt.length === 0) return { frame, seeing: Promise.resolve(nothing) };
      const seeing = running.then(({ pictures, timings }): Sight => {
        const answer = pictures[at];
        if (!answer?.ok) throw new DetectionError(answer?.code ?? 'failed', answer?.message ?? 'no answer');
        const { found } = answer;
        const detections = namedIn(frame, found.detections);
        return { ...nothing, ...found, detections, busyMs: busyOf(timings) / planned.length };
      });
      return { frame, seeing };
    });
  }

  return {
    begin(first, along) {
      const start = planOf(first);
      const planned = [start];
      if (start.look.how === 'parts' && parts) {
        const regions = [start.look.regions];
        let mosaic = packRegions(regions, parts.limits);
        // What fits nowhere, be it alone, is looked at as a whole.
        if (!mosaic && start.look.regions.length > 0) {
          planned[0] = { ...start, look: { how: 'whole' } };
        } else {
          along((frame) => {
            if (planned.length >= MOST_ALONG) return false;
            const next = planOf(frame);
            if (next.look.how !== 'parts') return false;
            const larger = packRegions([...regions, next.look.regions], parts.limits);
            if (!larger && next.look.regions.length > 0) return false;
            regions.push(next.look.regions);
            planned.push(next);
            mosaic = larger ?? mosaic;
            return true;
          });
          took(planned);
          return inParts(planned, mosaic);
        }
      }
      took(planned);
      return [wholly(first)];
    },
  };

  function took(planned: readonly Planned[]): void {
    for (const { frame, look, size } of planned) watchedOf(frame).planner.took(glimpseOf(frame, size), look);
  }
}

/** Roofs are asked for where a camera of the run looks down, ... */
function wantedOf(frames: readonly Frame[]): Wanted {
  return frames.some(({ camera }) => camera.looksDown) ? WANTED_ROOFS_TOO : WANTED;
}

/** ... and are cars before such a camera, and nothing before another. */
function namedIn({ camera }: Frame, detections: readonly ScoredBox[]): readonly ScoredBox[] {
  const named = camera.looksDown ? asSeenFromAbove(detections) : detections;
  return named.filter(({ className }) => CLASSES.has(className));
}

function glimpseOf({ header }: Frame, size: Size) {
  const { capturedAt, streamId, motion, reason } = header;
  return { capturedAt, streamId, size, motion, moves: reason === 'motion' };
}

function busyOf({ preprocessMs, inferMs, postprocessMs }: DetectionResult['timings']): number {
  return preprocessMs + inferMs + postprocessMs;
}
