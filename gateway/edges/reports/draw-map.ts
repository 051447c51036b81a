import { insideOutline, type MapPoint, type Outline } from '../../../contracts/geometry.ts';
import type { ReportData } from '../../core/reports/report-data.ts';
import type { ReportTexts } from '../../core/reports/texts.ts';
import { legend } from './draw-days.ts';
import { INK, INNER, PAGE, type Sheet } from './sheet.ts';

const HEIGHT = 180;
const KM_PER_DEGREE = 111.32;

/** Areas' outlines with what stands in them: a sketch to scale, north up (equirectangular about the middle). */
export function drawMap(sheet: Sheet, map: ReportData['map'], texts: ReportTexts): void {
  const { pdf } = sheet;
  sheet.need(HEIGHT + 30);
  const rings = map.outlines.flatMap(({ outline }) => outline.coordinates.flat());
  const points = [...rings.flat().map(([lon, lat]) => ({ lon, lat })), ...map.cameras, ...map.sensors, ...map.alerts];
  if (points.length === 0) return;
  const lats = points.map(({ lat }) => lat);
  const lons = points.map(({ lon }) => lon);
  const [south, north] = padded(Math.min(...lats), Math.max(...lats));
  const [west, east] = padded(Math.min(...lons), Math.max(...lons));
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min(INNER / ((east - west) * squeeze), HEIGHT / (north - south));
  const offsetX = PAGE.margin + (INNER - (east - west) * squeeze * scale) / 2;
  const offsetY = sheet.y + (HEIGHT - (north - south) * scale) / 2;
  const x = (lon: number): number => offsetX + (lon - west) * squeeze * scale;
  const y = (lat: number): number => offsetY + (north - lat) * scale;

  pdf.save().rect(PAGE.margin, sheet.y, INNER, HEIGHT).clip();
  pdf.rect(PAGE.margin, sheet.y, INNER, HEIGHT).fill('#f7f9fb');
  for (const { outline } of map.outlines) {
    for (const ring of outline.coordinates.flat()) {
      for (const [at, [lon, lat]] of ring.entries()) {
        if (at === 0) pdf.moveTo(x(lon), y(lat));
        else pdf.lineTo(x(lon), y(lat));
      }
      pdf.closePath();
    }
    pdf.lineWidth(0.9).fillAndStroke(INK.pale, INK.quiet);
  }
  const most = Math.max(1, ...map.cameras.map(({ vehicles }) => vehicles));
  for (const { lat, lon } of map.alerts) pdf.circle(x(lon), y(lat), 2).fillOpacity(0.45).fill(INK.warn).fillOpacity(1);
  for (const { lat, lon, vehicles } of map.cameras)
    pdf
      .circle(x(lon), y(lat), 2.5 + 7 * Math.sqrt(vehicles / most))
      .lineWidth(0.8)
      .fillOpacity(0.65)
      .fillAndStroke(INK.main, '#ffffff')
      .fillOpacity(1);
  for (const { lat, lon } of map.sensors) pdf.rect(x(lon) - 2.5, y(lat) - 2.5, 5, 5).fillAndStroke(INK.good, '#ffffff');
  const marks = [...map.cameras, ...map.sensors, ...map.alerts];
  for (const { name, outline } of map.outlines) {
    const middle = roomIn(outline, marks);
    if (middle === null) continue;
    sheet
      .font('medium', 8, INK.text)
      .text(name, x(middle.lon) - 70, y(middle.lat) - 5, { width: 140, align: 'center' });
  }
  scaleBar(sheet, (scale * 1) / KM_PER_DEGREE);
  pdf.restore();
  pdf.rect(PAGE.margin, sheet.y, INNER, HEIGHT).lineWidth(0.6).stroke(INK.line);
  legend(sheet, PAGE.margin, sheet.y + HEIGHT + 6, [
    [INK.main, texts.map.cameras],
    [INK.good, texts.map.sensors],
    [INK.warn, texts.map.alerts],
  ]);
  sheet.y += HEIGHT + 24;
}

const GRID = 24;

/** Where in an outline a name has most room: far from its border and from what is marked; null: it has no inside. */
function roomIn(outline: Outline, marks: readonly MapPoint[]): MapPoint | null {
  const corners = outline.coordinates.flat(2).map(([lon, lat]) => ({ lon, lat }));
  const ends = (of: (point: MapPoint) => number): readonly [number, number] => [
    Math.min(...corners.map(of)),
    Math.max(...corners.map(of)),
  ];
  const [[west, east], [south, north]] = [ends(({ lon }) => lon), ends(({ lat }) => lat)];
  let [best, most]: [MapPoint | null, number] = [null, 0];
  for (let i = 1; i < GRID; i++)
    for (let j = 1; j < GRID; j++) {
      const point = { lon: west + ((east - west) * i) / GRID, lat: south + ((north - south) * j) / GRID };
      if (!insideOutline(point, outline)) continue;
      // Names are wide: what stands beside them matters more than what is above.
      const room = Math.min(
        ...[...corners, ...marks].map((other) => Math.hypot((other.lon - point.lon) / 2.5, other.lat - point.lat)),
      );
      if (room > most) [best, most] = [point, room];
    }
  return best;
}

/** @param kmPoints points that a kilometre is long */
function scaleBar(sheet: Sheet, kmPoints: number): void {
  const km = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20].find((length) => length * kmPoints > 50) ?? 50;
  const right = PAGE.margin + INNER - 12;
  const y = sheet.y + HEIGHT - 14;
  sheet.pdf
    .moveTo(right - km * kmPoints, y)
    .lineTo(right, y)
    .lineWidth(1.5)
    .stroke(INK.text);
  sheet
    .font('regular', 7)
    .text(km < 1 ? `${km * 1000} m` : `${km} km`, right - 80, y - 11, { width: 80, align: 'right' });
}

function padded(low: number, high: number): readonly [number, number] {
  const pad = Math.max((high - low) * 0.06, 0.002);
  return [low - pad, high + pad];
}
