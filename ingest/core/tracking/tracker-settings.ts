import type { MotionNoise } from './axis-filter.ts';

/** The coordinates that boxes come in. */
export interface Picture {
  /** Extent of the picture in the unit of the boxes: 1 × 1 for normalised boxes, else pixels. */
  readonly width: number;
  readonly height: number;
  /** True width : height of the picture; needed for normalised boxes, where width and height do not tell it. */
  readonly aspect: number;
}

/** All that can be set on a tracker. Times are milliseconds, lengths are multiples of the object's size. */
export interface TrackerSettings {
  readonly picture: Picture;
  /** Detections from here on take part in the first association. */
  readonly highScore: number;
  /** Detections between this and `highScore` may continue a track, but never start one. Below it they are noise. */
  readonly lowScore: number;
  /** A detection that belongs to no track starts one from here on. */
  readonly birthScore: number;
  /** Looks at which a new track must be seen before it counts as an object ... */
  readonly confirmLooks: number;
  /** ... or one look with a score from here on, together with a second look of any kind. */
  readonly sureScore: number;
  /** A tentative track that is not seen for this long was never an object. */
  readonly keepTentativeMs: number;
  /** A confirmed track that is not seen for this long (while looked for) has ended. */
  readonly keepLostMs: number;
  readonly noise: MotionNoise;
  readonly affinity: AffinitySettings;
}

/** How alike a track's predicted box and a detection must be. */
export interface AffinitySettings {
  /** Boxes are widened on each side by this many sizes before they are compared, so that near misses count for something. */
  readonly pad: number;
  /** ... and further by this many standard deviations of the predicted position ... */
  readonly padPerStd: number;
  /** ... up to this many sizes. */
  readonly padMost: number;
  /** Least similarity (IoU of the widened boxes × agreement in height) in the first association, ... */
  readonly first: number;
  /** ... in the association with low-score detections, ... */
  readonly low: number;
  /** ... in the association with the place where a track was last seen, ... */
  readonly lastSeen: number;
  /** ... and for tracks that are still tentative. */
  readonly tentative: number;
  /** Weight of disagreement between a track's course and the way to the detection. */
  readonly course: number;
}

/** Defaults for boxes normalised to 0..1; see docs of each field. Chosen on sequences at 2 to 30 frames per second. */
export const TRACKER_DEFAULTS: TrackerSettings = {
  picture: { width: 1, height: 1, aspect: 4 / 3 },
  highScore: 0.5,
  lowScore: 0.15,
  birthScore: 0.55,
  confirmLooks: 3,
  sureScore: 0.7,
  keepTentativeMs: 500,
  keepLostMs: 3000,
  noise: {
    measure: 0.08,
    wander: 0.4,
    accelerate: 1.6,
    firstVelocity: 3,
    shape: 0.4,
    travelDecayS: 3,
    shapeDecayS: 0.5,
  },
  affinity: {
    pad: 0.05,
    padPerStd: 0.5,
    padMost: 0.6,
    first: 0.2,
    low: 0.35,
    lastSeen: 0.3,
    tentative: 0.25,
    course: 0.2,
  },
};

/** What a caller may leave out. */
export type TrackerOptions = Partial<Omit<TrackerSettings, 'picture' | 'noise' | 'affinity'>> & {
  readonly picture?: Partial<Picture>;
  readonly noise?: Partial<MotionNoise>;
  readonly affinity?: Partial<AffinitySettings>;
};

/** Completes options with the defaults. A pixel picture's aspect follows from its width and height. */
export function completeTrackerSettings(options: TrackerOptions): TrackerSettings {
  const { width = 1, height = 1 } = options.picture ?? {};
  const normalised = width === 1 && height === 1;
  const aspect = options.picture?.aspect ?? (normalised ? TRACKER_DEFAULTS.picture.aspect : width / height);
  return {
    ...TRACKER_DEFAULTS,
    ...options,
    picture: { width, height, aspect },
    noise: { ...TRACKER_DEFAULTS.noise, ...options.noise },
    affinity: { ...TRACKER_DEFAULTS.affinity, ...options.affinity },
  };
}
