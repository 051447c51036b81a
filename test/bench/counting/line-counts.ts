import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** A film with a counting line and what a person counted there. */
export interface CountedFilm {
  readonly name: string;
  readonly path: string;
  /** The line in fractions of the picture, drawn from left to right: towards the lower edge of the picture is forward. */
  readonly line: { readonly from: readonly [number, number]; readonly to: readonly [number, number] };
  readonly vehicles: number;
}

const film = z.object({
  size: z.tuple([z.number(), z.number()]).optional(),
  line_y: z.number(),
  x: z.tuple([z.number(), z.number()]),
  vehicles: z.number().int(),
});

/**
 * Reads hand counts: a JSON object from film name to `line_y` and `x` (pixels), `size` and `vehicles`; names with `_` are remarks.
 * @param sizeOf width and height of a film whose entry does not tell them.
 * @throws Error when the file is not of that form.
 */
export function readLineCounts(
  file: string,
  sizeOf: (path: string) => { width: number; height: number },
): CountedFilm[] {
  const entries = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
  return Object.entries(entries)
    .filter(([name]) => !name.startsWith('_'))
    .map(([name, entry]) => {
      const { size, line_y, x, vehicles } = film.parse(entry);
      const path = join(dirname(file), name);
      const { width, height } = size ? { width: size[0], height: size[1] } : sizeOf(path);
      const y = line_y / height;
      return { name, path, vehicles, line: { from: [x[0] / width, y], to: [x[1] / width, y] } };
    });
}
