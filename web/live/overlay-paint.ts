import type { ZoneSettings } from '../../contracts/devices.ts';
import type { SeenBox } from '../core/live/box-tracks.ts';

/** What is drawn over a camera's picture. */
export interface Overlay {
  readonly shapes: readonly ZoneSettings[];
  readonly boxes: readonly SeenBox[];
  readonly nameOf: (objectClass: string) => string;
}

/** Where the picture lies within the canvas, CSS pixels. */
export interface PictureFrame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const ZONE = '#ffd65c';
const LABEL_FONT = '600 12px system-ui, sans-serif';
const COLOURS: Readonly<Record<string, string>> = {
  person: '#5ee0a0',
  car: '#7cc4ff',
  motorcycle: '#c9a2ff',
  bicycle: '#c9a2ff',
};
const OTHER = '#ffb35c';

/** Where a picture of this size lies in an element of that size, whole and centred. */
export function pictureFrame(
  picture: { width: number; height: number },
  element: { width: number; height: number },
): PictureFrame {
  const scale = Math.min(element.width / (picture.width || 1), element.height / (picture.height || 1));
  const [width, height] = [picture.width * scale, picture.height * scale];
  return { x: (element.width - width) / 2, y: (element.height - height) / 2, width, height };
}

/** Draws it; the canvas has been cleared and is in CSS pixels. */
export function paintOverlay(
  canvas: CanvasRenderingContext2D,
  frame: PictureFrame,
  { shapes, boxes, nameOf }: Overlay,
): void {
  const x = (share: number) => frame.x + share * frame.width;
  const y = (share: number) => frame.y + share * frame.height;
  canvas.lineWidth = 1.6;
  canvas.setLineDash([7, 5]);
  canvas.strokeStyle = ZONE;
  canvas.fillStyle = 'rgb(255 214 92 / 10%)';
  for (const { shape } of shapes) {
    canvas.beginPath();
    const points = shape.kind === 'zone' ? shape.polygon : [shape.line.from, shape.line.to];
    for (const [px, py] of points) canvas.lineTo(x(px), y(py));
    if (shape.kind === 'zone') {
      canvas.closePath();
      canvas.fill();
    }
    canvas.stroke();
  }
  canvas.setLineDash([]);
  canvas.font = LABEL_FONT;
  canvas.textBaseline = 'bottom';
  for (const box of boxes) {
    const colour = COLOURS[box.class] ?? OTHER;
    const [left, top, width, height] = [x(box.x), y(box.y), box.w * frame.width, box.h * frame.height];
    canvas.strokeStyle = 'rgb(0 0 0 / 65%)';
    canvas.lineWidth = 4;
    canvas.strokeRect(left, top, width, height);
    canvas.strokeStyle = colour;
    canvas.lineWidth = 2;
    canvas.strokeRect(left, top, width, height);
    // Beneath this nobody can read it, and it hides the thing.
    if (frame.width < 260) continue;
    const name = nameOf(box.class);
    const wide = canvas.measureText(name).width + 8;
    const labelTop = Math.max(frame.y + 17, top);
    canvas.fillStyle = 'rgb(5 9 13 / 78%)';
    canvas.fillRect(left - 1, labelTop - 17, wide, 17);
    canvas.fillStyle = colour;
    canvas.fillText(name, left + 3, labelTop - 1.5);
  }
}
