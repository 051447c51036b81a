import { createCameraPerception } from '../../../ingest/core/camera-perception.ts';
import type { ScoredBox } from '../../../ingest/core/tracking/scored-box.ts';
import { matchObservations, type Seen } from './matching.ts';
import { CLIP_PICTURES, pictureMs, type Programme } from './programme.ts';
import { watchedShapes } from './scene.ts';

/** Every second of the film's pictures is sampled. */
const EVERY = 2;
const ASPECT = 640 / 480;
const ANY_TIME = 1_000_000_000_000;
/** Within so long two accounts of the same thing agree. */
const SAME_MS = 1000;

/** What exhaustive perception observes in one round of a programme. Times are milliseconds into it. */
export interface Reference {
  /** Made by both samplings of the film: which of its pictures an agent gets hold of is chance. */
  readonly certain: readonly Seen[];
  /** Made by one sampling. */
  readonly ofOne: readonly Seen[];
  /** Share of one sampling's observations that the other makes as well: as near as a rerun of the same comes to itself. */
  readonly agreement: number;
}

/** Perceives a programme round and round, as replay does, from what was found in all its pictures. */
export function referenceOf(
  programme: Programme,
  clip: readonly (readonly ScoredBox[])[],
  quiet: readonly (readonly ScoredBox[])[],
): Reference {
  const inPicture = (picture: number): readonly ScoredBox[] => {
    const at = picture % programme.length;
    return (at < CLIP_PICTURES ? clip[at] : quiet[(at - CLIP_PICTURES) % quiet.length]) ?? [];
  };
  const [even, odd] = [0, 1].map((phase) => observe(programme, phase, inPicture)) as [Seen[], Seen[]];
  const { pairs } = matchObservations(even, odd, SAME_MS);
  return {
    certain: pairs.map(([expected]) => expected),
    ofOne: even,
    agreement: pairs.length / Math.max(1, even.length),
  };
}

/** The second round is the one that counts: the first begins with objects in mid-picture. */
function observe(programme: Programme, phase: number, inPicture: (picture: number) => readonly ScoredBox[]): Seen[] {
  const perception = createCameraPerception('reference', 'reference', { zones: watchedShapes() });
  const seen: Seen[] = [];
  for (let picture = phase; picture < 2 * programme.length; picture += EVERY) {
    const at = ANY_TIME + pictureMs(picture);
    const clock = { capturedAt: at, receivedAt: at, perceivedAt: at };
    const { observations } = perception.look(clock, ASPECT, inPicture(picture));
    if (picture < programme.length) continue;
    for (const { kind, zoneId, direction, box, capturedAt } of observations) {
      seen.push({ kind, zoneId, direction, box, atMs: capturedAt - ANY_TIME - pictureMs(programme.length) });
    }
  }
  return seen;
}
