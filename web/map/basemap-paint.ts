import type { Basemap, BasemapLine } from '../core/map/basemap-features.ts';
import type { LabelStyle, PlacedLabel } from '../core/map/label-layout.ts';
import { worldSizePx, type WorldPoint } from '../core/map/mercator.ts';
import { lineWidth, type BasemapStyle, type FillKind, type LineKind } from './basemap-style.ts';

const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';

/** Canvas font of each kind of label, CSS pixels. */
export const LABEL_FONT: Readonly<Record<LabelStyle, string>> = {
  town: `600 17px ${FAMILY}`,
  ward: `600 12px ${FAMILY}`,
  quarter: `500 12px ${FAMILY}`,
  place: `500 11px ${FAMILY}`,
  water: `italic 500 13px ${FAMILY}`,
  road: `500 11px ${FAMILY}`,
  river: `italic 500 11px ${FAMILY}`,
  shield: `600 10px ${FAMILY}`,
};

const LINE_ORDER: readonly LineKind[] = ['river', 'street', 'main', 'trunk', 'motorway', 'rail'];
const FILL_ORDER: readonly FillKind[] = ['urban', 'wood', 'industry', 'park', 'square', 'water'];

/** What one tile needs to be drawn. `labels` are those of the whole zoom level. */
export interface TilePaint {
  readonly map: Basemap;
  readonly labels: readonly PlacedLabel[];
  readonly style: BasemapStyle;
  readonly zoom: number;
  /** Left upper corner in world pixels, and the side in CSS pixels. */
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** Draws one square of the base map; the context is scaled so that 1 unit is 1 CSS pixel. */
export function paintTile(ctx: CanvasRenderingContext2D, tile: TilePaint): void {
  const { map, style, zoom } = tile;
  const size = worldSizePx(zoom);
  const trace = (path: readonly WorldPoint[]) => {
    path.forEach((p, i) => {
      const x = p.x * size - tile.left;
      const y = p.y * size - tile.top;
      if (i === 0) ctx.moveTo(x, y);
      else ctx.lineTo(x, y);
    });
  };
  ctx.fillStyle = style.ground;
  ctx.fillRect(0, 0, tile.side, tile.side);
  ctx.lineJoin = 'round';
  for (const kind of FILL_ORDER) {
    for (const fill of map.fills) {
      if (fill.kind !== kind) continue;
      ctx.beginPath();
      for (const ring of fill.rings) trace(ring);
      ctx.closePath();
      ctx.fillStyle = style.fill[kind];
      ctx.fill('evenodd');
      if (kind === 'water') {
        ctx.strokeStyle = style.shore;
        ctx.lineWidth = 1.2;
        ctx.stroke();
      }
    }
  }
  const lines = LINE_ORDER.flatMap((kind) => map.lines.filter((line) => line.kind === kind));
  for (const line of lines) paintCasing(ctx, line, style, zoom, trace);
  for (const line of lines) paintLine(ctx, line, style, zoom, trace);
  paintDots(ctx, tile, size);
  for (const label of tile.labels) paintLabel(ctx, label, tile);
}

type Trace = (path: readonly WorldPoint[]) => void;

function paintCasing(
  ctx: CanvasRenderingContext2D,
  line: BasemapLine,
  style: BasemapStyle,
  zoom: number,
  trace: Trace,
): void {
  const kind = line.kind as LineKind;
  const width = lineWidth(kind, zoom);
  if (kind === 'rail' || kind === 'river' || width < 2) return;
  ctx.beginPath();
  trace(line.path);
  ctx.strokeStyle = style.casing;
  ctx.lineCap = 'butt';
  ctx.lineWidth = width + 2;
  ctx.stroke();
}

function paintLine(
  ctx: CanvasRenderingContext2D,
  line: BasemapLine,
  style: BasemapStyle,
  zoom: number,
  trace: Trace,
): void {
  const kind = line.kind as LineKind;
  const width = lineWidth(kind, zoom);
  if (width === 0) return;
  ctx.beginPath();
  trace(line.path);
  ctx.strokeStyle = style.line[kind];
  ctx.lineWidth = width;
  ctx.lineCap = kind === 'rail' ? 'butt' : 'round';
  ctx.stroke();
  if (kind === 'rail' && zoom >= 12) {
    ctx.lineWidth = width + 3;
    ctx.setLineDash([1.5, 9]);
    ctx.stroke();
    ctx.setLineDash([]);
  }
}

function paintDots(ctx: CanvasRenderingContext2D, tile: TilePaint, size: number): void {
  const named = new Set(
    tile.labels.flatMap((label) => (label.shape === 'flat' && label.style === 'place' ? [label.text] : [])),
  );
  for (const point of tile.map.points) {
    if (!named.has(point.name) || point.kind === 'quarter' || point.kind === 'village') continue;
    const x = point.at.x * size - tile.left;
    const y = point.at.y * size - tile.top;
    ctx.fillStyle = tile.style.dot;
    ctx.strokeStyle = tile.style.halo;
    ctx.lineWidth = 2;
    ctx.beginPath();
    if (point.kind === 'hospital') {
      ctx.rect(x - 1.5, y - 5, 3, 10);
      ctx.rect(x - 5, y - 1.5, 10, 3);
    } else if (point.kind === 'station') {
      ctx.rect(x - 4, y - 4, 8, 8);
    } else ctx.arc(x, y, 3, 0, 2 * Math.PI);
    ctx.stroke();
    ctx.fill();
  }
}

function paintLabel(ctx: CanvasRenderingContext2D, label: PlacedLabel, tile: TilePaint): void {
  const { style } = tile;
  ctx.font = LABEL_FONT[label.style];
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.strokeStyle = style.halo;
  ctx.lineWidth = 3;
  if (label.shape === 'along') {
    const first = label.glyphs[0];
    if (!first || outside(first.x, first.y, tile, 400)) return;
    ctx.fillStyle = label.style === 'river' ? style.textWater : style.textRoad;
    for (const pass of ['halo', 'ink']) {
      for (const glyph of label.glyphs) {
        ctx.save();
        ctx.translate(glyph.x - tile.left, glyph.y - tile.top);
        ctx.rotate(glyph.angle);
        if (pass === 'halo') ctx.strokeText(glyph.text, 0, 0);
        else ctx.fillText(glyph.text, 0, 0);
        ctx.restore();
      }
    }
    return;
  }
  if (outside(label.x, label.y, tile, 200)) return;
  const x = label.x - tile.left;
  const y = label.y - tile.top;
  if (label.style === 'shield') {
    const half = ctx.measureText(label.text).width / 2 + 5;
    ctx.fillStyle = style.halo;
    ctx.strokeStyle = style.dot;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.roundRect(x - half, y - 8, half * 2, 16, 4);
    ctx.fill();
    ctx.stroke();
    ctx.fillStyle = style.text;
    ctx.fillText(label.text, x, y + 0.5);
    return;
  }
  const spaced = label.style === 'ward' || label.style === 'quarter';
  if (spaced) ctx.letterSpacing = '0.6px';
  ctx.fillStyle = label.style === 'water' ? style.textWater : label.style === 'town' ? style.textStrong : style.text;
  ctx.strokeText(label.text, x, y);
  ctx.fillText(label.text, x, y);
  if (spaced) ctx.letterSpacing = '0px';
}

const outside = (x: number, y: number, tile: TilePaint, margin: number): boolean =>
  x < tile.left - margin ||
  y < tile.top - margin ||
  x > tile.left + tile.side + margin ||
  y > tile.top + tile.side + margin;
