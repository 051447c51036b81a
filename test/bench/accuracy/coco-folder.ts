import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Truth } from './average-precision.ts';

const instances = z.object({
  images: z.array(z.object({ id: z.number(), file_name: z.string() })),
  annotations: z.array(
    z.object({
      image_id: z.number(),
      category_id: z.number(),
      bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
      iscrowd: z.number().default(0),
    }),
  ),
  categories: z.array(z.object({ id: z.number(), name: z.string() })),
});

/** Pictures with what is in them. */
export interface CocoFolder {
  readonly images: readonly { readonly id: number; readonly file: string }[];
  readonly truths: readonly Truth[];
}

/** Reads a folder with `instances.json` in COCO's format and the pictures in it or in `images/`. */
export async function readCocoFolder(folder: string): Promise<CocoFolder> {
  const file = join(folder, 'instances.json');
  if (!existsSync(file)) {
    throw new Error(`no pictures to judge by: ${resolve(file)} is not there. Give a COCO folder with --data DIR`);
  }
  const { images, annotations, categories } = instances.parse(JSON.parse(await readFile(file, 'utf8')));
  const pictures = existsSync(join(folder, 'images')) ? join(folder, 'images') : folder;
  const there = new Set(await readdir(pictures));
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const usable = images.filter(({ file_name: name }) => there.has(name));
  const ids = new Set(usable.map(({ id }) => id));
  return {
    images: usable.map(({ id, file_name: name }) => ({ id, file: join(pictures, name) })),
    truths: annotations
      .filter(({ image_id: id }) => ids.has(id))
      .map(({ image_id: imageId, category_id: category, bbox, iscrowd }) => ({
        imageId,
        category: names.get(category) ?? String(category),
        box: bbox,
        crowd: iscrowd === 1,
      })),
  };
}
