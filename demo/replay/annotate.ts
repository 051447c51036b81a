import { VEHICLES } from '../../contracts/behaviours.ts';
import type { LiveBoxes } from '../../contracts/telemetry.ts';
import { drawNumber, drawSides, type Colour } from './draw.ts';
import type { FilmFrame } from './film-frames.ts';
import type { FileZone } from './settings-files.ts';

const PEOPLE: Colour = [255, 196, 0];
const ON_WHEELS: Colour = [0, 220, 255];
const OTHERS: Colour = [200, 120, 255];
const SHAPES: Colour = [0, 230, 90];

const vehicles: ReadonlySet<string> = new Set(VEHICLES);

/** Draws zones and lines, and what is followed with the numbers it has in `tracks.txt`, into a picture. */
export function annotate(
  frame: FilmFrame,
  boxes: LiveBoxes['boxes'],
  zones: readonly FileZone[],
  numberOf: (trackId: string) => number,
): void {
  for (const { shape } of zones) {
    const sides =
      shape.kind === 'line' ? [shape.line.from, shape.line.to] : [...shape.polygon, ...shape.polygon.slice(0, 1)];
    drawSides(frame, sides, SHAPES);
  }
  for (const { x, y, w, h, class: name, trackId } of boxes) {
    const colour = name === 'person' ? PEOPLE : vehicles.has(name) ? ON_WHEELS : OTHERS;
    const [right, bottom] = [x + w, y + h];
    const corners = [
      [x, y],
      [right, y],
      [right, bottom],
      [x, bottom],
      [x, y],
    ] as const;
    drawSides(frame, corners, colour);
    drawNumber(frame, numberOf(trackId), [x, y], colour);
  }
}
