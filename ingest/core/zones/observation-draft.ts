import type { Box } from '../../../contracts/geometry.ts';
import type { ObservationKind } from '../../../contracts/observations.ts';
import { clipToPicture } from '../geometry/box.ts';
import type { TrackState } from '../tracking/track-state.ts';

/** An observation as the scene of one camera sees it; the process adds camera, unique track name and the clock of the frame. */
export interface ObservationDraft {
  readonly kind: ObservationKind;
  /** Zone or line it happened at; null when it belongs to the whole picture. */
  readonly zoneId: string | null;
  /** Id of the tracker's track; null for observations about several. */
  readonly trackId: number | null;
  readonly className: string | null;
  readonly direction: 'forward' | 'backward' | null;
  /** Seconds for dwelled, stopped, left-behind, fallen and left (the stay), people for crowd, people per 100 m² for crowd-density, km/h for speed. */
  readonly value: number | null;
  /** Half width of the 95 % interval of `value` where it is an estimate. */
  readonly uncertainty: number | null;
  readonly score: number | null;
  /** Box in the frame that shows it, as fractions of the picture. */
  readonly box: Box | null;
  /** Capture time of the frame with which it became certain, epoch ms. */
  readonly at: number;
  /** Capture time at which it really began (first look inside, moment of crossing), epoch ms; not after `at`. */
  readonly since: number;
  /** How it came about, where that differs. */
  readonly how: ObservationCircumstance | null;
}

/**
 * `walked-in`/`walked-out`: over the zone's edge. `appeared`: first seen inside. `vanished`: last seen inside.
 */
export type ObservationCircumstance = 'walked-in' | 'walked-out' | 'appeared' | 'vanished';

/** What is particular about one observation. */
type Particulars = Partial<Pick<ObservationDraft, 'direction' | 'value' | 'uncertainty' | 'since' | 'how'>>;

/** An observation about one track. */
export function draftOf(
  kind: ObservationKind,
  zoneId: string | null,
  track: TrackState,
  atMs: number,
  particulars: Particulars = {},
): ObservationDraft {
  return {
    kind,
    zoneId,
    trackId: track.id,
    className: track.className,
    direction: null,
    value: null,
    uncertainty: null,
    score: track.score,
    box: clipToPicture(track.box),
    at: atMs,
    since: atMs,
    how: null,
    ...particulars,
  };
}
