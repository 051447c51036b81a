import { chance } from './chance.ts';
import type { DayFacts } from './calendar.ts';

const WARMTH = [16.5, 17.5, 20.5, 24.5, 28, 29.8, 29.9, 29.2, 28, 25.5, 22, 18.2];
const DUST = [62, 55, 46, 36, 28, 24, 22, 25, 30, 42, 54, 64];

/**
 * What a sensor shows at a time of day, plausible for Vĩnh Yên.
 *
 * @param hour 0..24 with fractions
 * @param wetMm rain of the last days, millimetres
 */
export function sensorValue(quantity: string, id: string, day: DayFacts, hour: number, wetMm: number): number {
  const noise = chance(`${id} ${day.date} ${Math.round(hour * 12)}`) - 0.5;
  const daily = Math.sin(((hour - 8.5) / 24) * 2 * Math.PI);
  switch (quantity) {
    case 'water-level':
      return round(205 + 0.9 * wetMm + 3 * noise, 1);
    case 'pm25': {
      const rush = hour >= 6.5 && hour <= 9 ? 1.35 : hour >= 17 && hour <= 20 ? 1.25 : 1;
      const washed = day.rainMm > 5 ? 0.55 : 1;
      return round(
        (DUST[day.month - 1] ?? 40) * rush * washed * (0.8 + 0.4 * chance(`${day.date} air`)) + 6 * noise,
        1,
      );
    }
    case 'temperature':
      return round((WARMTH[day.month - 1] ?? 24) + 4.2 * daily - (day.rainMm > 5 ? 2.5 : 0) + noise, 1);
    case 'noise':
      return round(52 + 14 * Math.max(0, Math.sin(((hour - 5) / 18) * Math.PI)) + 4 * noise, 1);
    default:
      return round(50 + 10 * daily + 5 * noise, 1);
  }
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
