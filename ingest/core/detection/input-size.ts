import type { Fit, Size } from './letterbox.ts';

/**
 * The model input for a picture: the model's own size, or, where it takes any `multiple`, the smallest that holds the
 * picture at the same scale. A square around a 640×360 picture would spend two fifths of the work on border.
 */
export function inputSizeFor(picture: Size, most: Size, multiple: number | null, fit: Fit): Size {
  if (multiple === null || fit.mode === 'stretch') return { width: most.width, height: most.height };
  const scale = Math.min(most.width / picture.width, most.height / picture.height);
  const upTo = (length: number, limit: number) =>
    // A side that is a fraction of a pixel too long for a multiple takes the next: else the other side would shrink.
    Math.min(limit, Math.max(multiple, Math.ceil((length * scale - 1e-6) / multiple) * multiple));
  return { width: upTo(picture.width, most.width), height: upTo(picture.height, most.height) };
}
