import { VEHICLES } from '../../contracts/behaviours.ts';
import type { DirectedLine, PicturePoint } from '../../contracts/geometry.ts';
import type { LiveBoxes } from '../../contracts/telemetry.ts';
import { drawNumber, drawSides, numberSize, type Colour } from './draw.ts';
import type { FilmFrame } from './film-frames.ts';
import type { Crossed } from './line-counts.ts';
import type { FileZone } from './settings-files.ts';

const PEOPLE: Colour = [255, 196, 0];
const ON_WHEELS: Colour = [0, 220, 255];
const OTHERS: Colour = [200, 120, 255];
const SHAPES: Colour = [0, 230, 90];
const ARROW_PX = 22;

const vehicles: ReadonlySet<string> = new Set(VEHICLES);

/**
 * Draws zones and lines, how often each line has been crossed, and what is followed with the numbers it has in `tracks.txt`, into a
 * picture.
 */
export function annotate(
  frame: FilmFrame,
  boxes: LiveBoxes['boxes'],
  zones: readonly FileZone[],
  numberOf: (trackId: string) => number,
  crossedOf: (lineId: string) => Crossed,
): void {
  for (const { id, shape } of zones) {
    if (shape.kind === 'line') drawLine(frame, shape.line, crossedOf(id));
    else drawSides(frame, [...shape.polygon, ...shape.polygon.slice(0, 1)], SHAPES);
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
    // Above the box, where there is room, so that it hides nothing.
    const number = numberOf(trackId);
    const above = y - numberSize(number).height / frame.height;
    drawNumber(frame, number, [x, above >= 0 ? above : y], colour);
  }
}

/** An arrow to the side that is forward, with the number of those who went there at its head, and of the others at its foot. */
function drawLine(frame: FilmFrame, { from, to }: DirectedLine, { forward, backward }: Crossed): void {
  const { width, height } = frame;
  drawSides(frame, [from, to], SHAPES);
  const [dx, dy] = [(to[0] - from[0]) * width, (to[1] - from[1]) * height];
  const length = Math.max(1, Math.hypot(dx, dy));
  const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2] as const;
  /** So many pixels forward of the line's middle, and along it. */
  const at = (ahead: number, along: number): PicturePoint => [
    middle[0] + (along * dx - ahead * dy) / length / width,
    middle[1] + (along * dy + ahead * dx) / length / height,
  ];
  drawSides(frame, [at(0, 0), at(ARROW_PX, 0)], SHAPES);
  drawSides(frame, [at(ARROW_PX - 6, -6), at(ARROW_PX, 0), at(ARROW_PX - 6, 6)], SHAPES);
  drawNumber(frame, forward, centred(frame, forward, at(ARROW_PX + 14, 0)), SHAPES);
  drawNumber(frame, backward, centred(frame, backward, at(-14, 0)), SHAPES);
}

function centred({ width, height }: FilmFrame, number: number, [x, y]: PicturePoint): PicturePoint {
  const size = numberSize(number);
  return [x - size.width / 2 / width, y - size.height / 2 / height];
}
