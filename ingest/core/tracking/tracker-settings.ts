import type { ClutterSettings } from './clutter-memory.ts';
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
  /** A detection that belongs to no track starts one from here on, ... */
  readonly seedScore: number;
  /** ... which becomes an object only once a detection of it has reached this. */
  readonly birthScore: number;
  /**
   * Sum of scores over at least two looks from which a new track counts as an object: two sure looks are enough, doubtful ones take
   * more. So a weak object may be followed early without every shadow becoming one.
   */
  readonly confirmEvidence: number;
  /** How much wider the measurement noise of a detection with score 0 is than that of one with score 1 (NSA Kalman; Du et al. 2021). */
  readonly doubt: number;
  /** A tentative track that is not seen for this long was never an object. */
  readonly keepTentativeMs: number;
  /** A confirmed track that is not seen for this long (while looked for) has ended. */
  readonly keepLostMs: number;
  /**
   * One that stood still when it was last seen (a parked car behind a bus, somebody waiting behind a group) is kept this long, and known
   * again only where it stood.
   */
  readonly keepStandingMs: number;
  /** Standing still is slower than this, in sizes per second. */
  readonly standingSpeed: number;
  /** Tracks followed at once at most, tentative ones included; further detections start none and are counted. */
  readonly mostTracks: number;
  /** A confirmed track is still shown, where it should be, for this long after it was seen: one missed look is no disappearance. */
  readonly coastMs: number;
  /** ... but no longer than this share of the time it has been known: what flickers for three looks is not drawn for five more. */
  readonly coastShare: number;
  readonly noise: MotionNoise;
  /** The same for vehicles and two-wheelers, which come up to the camera faster, and so grow faster, than people do. */
  readonly vehicleNoise: MotionNoise;
  readonly affinity: AffinitySettings;
  readonly certainty: CertaintySettings;
}

/** How sure it must be that a track is an object and no chance. Certainty is a log-likelihood ratio: 0 is even odds. */
export interface CertaintySettings extends ClutterSettings {
  /** Share of looks in which an object that is there is found. */
  readonly found: number;
  /** Looks closer together than this are no independent witnesses: they count in proportion. */
  readonly spanMs: number;
  /** A new track counts as an object from here on, ... */
  readonly confirm: number;
  /** ... is drawn from here on, ... */
  readonly show: number;
  /** ... and is given up below this while nobody has taken it for an object. */
  readonly end: number;
  /** Bounds, so that a long past neither keeps a ghost alive nor condemns somebody who was hidden. */
  readonly least: number;
  readonly most: number;
  /** A track has gone somewhere when it was seen so many sizes away from where it was first. */
  readonly goneSizes: number;
  /** What has not, is judged by how often it is found itself: counted over so long, ... */
  readonly flickerMemoryMs: number;
  /** ... the more, the longer than this it was looked for. */
  readonly flickerMs: number;
  /** Boxes are widened by at most so many sizes when chance at a place is counted. */
  readonly padMost: number;
}

/** How alike a track's predicted box and a detection must be. */
export interface AffinitySettings {
  /** Boxes are widened on each side by this many sizes before they are compared, so that near misses count for something. */
  readonly pad: number;
  /** ... and further by this many standard deviations of the predicted position ... */
  readonly padPerStd: number;
  /** (for tentative tracks, whose velocity nobody knows yet, by this many) ... */
  readonly padPerStdTentative: number;
  /** ... up to this many sizes. */
  readonly padMost: number;
  /** (for vehicles seen once, which may have gone on by their own length and more, up to this many). */
  readonly padMostYoungVehicle: number;
  /** Least similarity (IoU of the widened boxes × agreement in height) in the first association, ... */
  readonly first: number;
  /** ... in the association with low-score detections, ... */
  readonly low: number;
  /** ... in the association with the place where a track was last seen, ... */
  readonly lastSeen: number;
  /** ... for tracks that are still tentative: people, who walk less than their own width between two looks, ... */
  readonly tentative: number;
  /** ... and vehicles, which may jump by more than their length, but keep apart from each other, ... */
  readonly tentativeVehicle: number;
  /** ... after a time without any frame that was longer than lost tracks are kept: only what stands where it stood is the same. */
  readonly afterOutage: number;
  /** Weight of disagreement between a track's course and the way to the detection. */
  readonly course: number;
  /** The course is taken over this span: long enough to rise above the trembling of boxes, short enough to follow a turn. */
  readonly courseSpanMs: number;
}

/** Defaults for boxes normalised to 0..1; see docs of each field. Chosen on sequences at 2 to 30 frames per second. */
export const TRACKER_DEFAULTS: TrackerSettings = {
  picture: { width: 1, height: 1, aspect: 4 / 3 },
  highScore: 0.4,
  lowScore: 0.15,
  seedScore: 0.2,
  birthScore: 0.4,
  confirmEvidence: 1.1,
  doubt: 1.2,
  keepTentativeMs: 500,
  keepLostMs: 3000,
  keepStandingMs: 15_000,
  standingSpeed: 0.15,
  mostTracks: 500,
  coastMs: 200,
  coastShare: 0.5,
  noise: {
    measure: 0.15,
    wander: 0.1,
    accelerate: 1,
    firstVelocity: 2.3,
    shape: 0.4,
    travelDecayS: 10,
    shapeDecayS: 0.5,
  },
  vehicleNoise: {
    measure: 0.12,
    wander: 0.1,
    accelerate: 1.5,
    firstVelocity: 3,
    shape: 1.5,
    travelDecayS: 10,
    shapeDecayS: 4,
  },
  affinity: {
    pad: 0.04,
    padPerStd: 0.35,
    padPerStdTentative: 0.9,
    padMost: 0.6,
    padMostYoungVehicle: 0.9,
    first: 0.3,
    low: 0.38,
    lastSeen: 0.45,
    tentative: 0.42,
    tentativeVehicle: 0.2,
    afterOutage: 0.6,
    course: 0.4,
    courseSpanMs: 400,
  },
  certainty: {
    memoryMs: 3000,
    firstChance: 0.01,
    firstLooks: 50,
    found: 0.8,
    spanMs: 80,
    confirm: 1.4,
    show: 2,
    end: -1.7,
    least: -3,
    most: 8,
    goneSizes: 0.4,
    flickerMemoryMs: 3000,
    flickerMs: 1200,
    padMost: 0.2,
  },
};

/** What a caller may leave out. */
export type TrackerOptions = Partial<
  Omit<TrackerSettings, 'picture' | 'noise' | 'vehicleNoise' | 'affinity' | 'certainty'>
> & {
  readonly picture?: Partial<Picture>;
  readonly noise?: Partial<MotionNoise>;
  readonly vehicleNoise?: Partial<MotionNoise>;
  readonly affinity?: Partial<AffinitySettings>;
  readonly certainty?: Partial<CertaintySettings>;
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
    vehicleNoise: { ...TRACKER_DEFAULTS.vehicleNoise, ...options.vehicleNoise },
    affinity: { ...TRACKER_DEFAULTS.affinity, ...options.affinity },
    certainty: { ...TRACKER_DEFAULTS.certainty, ...options.certainty },
  };
}
