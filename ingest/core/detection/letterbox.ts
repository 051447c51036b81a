import type { Box } from '../../../contracts/geometry.ts';

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How a picture is brought to the model's input: kept in proportion with a border, or stretched. */
export type Fit =
  | { readonly mode: 'letterbox'; readonly align: 'centre' | 'top-left'; readonly pad: number }
  | { readonly mode: 'stretch' };

/** Where the picture lies inside the model's input, pixels of the input; whole numbers. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a picture goes in the model's input. Small pictures are enlarged too: models find little in postage stamps. */
export function place(picture: Size, input: Size, fit: Fit): Placement {
  if (fit.mode === 'stretch') return { left: 0, top: 0, width: input.width, height: input.height };
  const scale = Math.min(input.width / picture.width, input.height / picture.height);
  const width = Math.max(1, Math.min(input.width, Math.round(picture.width * scale)));
  const height = Math.max(1, Math.min(input.height, Math.round(picture.height * scale)));
  if (fit.align === 'top-left') return { left: 0, top: 0, width, height };
  // half a pixel of border goes to the right and bottom, as in the letterboxes the models were trained with
  return { left: (input.width - width) >> 1, top: (input.height - height) >> 1, width, height };
}

/** A box in pixels of the model's input as fractions of the picture, clipped to it; null when nothing of it is left. */
export function toPicture(placement: Placement, left: number, top: number, right: number, bottom: number): Box | null {
  const x = clip((left - placement.left) / placement.width);
  const y = clip((top - placement.top) / placement.height);
  const w = clip((right - placement.left) / placement.width) - x;
  const h = clip((bottom - placement.top) / placement.height) - y;
  return w > 0 && h > 0 ? { x, y, w, h } : null;
}

function clip(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
