import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { filmFacts } from '../film-facts.ts';

/** What pictures or a film tell about a sequence. */
export interface PictureFacts {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly fps?: number | undefined;
}

const MOST_TRIED = 20;

/**
 * Size of the pictures in a folder, or size and frame rate of a film. Without a single readable picture nothing is known, which is
 * said: the tracker needs no pixels.
 * @throws Error when the film cannot be read.
 */
export async function pictureOf(source: {
  images?: string | undefined;
  video?: string | undefined;
}): Promise<PictureFacts> {
  if (source.images !== undefined) {
    const names = existsSync(source.images) ? readdirSync(source.images).sort() : [];
    for (const name of names.filter((each) => /\.(?:jpe?g|png|webp)$/i.test(each)).slice(0, MOST_TRIED)) {
      const known = await sharp(join(source.images, name))
        .metadata()
        .catch(() => null);
      if (known) return { width: known.width, height: known.height };
    }
    console.warn(`${source.images}: no readable picture there; the size is taken from seqinfo.ini or the boxes`);
    return {};
  }
  if (source.video === undefined) return {};
  const { width, height, fps } = filmFacts(source.video);
  return { width, height, fps };
}
