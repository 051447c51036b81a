import type { ReportData } from '../../core/reports/report-data.ts';
import type { ReportTexts } from '../../core/reports/texts.ts';
import { legend } from './draw-days.ts';
import { INK, INNER, PAGE, type Sheet } from './sheet.ts';

const HEIGHT = 200;
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
  for (const { name, outline } of map.outlines) {
    const ring = outline.coordinates[0]?.[0] ?? [];
    const middle = ring.reduce(([lon, lat], [a, b]) => [lon + a / ring.length, lat + b / ring.length], [0, 0]);
    sheet
      .font('medium', 8, INK.quiet)
      .text(name, x(middle[0] ?? 0) - 70, y(middle[1] ?? 0) - 5, { width: 140, align: 'center' });
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
