import type { TrackSummary } from '../../contracts/observations.ts';
import { objectClass } from '../../contracts/road-users.ts';
import { createCameraPerception, type Perceived } from '../../ingest/core/camera-perception.ts';
import type { CameraShapes } from '../../ingest/core/city.ts';
import type { DetectionResult } from '../../ingest/core/detection/detection.ts';
import { asSeenFromAbove, ROOF_CLASSES } from '../../ingest/core/tracking/seen-from-above.ts';
import { TRACKER_DEFAULTS } from '../../ingest/core/tracking/tracker-settings.ts';
import type { RawPicture } from '../../ingest/edges/jpeg-picture.ts';
import type { FilmFrame } from './film-frames.ts';
import { FILM_CAMERA } from './settings-files.ts';

/** What frames are looked at with. The detector pool is one. */
export interface FilmDetector {
  readonly detect: (
    picture: RawPicture,
    options: { readonly classes: readonly string[]; readonly minScore: number },
  ) => Promise<Pick<DetectionResult, 'detections'>>;
}

/** What a replay came to. */
export interface ReplayedFilm {
  readonly frames: number;
  /** When the last picture looked at is shown, milliseconds after the beginning. */
  readonly lastMs: number;
  /** Objects followed, in the order in which they came. */
  readonly tracks: readonly TrackSummary[];
  /** Whether it was ended before the film was. */
  readonly isCut: boolean;
}

/** Takes what one picture gave; `frame` is null for what ends with the film. */
export type TakeLook = (perceived: Perceived, frame: FilmFrame | null) => Promise<void>;

/**
 * Plays a film through the perception that cameras have.
 *
 * @param options.slots pictures the detector holds at most
 * @param options.aspect width : height of the film
 * @param options.startAt when the film begins, epoch milliseconds
 * @throws what the frames, the detector or `take` throw
 */
export async function replayFilm(options: {
  readonly frames: AsyncIterable<FilmFrame>;
  readonly detector: FilmDetector;
  readonly slots: number;
  readonly aspect: number;
  readonly startAt: number;
  /** Zones, lines and calibration. */
  readonly shapes: CameraShapes;
  /** The camera looks straight down. */
  readonly fromAbove: boolean;
  readonly take: TakeLook;
  /** Aborted: no further picture is looked at. */
  readonly signal: AbortSignal;
}): Promise<ReplayedFilm> {
  const { detector, fromAbove, signal, startAt, take } = options;
  const classes = fromAbove ? [...objectClass.options, ...ROOF_CLASSES] : objectClass.options;
  const perception = createCameraPerception(FILM_CAMERA, FILM_CAMERA, options.shapes);
  const tracks = new Map<string, TrackSummary>();
  const looking: { readonly frame: FilmFrame; readonly detecting: ReturnType<FilmDetector['detect']> }[] = [];
  let frames = 0;
  let lastMs = 0;

  const clockAt = (atMs: number) => {
    const at = startAt + atMs;
    return { capturedAt: at, receivedAt: at, perceivedAt: at };
  };
  const keep = (perceived: Perceived, frame: FilmFrame | null): Promise<void> => {
    // A track that lives long is told again and again: the last word counts.
    for (const track of perceived.tracks) tracks.set(track.trackId, track);
    return take(perceived, frame);
  };
  const lookAtFirst = async (): Promise<void> => {
    const next = looking.shift();
    if (!next) return;
    const { detections } = await next.detecting;
    frames++;
    lastMs = next.frame.atMs;
    const named = fromAbove ? asSeenFromAbove(detections) : detections;
    await keep(perception.look(clockAt(lastMs), options.aspect, named), next.frame);
  };

  for await (const frame of options.frames) {
    if (signal.aborted) break;
    const detecting = detector.detect(frame, { classes, minScore: TRACKER_DEFAULTS.lowScore });
    // A failure is told when its turn has come.
    detecting.catch(() => undefined);
    looking.push({ frame, detecting });
    if (looking.length >= options.slots) await lookAtFirst();
  }
  while (looking.length > 0) await lookAtFirst();
  await keep(perception.finish(clockAt(lastMs)), null);
  const inOrder = [...tracks.values()].sort((a, b) => a.firstAt - b.firstAt || a.trackId.localeCompare(b.trackId));
  return { frames, lastMs, tracks: inOrder, isCut: signal.aborted };
}
