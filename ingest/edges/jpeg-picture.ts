import sharp, { type Sharp } from 'sharp';
import { readJpegHeader } from '../core/detection/jpeg-header.ts';
import type { Placement, Size } from '../core/detection/letterbox.ts';
import { DetectionError } from './detector-errors.ts';

/** Pixels already decoded: RGB, row by row, 3 bytes each. */
export interface RawPicture extends Size {
  readonly rgb: Uint8Array;
}

/** A picture at the size the model needs. */
export interface FittedPicture {
  /** RGB bytes of the placement's width × height. */
  readonly rgb: Uint8Array;
  /** Size of the picture as it came. */
  readonly picture: Size;
  /** The model input it goes into, and where. */
  readonly input: Size;
  readonly placement: Placement;
}

/** Says what model input a picture of some size goes into, and where in it. */
export type Fitting = (picture: Size) => { readonly input: Size; readonly placement: Placement };

/** What a picture may be at most. */
export interface PictureLimits {
  readonly maxBytes: number;
  readonly maxPixels: number;
}

// one picture per call and no second look at any: threads and caches would only cost
sharp.cache(false);
sharp.concurrency(1);

/**
 * Decodes a JPEG at the size the model needs; libjpeg does the halvings while it decodes, so a 4K picture costs less
 * than its pixels. Runs in libuv's threads. Throws DetectionError `too-large`, `not-jpeg` or `damaged`.
 */
export async function fitJpeg(jpeg: Uint8Array, fitting: Fitting, limits: PictureLimits): Promise<FittedPicture> {
  if (jpeg.length > limits.maxBytes) {
    throw new DetectionError('too-large', `${jpeg.length} bytes, at most ${limits.maxBytes} are taken`);
  }
  const header = readJpegHeader(jpeg);
  if (!header.ok) throw new DetectionError(header.reason, header.detail);
  const picture = { width: header.width, height: header.height };
  if (picture.width * picture.height > limits.maxPixels) {
    throw new DetectionError(
      'too-large',
      `${picture.width}×${picture.height} pixels, at most ${limits.maxPixels} are taken`,
    );
  }
  const { input, placement } = fitting(picture);
  // libjpeg only warns of missing or garbled pixels and makes some up; made-up pixels are not looked at
  const image = sharp(jpeg, { failOn: 'warning', limitInputPixels: limits.maxPixels, sequentialRead: true });
  try {
    return { rgb: await pixelsOf(image, picture, placement), picture, input, placement };
  } catch (error) {
    throw new DetectionError('damaged', error instanceof Error ? error.message : String(error));
  }
}

/** Brings decoded pixels to the size the model needs. Throws DetectionError `damaged` when bytes and size disagree. */
export async function fitRaw(picture: RawPicture, fitting: Fitting): Promise<FittedPicture> {
  const { rgb, width, height } = picture;
  if (rgb.length !== width * height * 3) {
    throw new DetectionError('damaged', `${rgb.length} bytes are not ${width}×${height} RGB pixels`);
  }
  const size = { width, height };
  const { input, placement } = fitting(size);
  if (placement.width === width && placement.height === height) return { rgb, picture: size, input, placement };
  const image = sharp(rgb, { raw: { width, height, channels: 3 } });
  return { rgb: await pixelsOf(image, size, placement), picture: size, input, placement };
}

async function pixelsOf(image: Sharp, picture: Size, placement: Placement): Promise<Uint8Array> {
  const sized =
    placement.width === picture.width && placement.height === picture.height
      ? image
      : image.resize(placement.width, placement.height, { fit: 'fill', kernel: 'cubic' });
  // sharp's own default makes RGB of grey and CMYK
  return sized.raw().toBuffer();
}
