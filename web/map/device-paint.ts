import { LOOK_ORDER, type Cluster } from '../core/map/clusters.ts';
import type { Dot, DotLook } from '../core/map/dots.ts';
import { pxPerMetre } from '../core/map/mercator.ts';
import { READING_HALF } from '../core/map/reading-places.ts';
import type { MapColours } from './map-colours.ts';

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';

/** Radius of a lone device's glyph at a zoom level, CSS pixels. */
export function glyphRadius(zoom: number): number {
  return zoom >= 15 ? 12 : zoom >= 13 ? 9 : 6;
}

/** Radius of a cluster by how many it stands for, CSS pixels. */
export function clusterRadius(count: number): number {
  return Math.min(30, 13 + 3.2 * Math.log2(count));
}

/** Draws where a camera looks: a wedge as wide and as long as it sees; fainter where there are many. */
export function paintCone(
  ctx: CanvasRenderingContext2D,
  dot: Dot,
  x: number,
  y: number,
  zoom: number,
  colours: MapColours,
  crowded: boolean,
): void {
  if (!dot.cone || zoom < 13.5) return;
  const radius = Math.max(24, Math.min(260, dot.cone.rangeM * pxPerMetre(dot.lat, zoom)));
  const middle = ((dot.cone.headingDeg - 90) * Math.PI) / 180;
  const half = (Math.min(359, dot.cone.fieldOfViewDeg) * Math.PI) / 360;
  const blind = dot.look === 'off' || dot.look === 'disabled';
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.arc(x, y, radius, middle - half, middle + half);
  ctx.closePath();
  ctx.fillStyle = blind ? colours.look.off : colours.cone;
  ctx.globalAlpha = (blind ? 0.07 : 0.16) * (crowded ? 0.45 : 1);
  ctx.fill();
  if (crowded) {
    ctx.globalAlpha = 1;
    return;
  }
  ctx.globalAlpha = blind ? 0.4 : 0.5;
  ctx.strokeStyle = blind ? colours.look.off : colours.cone;
  ctx.lineWidth = 1;
  if (blind) ctx.setLineDash([3, 4]);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** Draws a lone camera or sensor. Shape tells the kind, inner sign and rim tell the state. */
export function paintGlyph(
  ctx: CanvasRenderingContext2D,
  kind: Dot['kind'],
  look: DotLook,
  x: number,
  y: number,
  r: number,
  colours: MapColours,
): void {
  const colour = colours.look[look];
  const hollow = look === 'off' || look === 'disabled';
  ctx.beginPath();
  if (kind === 'camera') ctx.arc(x, y, r, 0, 2 * Math.PI);
  else ctx.roundRect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8, r * 0.4);
  ctx.fillStyle = colours.body;
  ctx.strokeStyle = colours.rim;
  ctx.lineWidth = 4;
  ctx.stroke();
  ctx.fill();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2;
  if (hollow) ctx.setLineDash([3, 2.5]);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.fillStyle = colour;
  ctx.strokeStyle = colour;
  if (r < 8) {
    ctx.beginPath();
    ctx.arc(x, y, hollow ? 1.5 : r * 0.5, 0, 2 * Math.PI);
    ctx.fill();
  } else if (kind === 'camera') paintLens(ctx, x, y, r);
  else paintWaves(ctx, x, y, r);
  if (look === 'off') {
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.moveTo(x - r * 0.75, y + r * 0.75);
    ctx.lineTo(x + r * 0.75, y - r * 0.75);
    ctx.stroke();
  }
  if (look === 'poor' || look === 'bad') {
    ctx.beginPath();
    ctx.arc(x + r * 0.75, y - r * 0.75, 4.5, 0, 2 * Math.PI);
    ctx.fill();
    ctx.fillStyle = colours.onColour;
    ctx.font = `700 8px ${FONT}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText('!', x + r * 0.75, y - r * 0.75 + 0.5);
  }
}

/** Draws a ring around a lone device with active alerts, for where no sign stands. */
export function paintAlarm(
  ctx: CanvasRenderingContext2D,
  gravity: number,
  x: number,
  y: number,
  r: number,
  colours: MapColours,
): void {
  ctx.beginPath();
  ctx.arc(x, y, r + 4, 0, 2 * Math.PI);
  ctx.lineWidth = 2.5;
  ctx.strokeStyle = colours.gravity[gravity] ?? colours.look.bad;
  ctx.stroke();
}

function paintLens(ctx: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  const s = r / 12;
  ctx.beginPath();
  ctx.roundRect(x - 6.5 * s, y - 3.6 * s, 8.2 * s, 7.2 * s, 1.6 * s);
  ctx.moveTo(x + 2.6 * s, y - 0.8 * s);
  ctx.lineTo(x + 6.4 * s, y - 3 * s);
  ctx.lineTo(x + 6.4 * s, y + 3 * s);
  ctx.lineTo(x + 2.6 * s, y + 0.8 * s);
  ctx.fill();
}

function paintWaves(ctx: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  const s = r / 12;
  ctx.lineWidth = 1.6 * s;
  ctx.beginPath();
  ctx.arc(x, y, 2.2 * s, 0, 2 * Math.PI);
  ctx.fill();
  for (const turn of [0, Math.PI]) {
    ctx.beginPath();
    ctx.arc(x, y, 5.6 * s, turn - 0.8, turn + 0.8);
    ctx.stroke();
  }
}

/** Half the width of the pill of a reading. */
export function readingHalf(ctx: CanvasRenderingContext2D, text: string): number {
  ctx.font = `600 11px ${FONT}`;
  return ctx.measureText(text).width / 2 + 6;
}

/** Draws a reading in a pill, beside its glyph. */
export function paintReading(
  ctx: CanvasRenderingContext2D,
  text: string,
  look: DotLook,
  x: number,
  y: number,
  colours: MapColours,
): void {
  const half = readingHalf(ctx, text);
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.beginPath();
  ctx.roundRect(x - half, y - READING_HALF, half * 2, 2 * READING_HALF, READING_HALF);
  ctx.fillStyle = colours.body;
  ctx.strokeStyle = colours.look[look];
  ctx.lineWidth = 1.2;
  ctx.globalAlpha = 0.92;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.stroke();
  ctx.fillStyle = look === 'ok' || look === 'off' ? colours.text : colours.look[look];
  ctx.fillText(text, x, y + 0.5);
}

/** Draws a cluster: how many, a rim that shares out how they are, and a badge with its active alerts. */
export function paintCluster(
  ctx: CanvasRenderingContext2D,
  cluster: Cluster,
  x: number,
  y: number,
  colours: MapColours,
): void {
  const count = cluster.members.length;
  const r = clusterRadius(count);
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.fillStyle = colours.body;
  ctx.globalAlpha = 0.94;
  ctx.fill();
  ctx.globalAlpha = 1;
  paintShares(ctx, cluster, x, y, r, colours);
  ctx.fillStyle = colours.text;
  ctx.font = `600 ${r > 20 ? 13 : 12}px ${FONT}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(count > 999 ? `${Math.round(count / 100) / 10}k` : String(count), x, y + 0.5);
  if (cluster.alerts > 0) paintBadge(ctx, cluster.alerts, cluster.gravity, x + r * 0.72, y - r * 0.72, colours);
}

/** The worst begins at the top and goes clockwise; even one in a thousand stays visible. */
function paintShares(
  ctx: CanvasRenderingContext2D,
  { looks, look: worst, members }: Cluster,
  x: number,
  y: number,
  r: number,
  colours: MapColours,
): void {
  const troubled = worst === 'poor' || worst === 'bad' ? 1 : 0;
  let from = -Math.PI / 2;
  for (const look of LOOK_ORDER.toReversed()) {
    if (looks[look] === 0) continue;
    const share = Math.max(0.06, looks[look] / members.length) * 2 * Math.PI;
    const to = Math.min(from + share, 1.5 * Math.PI);
    ctx.beginPath();
    ctx.arc(x, y, r, from, to);
    ctx.lineWidth = look === worst ? 3 + troubled : 3;
    ctx.strokeStyle = colours.look[look];
    if (look === 'off') ctx.setLineDash([4, 3]);
    ctx.stroke();
    ctx.setLineDash([]);
    from = to;
  }
}

function paintBadge(
  ctx: CanvasRenderingContext2D,
  alerts: number,
  gravity: number,
  x: number,
  y: number,
  colours: MapColours,
): void {
  const text = alerts > 99 ? '99+' : String(alerts);
  ctx.font = `700 10px ${FONT}`;
  const half = Math.max(8, ctx.measureText(text).width / 2 + 4.5);
  ctx.beginPath();
  ctx.roundRect(x - half, y - 8, half * 2, 16, 8);
  ctx.fillStyle = colours.gravity[gravity] ?? colours.look.bad;
  ctx.strokeStyle = colours.rim;
  ctx.lineWidth = 2;
  ctx.stroke();
  ctx.fill();
  ctx.fillStyle = colours.onColour;
  ctx.fillText(text, x, y + 0.5);
}
