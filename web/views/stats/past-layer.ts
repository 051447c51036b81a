import { DomUtil, Layer, type LeafletEvent, type Map as LeafletMap } from 'leaflet';
import type { Place } from '../../core/map/bearing.ts';
import type { MapColours } from '../../map/map-colours.ts';

/** An arrow whose width says how many went that way. */
export interface FlowArrow {
  readonly place: Place;
  readonly bearingDeg: number;
  /** 0..1 of the widest. */
  readonly share: number;
  readonly backward: boolean;
}

/** A device as it was. */
export interface PastDot {
  readonly place: Place;
  readonly kind: 'camera' | 'sensor';
  /** 0 well, 1 warning, 2 critical, null not known. */
  readonly state: number | null;
  readonly text: string | null;
}

/** An alert as it stood. */
export interface PastSign {
  readonly place: Place;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly taken: boolean;
}

/** A place with how much happened there: the area of its circle. */
export interface Spot {
  readonly place: Place;
  /** null: nobody watched; drawn as an empty circle. */
  readonly share: number | null;
  readonly text: string;
}

/** Everything drawn at one moment. */
export interface PastScene {
  readonly arrows: readonly FlowArrow[];
  /** What all lines of a camera counted together: drawn instead of arrows where those would lie on each other. */
  readonly totals: readonly Spot[];
  readonly dots: readonly PastDot[];
  readonly signs: readonly PastSign[];
  readonly spots: readonly Spot[];
}

const WIDEST_PX = 16;
const ARROW_PX = 30;
const LARGEST_SPOT_PX = 46;
const LARGEST_TOTAL_PX = 30;
/** From this zoom on the lines of a junction lie apart. */
const ARROWS_FROM_ZOOM = 17;

/** Draws the city of a past moment on one canvas; cheap enough to be drawn anew for each step of a film. */
export class PastLayer extends Layer {
  readonly #canvas: HTMLCanvasElement = document.createElement('canvas');
  #leaflet: LeafletMap | null = null;
  #scene: PastScene = { arrows: [], totals: [], dots: [], signs: [], spots: [] };
  #colours: MapColours;

  constructor(colours: MapColours) {
    super();
    this.#colours = colours;
    this.#canvas.className = 'device-canvas';
  }

  override onAdd(map: LeafletMap): this {
    this.#leaflet = map;
    map.getPane('overlayPane')?.append(this.#canvas);
    this.#draw();
    return this;
  }

  override onRemove(): this {
    this.#canvas.remove();
    this.#leaflet = null;
    return this;
  }

  override getEvents(): Record<string, (event: LeafletEvent) => void> {
    const draw = () => this.#draw();
    return { move: draw, moveend: draw, zoomend: draw, resize: draw, viewreset: draw };
  }

  show(scene: PastScene, colours: MapColours): void {
    this.#scene = scene;
    this.#colours = colours;
    this.#draw();
  }

  #draw(): void {
    const map = this.#leaflet;
    const ctx = this.#canvas.getContext('2d');
    if (!map || !ctx) return;
    const { x: width, y: height } = map.getSize();
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    if (this.#canvas.width !== width * ratio || this.#canvas.height !== height * ratio) {
      this.#canvas.width = width * ratio;
      this.#canvas.height = height * ratio;
      this.#canvas.style.width = `${width}px`;
      this.#canvas.style.height = `${height}px`;
    }
    DomUtil.setPosition(this.#canvas, map.containerPointToLayerPoint([0, 0]));
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    const at = ({ lat, lon }: Place) => map.latLngToContainerPoint([lat, lon]);
    const { gravity, cone } = this.#colours;
    for (const spot of this.#scene.spots)
      paintSpot(ctx, at(spot.place), spot, LARGEST_SPOT_PX, gravity[2] ?? cone, this.#colours);
    for (const dot of this.#scene.dots) paintDot(ctx, at(dot.place), dot, this.#colours);
    const near = map.getZoom() >= ARROWS_FROM_ZOOM;
    if (near) for (const arrow of this.#scene.arrows) paintArrow(ctx, at(arrow.place), arrow, this.#colours);
    else
      for (const total of this.#scene.totals)
        paintSpot(ctx, at(total.place), total, LARGEST_TOTAL_PX, cone, this.#colours);
    for (const sign of this.#scene.signs) paintSign(ctx, at(sign.place), sign, this.#colours);
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function paintArrow(ctx: CanvasRenderingContext2D, { x, y }: Point, arrow: FlowArrow, colours: MapColours): void {
  if (arrow.share <= 0) return;
  const width = Math.max(1.5, WIDEST_PX * Math.sqrt(arrow.share));
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate((arrow.bearingDeg * Math.PI) / 180);
  // The two ways over a line lie side by side.
  ctx.translate(arrow.backward ? -(width / 2 + 1.5) : width / 2 + 1.5, 0);
  if (arrow.backward) ctx.rotate(Math.PI);
  const half = width / 2;
  const head = half + 4;
  ctx.beginPath();
  ctx.moveTo(-half, ARROW_PX / 2);
  ctx.lineTo(half, ARROW_PX / 2);
  ctx.lineTo(half, -ARROW_PX / 2 + head);
  ctx.lineTo(head, -ARROW_PX / 2 + head);
  ctx.lineTo(0, -ARROW_PX / 2 - 3);
  ctx.lineTo(-head, -ARROW_PX / 2 + head);
  ctx.lineTo(-half, -ARROW_PX / 2 + head);
  ctx.closePath();
  ctx.fillStyle = arrow.backward ? (colours.gravity[2] ?? colours.cone) : colours.cone;
  ctx.globalAlpha = 0.9;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.lineWidth = 1;
  ctx.strokeStyle = colours.rim;
  ctx.stroke();
  ctx.restore();
}

function paintDot(
  ctx: CanvasRenderingContext2D,
  { x, y }: Point,
  { kind, state, text }: PastDot,
  colours: MapColours,
): void {
  const colour = state === null ? colours.look.disabled : [colours.look.ok, colours.look.poor, colours.look.bad][state];
  ctx.beginPath();
  if (kind === 'camera') ctx.rect(x - 5, y - 5, 10, 10);
  else ctx.arc(x, y, 7, 0, Math.PI * 2);
  ctx.fillStyle = colour ?? colours.look.disabled;
  ctx.fill();
  ctx.lineWidth = 2;
  ctx.strokeStyle = colours.rim;
  ctx.stroke();
  if (text === null) return;
  label(ctx, text, x, y + 20, colours);
}

function paintSign(
  ctx: CanvasRenderingContext2D,
  { x, y }: Point,
  { severity, taken }: PastSign,
  colours: MapColours,
): void {
  const colour = colours.gravity[{ info: 1, warning: 2, critical: 3 }[severity]] ?? colours.cone;
  ctx.beginPath();
  ctx.moveTo(x, y - 22);
  ctx.lineTo(x + 10, y - 8);
  ctx.lineTo(x, y - 1);
  ctx.lineTo(x - 10, y - 8);
  ctx.closePath();
  ctx.fillStyle = taken ? colours.body : colour;
  ctx.fill();
  ctx.lineWidth = taken ? 3 : 2;
  ctx.strokeStyle = taken ? colour : colours.rim;
  ctx.stroke();
  ctx.fillStyle = taken ? colour : colours.onColour;
  ctx.font = '700 11px system-ui, sans-serif';
  ctx.textAlign = 'center';
  ctx.fillText(severity === 'info' ? 'i' : '!', x, y - 6);
}

function paintSpot(
  ctx: CanvasRenderingContext2D,
  { x, y }: Point,
  { share, text }: Spot,
  largestPx: number,
  colour: string,
  colours: MapColours,
): void {
  if (share === null) {
    paintUnseen(ctx, x, y, colours);
    label(ctx, text, x, y + 4, colours);
    return;
  }
  if (share <= 0) return;
  ctx.beginPath();
  ctx.arc(x, y, Math.max(4, largestPx * Math.sqrt(share)), 0, Math.PI * 2);
  ctx.fillStyle = colour;
  ctx.globalAlpha = 0.42;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = colour;
  ctx.stroke();
  label(ctx, text, x, y + 4, colours);
}

function paintUnseen(ctx: CanvasRenderingContext2D, x: number, y: number, colours: MapColours): void {
  ctx.save();
  ctx.beginPath();
  ctx.arc(x, y, 12, 0, Math.PI * 2);
  ctx.setLineDash([4, 3]);
  ctx.lineWidth = 2;
  ctx.strokeStyle = colours.look.disabled;
  ctx.stroke();
  ctx.restore();
}

function label(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, colours: MapColours): void {
  ctx.font = '600 11.5px system-ui, sans-serif';
  ctx.textAlign = 'center';
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = colours.rim;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colours.text;
  ctx.fillText(text, x, y);
}
