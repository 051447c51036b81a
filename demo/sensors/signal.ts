/** What the simulated sensors can measure, with the unit each speaks in. */
export const SIMULATED_UNITS = {
  'water-level': 'cm',
  pm25: 'µg/m³',
  noise: 'dB',
  temperature: '°C',
} as const;

/** A quantity of the simulated sensors. */
export type SimulatedQuantity = keyof typeof SIMULATED_UNITS;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LOCAL_OFFSET_MS = 7 * HOUR_MS;

/**
 * What a sensor in Vĩnh Yên plausibly reads at a moment: a daily course (local time, UTC+7), weather that changes over hours and days,
 * and the sensor's own flutter. The same seed and time always give the same value, rounded as such sensors do.
 * @param seed tells sensors of one quantity apart
 * @param atMs epoch ms
 */
export function simulatedValue(quantity: SimulatedQuantity, seed: number, atMs: number): number {
  const hour = ((((atMs + LOCAL_OFFSET_MS) % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS;
  const weather = (salt: number, spanMs: number): number => smoothNoise(seed * 7919 + salt, atMs / spanMs);
  const flutter = smoothNoise(seed * 104_729 + 5, atMs / 20_000);
  switch (quantity) {
    case 'water-level': {
      // Đầm Vạc: a slow lake that rises for a day or two after rain.
      const rain = Math.max(0, weather(1, 2.5 * DAY_MS) - 0.35);
      return round(252 + 9 * weather(2, 9 * DAY_MS) + 28 * rain + 0.4 * flutter, 1);
    }
    case 'pm25': {
      const traffic = bump(hour, 7.5, 1.8) + 0.8 * bump(hour, 18.5, 2.4);
      const stillAir = 1 + 0.45 * weather(1, 1.7 * DAY_MS);
      return round(Math.max(3, (24 + 16 * traffic) * stillAir + 2 * flutter), 1);
    }
    case 'noise': {
      const awake = bump(hour, 7.5, 2) + bump(hour, 17.5, 2.5) + 0.7 * bump(hour, 12.5, 4);
      return round(44 + 17 * Math.min(1.2, awake) + 2 * weather(1, 0.2 * HOUR_MS) + 3 * flutter, 1);
    }
    case 'temperature': {
      const season = -Math.cos((2 * Math.PI * ((atMs / DAY_MS) % 365.25)) / 365.25 - 0.3);
      const day = Math.cos((2 * Math.PI * (hour - 14.5)) / 24);
      return round(24 + 6 * season + 4 * day + 2 * weather(1, 1.3 * DAY_MS) + 0.15 * flutter, 1);
    }
  }
}

/** A bell of height 1 around an hour of the day, over midnight as well. */
function bump(hour: number, centre: number, width: number): number {
  const away = Math.min(Math.abs(hour - centre), 24 - Math.abs(hour - centre));
  return Math.exp(-((away / width) ** 2));
}

/** Smooth value noise in -1..1: random values at whole numbers, eased in between. */
function smoothNoise(seed: number, at: number): number {
  const cell = Math.floor(at);
  const t = at - cell;
  const eased = t * t * (3 - 2 * t);
  return latticeValue(seed, cell) * (1 - eased) + latticeValue(seed, cell + 1) * eased;
}

function latticeValue(seed: number, cell: number): number {
  let h = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(cell | 0, 0xc2b2_ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 0x8000_0000 - 1;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
