import { readFileSync } from 'node:fs';
import type { Figure } from '../../../contracts/history.ts';
import type { Outline } from '../../../contracts/geometry.ts';
import type { ReportData } from '../../../gateway/core/reports/report-data.ts';

const aFigure = (counted: number, observed = 0.83): Figure => ({
  counted,
  observed,
  estimated: Math.round(counted / observed),
  plusMinus: Math.round(counted * 0.04),
});

/** A month's figures as they could be, the same each time. */
export function aReport(over: Partial<ReportData> = {}): ReportData {
  const areas = JSON.parse(readFileSync('demo/city/areas.json', 'utf8')) as {
    nameVi: string;
    kind: string;
    outline: Outline | null;
  }[];
  const wave = (hour: number): number =>
    Math.max(0, Math.sin(((hour - 5) / 18) * Math.PI)) * (hour === 7 || hour === 17 ? 1.6 : 1);
  return {
    language: 'vi',
    city: 'Vĩnh Yên',
    area: null,
    month: '2026-10',
    timeZone: 'Asia/Ho_Chi_Minh',
    madeAt: new Date('2026-11-01T00:10:00Z'),
    summedUntil: new Date('2026-11-01T00:05:00Z'),
    boundaries: 'then',
    boundariesSince: new Date('2025-06-30T17:00:00Z'),
    isSimulated: true,
    vehicles: aFigure(1_240_331),
    carUnits: aFigure(512_904),
    people: aFigure(84_120),
    change: { verdict: 'more', ratio: 1.032, low: 1.011, high: 1.054 },
    cameras: [
      { name: 'Ngã tư Mê Linh – Kim Ngọc', figure: aFigure(90_000, 0.62) },
      { name: 'Cổng chợ Vĩnh Yên', figure: aFigure(20_000, 0.98) },
    ],
    speeds: { figure: aFigure(30_000), median: 34.2, p85: 46.7, adjustedMedian: 31.9, adjustedP85: 45.2 },
    classes: ['motorcycle', 'car', 'bus', 'truck', 'bicycle', 'person'].map((kind, at) => ({
      class: kind,
      figure: aFigure(Math.round(900_000 / 3 ** at)),
    })),
    days: Array.from({ length: 31 }, (_, at) => ({
      day: at + 1,
      isWeekend: [2, 3].includes(at % 7),
      figure: at === 12 ? aFigure(9000, 0.25) : aFigure(36_000 + 6000 * Math.sin(at), 0.93),
    })),
    hoursOfWeek: Array.from({ length: 168 }, (_, at) =>
      at === 3 ? null : Math.round(3100 * wave(at % 24) * (at >= 120 ? 0.7 : 1)),
    ),
    lines: Array.from({ length: 14 }, (_, at) => ({
      name: `Vạch đếm ngã tư Mê Linh – Kim Ngọc, hướng ${at + 1}`,
      camera: 'Ngã tư Mê Linh – Kim Ngọc',
      forward: aFigure(90_000 - at * 5000),
      backward: aFigure(80_000 - at * 4000),
    })),
    alerts: {
      total: 214,
      inTimeShare: 0.91,
      falseShare: 0.12,
      byRule: [
        {
          name: 'Người trong kho ban đêm',
          number: 120,
          acknowledgedMedianS: 42,
          resolvedMedianS: 1260,
          inTimeShare: 0.94,
          falseShare: 0.08,
        },
        {
          name: 'Mực nước Đầm Vạc cao',
          number: 94,
          acknowledgedMedianS: 75,
          resolvedMedianS: 9400,
          inTimeShare: 0.86,
          falseShare: null,
        },
      ],
      byWard: [
        {
          name: 'Phường Vĩnh Yên',
          number: 214,
          acknowledgedMedianS: 51,
          resolvedMedianS: 2400,
          inTimeShare: 0.91,
          falseShare: 0.12,
        },
      ],
    },
    sensors: [
      { name: 'Mực nước Đầm Vạc', unit: 'm', mean: 7.42, lowest: 7.01, highest: 8.13, hoursMissing: 6 },
      { name: 'Bụi mịn PM2,5 – Bưu điện', unit: 'µg/m³', mean: 38.2, lowest: 6, highest: 141.5, hoursMissing: 0 },
    ],
    map: {
      outlines: areas.flatMap(({ nameVi, kind, outline }) =>
        kind === 'ward' && outline ? [{ name: nameVi, outline }] : [],
      ),
      cameras: [
        { lat: 21.3089, lon: 105.6049, vehicles: 90_000 },
        { lat: 21.3139, lon: 105.5979, vehicles: 20_000 },
      ],
      sensors: [{ lat: 21.3, lon: 105.61 }],
      alerts: [
        { lat: 21.309, lon: 105.6052 },
        { lat: 21.3092, lon: 105.6047 },
      ],
    },
    ...over,
  };
}
