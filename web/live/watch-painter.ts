import { boxesAt, type BoxHistory } from '../core/live/box-tracks.ts';
import { paintOverlay, pictureFrame, type Overlay } from './overlay-paint.ts';
import type { WatchParts } from './watch-parts.ts';

/** What is on screen now. */
export interface Shown {
  /** A picture of the video, a still, or nothing yet. */
  readonly shows: 'film' | 'still' | null;
  /** When the picture was taken, epoch ms; null: not known. */
  readonly takenMs: number | null;
  readonly history: BoxHistory;
  /** When boxes came last, by the page's own clock. */
  readonly boxesCameAt: number;
}

/** What of it is drawn. */
export type Drawn = Pick<Overlay, 'shapes' | 'nameOf'> & { readonly overlay: boolean };

/** Boxes are drawn on a still for so long after they came. */
const STILL_BOXES_MS = 1500;

/** Draws over the picture on screen: on video the boxes of the very moment, on stills those that came last. */
export function paintShown({ video, image, canvas }: WatchParts, shown: Shown, drawn: Drawn): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const [width, height, density] = [canvas.clientWidth, canvas.clientHeight, devicePixelRatio];
  const [pixelsX, pixelsY] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== pixelsX) canvas.width = pixelsX;
  if (canvas.height !== pixelsY) canvas.height = pixelsY;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, width, height);
  const picture = pictureOf(video, image, shown.shows);
  if (picture && drawn.overlay)
    paintOverlay(context, pictureFrame(picture, { width, height }), overlayOf(shown, drawn));
}

/** The picture on screen in its full size, with what is drawn over it; null while there is none. */
export function captureShown({ video, image }: WatchParts, shown: Shown, drawn: Drawn): HTMLCanvasElement | null {
  const picture = pictureOf(video, image, shown.shows);
  if (!picture) return null;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const context = canvas.getContext('2d');
  context?.drawImage(picture.element, 0, 0);
  if (context && drawn.overlay) paintOverlay(context, { x: 0, y: 0, ...picture }, overlayOf(shown, drawn));
  return canvas;
}

function pictureOf(video: HTMLVideoElement, image: HTMLImageElement, shows: Shown['shows']) {
  if (shows === null) return null;
  if (shows === 'film' && video.videoWidth > 0)
    return { element: video, width: video.videoWidth, height: video.videoHeight };
  return image.naturalWidth > 0 ? { element: image, width: image.naturalWidth, height: image.naturalHeight } : null;
}

function overlayOf({ shows, takenMs, history, boxesCameAt }: Shown, { shapes, nameOf }: Drawn): Overlay {
  if (shows === 'film' && takenMs !== null) return { shapes, nameOf, boxes: boxesAt(history, takenMs) };
  const fresh = performance.now() - boxesCameAt < STILL_BOXES_MS;
  return { shapes, nameOf, boxes: fresh ? (history.at(-1)?.boxes ?? []) : [] };
}
