import { z } from 'zod';
import { label } from './devices.ts';
import { faultParams } from './field-faults.ts';
import { objectClass } from './road-users.ts';

const factor = z.number().min(0).max(20);

/** A season: months of the year, 1..12. */
const season = z.object({
  name: z.object({ vi: label, en: label }),
  months: z.array(z.number().int().min(1).max(12)).min(1).max(12),
});

/** A day of the city's calendar that is no ordinary one, by a name in one language or in both. */
export const holiday = z.object({
  date: z.iso.date(),
  name: z.union([z.object({ vi: label, en: label }), label]),
});
export type Holiday = z.infer<typeof holiday>;

/**
 * GET, PUT /api/settings/planning: what planners count by. Factors turn vehicles into passenger-car units; holidays are
 * days of the city's calendar that count as Sundays where the usual is learned.
 */
export const planningSettings = z
  .object({
    carUnits: z.partialRecord(objectClass, factor),
    seasons: z.array(season).min(1).max(12),
    holidays: z.array(holiday).max(2000),
  })
  .superRefine(({ seasons, holidays }, ctx) => {
    const months = seasons.flatMap((one) => one.months).toSorted((a, b) => a - b);
    if (months.length !== 12 || new Set(months).size !== 12)
      ctx.addIssue({
        code: 'custom',
        path: ['seasons'],
        message: 'each month must belong to exactly one season',
        params: faultParams('month-of-one-season'),
      });
    const days = new Set<string>();
    holidays.forEach(({ date }, i) => {
      if (days.has(date))
        ctx.addIssue({
          code: 'custom',
          path: ['holidays', i, 'date'],
          message: 'this day is a holiday already',
          params: faultParams('day-twice'),
        });
      days.add(date);
    });
  });
export type PlanningSettings = z.infer<typeof planningSettings>;

/**
 * Until a city says otherwise. Factors as they are commonly taken for mixed traffic on urban streets; a city sets those of
 * the standard it works by. Seasons of northern Vietnam.
 */
export const DEFAULT_PLANNING: PlanningSettings = {
  carUnits: { bicycle: 0.3, motorcycle: 0.25, car: 1, bus: 2.5, truck: 2 },
  seasons: [
    { name: { vi: 'Mùa xuân', en: 'Spring' }, months: [2, 3, 4] },
    { name: { vi: 'Mùa hè', en: 'Summer' }, months: [5, 6, 7] },
    { name: { vi: 'Mùa thu', en: 'Autumn' }, months: [8, 9, 10] },
    { name: { vi: 'Mùa đông', en: 'Winter' }, months: [11, 12, 1] },
  ],
  holidays: [],
};
