import { createRandom, normal } from '../tracking/made-numbers.ts';

/** What a made-up city is like. */
export type City = {
  /** Whose days differ: each camera's for itself, with neighbouring days alike (0.6), all cameras' alike, or half and half. */
  readonly days: 'own' | 'own, neighbours alike' | 'common' | 'half common';
  /** Growth a week. */
  readonly growth: number;
  /** Traffic is so many times as much from a day on. */
  readonly stepped?: { readonly fromDay: number; readonly factor: number };
  /** Vehicles a week, least and most. */
  readonly perWeek: readonly [number, number];
  /** Share of an hour of a road that is watched. */
  readonly watched: (hour: number, road: number) => number;
};

/** One hour of a road: what passed, and what was counted. */
export type RoadHour = { readonly truth: number; readonly share: number; readonly counted: number };

/** Days differ by so much. */
const DAY_SD = 0.15;
const LIKENESS = 0.6;

/** Roads with a week's rhythm; the same for the same throw. */
export function madeCity(city: City, roads: number, days: number, seed: number): readonly (readonly RoadHour[])[] {
  const weather = dayFactors(createRandom(seed * 1000), days, 0);
  return Array.from({ length: roads }, (_, road) => {
    const random = createRandom(seed * 1000 + road + 1);
    const own = dayFactors(random, days, city.days === 'own, neighbours alike' ? LIKENESS : 0);
    const common = { own: 0, 'own, neighbours alike': 0, common: 1, 'half common': 0.5 }[city.days];
    const [least, most] = city.perWeek;
    const perHour = (least + (most - least) * random()) / WEEK;
    return Array.from({ length: days * 24 }, (__, hour) => {
      const day = Math.floor(hour / 24);
      const differs = Math.sqrt(common) * (weather[day] ?? 0) + Math.sqrt(1 - common) * (own[day] ?? 0);
      const stepped = city.stepped && day >= city.stepped.fromDay ? city.stepped.factor : 1;
      const level = (1 + city.growth) ** (hour / 168) * stepped * Math.exp(DAY_SD * differs - DAY_SD ** 2 / 2);
      const rate = perHour * rhythm(hour) * level;
      const share = city.watched(hour, road);
      const counted = poisson(rate * share, random);
      return { share, counted, truth: counted + poisson(rate * (1 - share), random) };
    });
  });
}

function rhythm(hour: number): number {
  const [ofDay, weekday] = [hour % 24, Math.floor(hour / 24) % 7];
  const peaks = 4 + 30 * Math.exp(-(((ofDay - 8) / 3) ** 2)) + 40 * Math.exp(-(((ofDay - 17) / 2.5) ** 2));
  return peaks * (weekday === 6 ? 0.5 : 1);
}
const WEEK = Array.from({ length: 168 }, (_, hour) => rhythm(hour)).reduce((sum, one) => sum + one, 0);

function dayFactors(random: () => number, days: number, likeness: number): readonly number[] {
  let before = normal(random);
  return Array.from({ length: days }, () => {
    before = likeness * before + Math.sqrt(1 - likeness ** 2) * normal(random);
    return before;
  });
}

function poisson(mean: number, random: () => number): number {
  if (mean > 500) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  let [count, p] = [0, random()];
  for (const limit = Math.exp(-mean); p > limit; p *= random()) count += 1;
  return count;
}
