import { createRandom, normal } from './made-numbers.ts';
import type { MotRow } from './mot-file.ts';
import { toFrames } from './mot-file.ts';
import type { Sequence } from './sequence.ts';

/** How a staged sequence is made. Lengths in pixels of a 1280 × 720 picture, times in seconds. */
interface Stage {
  readonly name: string;
  readonly seconds: number;
  readonly fps: number;
  readonly people: number;
  /** Heights of the nearest and the furthest people. */
  readonly heights: readonly [number, number];
  /** Walking speed in body heights per second. */
  readonly speed: number;
  /** Share of visible people that the detector misses. */
  readonly missed: number;
  /** Whether misses come in runs of half a second or so, as of a detector that cannot see somebody before this wall. */
  readonly missedInRuns: boolean;
  /** Share of people who are found a second time, by their upper half. */
  readonly halves: number;
  /** False boxes per frame, anywhere. */
  readonly falseBoxes: number;
  /** Places in the background that look like people: each is found in four frames of ten, in runs. */
  readonly falsePlaces: number;
  /** Middle of the scores of people who are fully visible, and of false boxes. */
  readonly scores: readonly [number, number];
  /** Picture movement: speed of a pan in pixels per second, and amplitude of a shake in pixels. */
  readonly pan: number;
  readonly shake: number;
}

const PLAIN: Stage = {
  name: 'staged-plain',
  seconds: 20,
  fps: 25,
  people: 10,
  heights: [220, 90],
  speed: 0.75,
  missed: 0.1,
  missedInRuns: false,
  halves: 0,
  falseBoxes: 0.3,
  falsePlaces: 0,
  scores: [0.8, 0.3],
  pan: 0,
  shake: 0,
};

const STAGES: readonly Stage[] = [
  PLAIN,
  { ...PLAIN, name: 'staged-crowd', people: 45 },
  { ...PLAIN, name: 'staged-missed', missed: 0.45, people: 15 },
  { ...PLAIN, name: 'staged-false', falseBoxes: 5, people: 12 },
  { ...PLAIN, name: 'staged-pan', pan: 220, people: 15 },
  { ...PLAIN, name: 'staged-shake', shake: 14, people: 12 },
  { ...PLAIN, name: 'staged-7-fps', fps: 7, seconds: 60, people: 15 },
  { ...PLAIN, name: 'staged-3-fps', fps: 3, seconds: 90 },
  { ...PLAIN, name: 'staged-small', heights: [44, 20], people: 35 },
  { ...PLAIN, name: 'staged-runners', speed: 2.2, fps: 15 },
  { ...PLAIN, name: 'staged-false-1', falseBoxes: 1, people: 12 },
  { ...PLAIN, name: 'staged-false-3', falseBoxes: 3, people: 12 },
  { ...PLAIN, name: 'staged-places', falseBoxes: 1, falsePlaces: 10, people: 12 },
  { ...PLAIN, name: 'staged-doubt', falseBoxes: 3, falsePlaces: 4, people: 12, scores: [0.6, 0.35] },
  { ...PLAIN, name: 'staged-doubt-7', falseBoxes: 3, falsePlaces: 4, fps: 7, seconds: 60, scores: [0.6, 0.35] },
  { ...PLAIN, name: 'staged-places-sure', falseBoxes: 0, falsePlaces: 8, people: 6, scores: [0.8, 0.55] },
  { ...PLAIN, name: 'staged-runs', missed: 0.3, missedInRuns: true, people: 15 },
  { ...PLAIN, name: 'staged-runs-7', missed: 0.3, missedInRuns: true, people: 15, fps: 7, seconds: 60 },
  { ...PLAIN, name: 'staged-halves', halves: 0.25, people: 12 },
  { ...PLAIN, name: 'staged-dense', people: 170, heights: [110, 60], seconds: 8 },
];

const FIRST_SEED = 7;
const WIDTH = 1280;
const HEIGHT = 720;
/** A person is detected down to this visible share. */
const LEAST_VISIBLE = 0.35;
/** A false place is found after a frame in which it was found, and after one in which it was not. */
const FALSE_AGAIN = 0.7;
const FALSE_FIRST = 0.2;

/**
 * Sequences with exact truth for what films at hand do not show: crowds that hide each other, a blind or a talkative detector, moving
 * cameras, few looks a second, small boxes. The same every time.
 *
 * @param throws how often each stage is played, with other chances each time: one throw's few switches are luck
 */
export function stagedSequences(throws = 1): Sequence[] {
  return STAGES.flatMap((stage, at) =>
    Array.from({ length: throws }, (_, played) => playStage(stage, FIRST_SEED + at + STAGES.length * played)),
  );
}

interface Walker {
  readonly id: number;
  x: number;
  /** 0 furthest … 1 nearest. */
  depth: number;
  heading: number;
  readonly pace: number;
  isMissed: boolean;
}

function playStage(stage: Stage, seed: number): Sequence {
  const random = createRandom(seed);
  const length = Math.round(stage.seconds * stage.fps);
  const dtS = 1 / stage.fps;
  let lastId = 0;
  // Half as wide again as the picture, and wider by the way of a pan: people come in and go out at the sides.
  const span = WIDTH * 1.5 + Math.abs(stage.pan) * stage.seconds;
  const left = stage.pan < 0 ? -span + WIDTH * 1.25 : -WIDTH * 0.25;
  const count = Math.round((stage.people * span) / (WIDTH * 1.5));
  const born = (): Walker => ({
    id: ++lastId,
    x: left + random() * span,
    depth: random(),
    heading: (random() < 0.5 ? 0 : Math.PI) + (random() - 0.5) * 1.2,
    pace: stage.speed * (0.6 + 0.8 * random()),
    isMissed: false,
  });
  const walkers = Array.from({ length: count }, born);
  const truth: MotRow[] = [];
  const detections: MotRow[][] = [];
  const places = Array.from({ length: stage.falsePlaces }, () => ({ box: anywhere(stage, random), found: false }));
  let swing = 0;
  for (let frame = 1; frame <= length; frame++) {
    swing = 0.8 * swing + 0.6 * stage.shake * normal(random);
    const shiftX = -stage.pan * frame * dtS + swing;
    const shiftY = 0.5 * stage.shake * normal(random);
    for (const [index, walker] of walkers.entries()) {
      step(walker, stage, dtS, random);
      if (walker.x < left || walker.x > left + span || walker.depth < -0.05 || walker.depth > 1.1) {
        walkers[index] = { ...born(), x: random() < 0.5 ? left : left + span };
      }
    }
    const seen = walkers
      .map((walker) => ({ walker, box: boxOf(walker, stage, shiftX, shiftY) }))
      .filter(({ box }) => box.x + box.w / 2 > 0 && box.x + box.w / 2 < WIDTH && box.y < HEIGHT)
      .sort((a, b) => b.walker.depth - a.walker.depth);
    const found: MotRow[] = [];
    for (const [index, { walker, box }] of seen.entries()) {
      truth.push({ frame, id: walker.id, box, confidence: 1, classId: Number.NaN });
      const nearer = seen.slice(0, index).map((other) => other.box);
      const hidden = Math.max(0, ...nearer.map((other) => covered(box, other)));
      const visible = 1 - hidden;
      if (visible < LEAST_VISIBLE) continue;
      walker.isMissed = random() < chanceToMiss(stage, walker, dtS);
      if (walker.isMissed) continue;
      const confidence = clamp(stage.scores[0] - 0.55 * hidden + 0.15 * normal(random));
      found.push({ frame, id: -1, box: tremble(box, random), confidence, classId: Number.NaN });
      if (stage.halves === 0 || random() >= stage.halves) continue;
      const half = tremble({ ...box, h: 0.55 * box.h }, random);
      found.push({ frame, id: -1, box: half, confidence: clamp(confidence - 0.25), classId: Number.NaN });
    }
    const foundFalse = (box: MotRow['box']): void => {
      const confidence = clamp(stage.scores[1] + 0.18 * normal(random));
      found.push({ frame, id: -1, box, confidence, classId: Number.NaN });
    };
    for (let extra = stage.falseBoxes; random() < extra; extra--) foundFalse(anywhere(stage, random));
    for (const place of places) {
      place.found = random() < (place.found ? FALSE_AGAIN : FALSE_FIRST);
      if (place.found) foundFalse(tremble(place.box, random));
    }
    detections.push(found);
  }
  return {
    name: stage.name,
    fps: stage.fps,
    width: WIDTH,
    height: HEIGHT,
    length,
    detections,
    truth: toFrames(truth, length),
    distractors: null,
  };
}

/** A run lasts half a second; between runs as long as leaves the share of misses as it is. */
function chanceToMiss({ missed, missedInRuns }: Stage, { isMissed }: Walker, dtS: number): number {
  if (!missedInRuns) return missed;
  const ends = Math.min(1, dtS / 0.5);
  return isMissed ? 1 - ends : Math.min(1, (ends * missed) / (1 - missed));
}

function anywhere({ heights: [near, far] }: Stage, random: () => number): MotRow['box'] {
  const h = far + random() * (near - far);
  return { x: random() * WIDTH, y: random() * (HEIGHT - h), w: 0.4 * h, h };
}

function step(walker: Walker, { heights }: Stage, dtS: number, random: () => number): void {
  const way = walker.pace * heightAt(walker.depth, heights) * dtS;
  walker.heading += 0.5 * Math.sqrt(dtS) * normal(random);
  walker.x += way * Math.cos(walker.heading);
  // Walking towards the camera shows as growing and as going down the picture, foreshortened.
  walker.depth += (0.25 * way * Math.sin(walker.heading)) / heights[0];
}

function heightAt(depth: number, [near, far]: readonly [number, number]): number {
  return far + (near - far) * Math.min(1.1, Math.max(-0.1, depth));
}

function boxOf({ x, depth }: Walker, { heights }: Stage, shiftX: number, shiftY: number): MotRow['box'] {
  const h = heightAt(depth, heights);
  const foot = HEIGHT * (0.35 + 0.5 * depth);
  return { x: x + shiftX - 0.2 * h, y: foot - h + shiftY, w: 0.4 * h, h };
}

function covered(box: MotRow['box'], by: MotRow['box']): number {
  const w = Math.min(box.x + box.w, by.x + by.w) - Math.max(box.x, by.x);
  const h = Math.min(box.y + box.h, by.y + by.h) - Math.max(box.y, by.y);
  return w > 0 && h > 0 ? (w * h) / (box.w * box.h) : 0;
}

function tremble({ x, y, w, h }: MotRow['box'], random: () => number): MotRow['box'] {
  const grown = 1 + 0.05 * normal(random);
  const wide = w * grown * (1 + 0.06 * normal(random));
  const high = h * grown;
  return {
    x: x + w / 2 - wide / 2 + 0.06 * w * normal(random),
    y: y + h / 2 - high / 2 + 0.03 * h * normal(random),
    w: wide,
    h: high,
  };
}

function clamp(score: number): number {
  return Math.min(1, Math.max(0.02, score));
}
