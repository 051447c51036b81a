/**
 * The Vietnamese lunar calendar: months begin on the day of the new moon by the clock of Hà Nội (UTC+7), and the eleventh
 * month holds the winter solstice. New moons and the sun's longitude after Jean Meeus, Astronomical Algorithms (1998),
 * ch. 25 and 49, shortened to what tells the day; the rules of leap months after Hồ Ngọc Đức, "Cách tính âm lịch".
 */
const OFFSET_DAYS = 7 / 24;
const DAY_MS = 86_400_000;
/** Julian day number of 1970-01-01. */
const EPOCH_JDN = 2_440_588;
const SYNODIC_MONTH = 29.530588853;
/** Julian day of the new moon of 1900-01-01, from which moons are numbered. */
const FIRST_MOON = 2_415_021.076998695;

const sin = (degrees: number): number => Math.sin((degrees * Math.PI) / 180);

/**
 * The day of the sun's calendar on which a day of the lunar calendar falls.
 *
 * @param year the lunar year, numbered as the year in which it begins; 1800 to 2199
 * @param month 1 to 12; of two months of one number the first is taken, as feasts are
 * @param day 1 to 29
 * @returns `2026-02-17`
 */
export function dayOfLunar(year: number, month: number, day: number): string {
  // A year of the calendar lies across two of the sun's: months 11 and 12 behind its own solstice.
  const from = moonOfMonth11(month >= 11 ? year : year - 1);
  const to = moonOfMonth11(month >= 11 ? year + 1 : year);
  const moons = (month + 1) % 12;
  const isBehindLeap = to - from === 13 && moons >= leapMoon(from);
  return dayText(newMoonDay(from + moons + (isBehindLeap ? 1 : 0)) + day - 1);
}

/** Number of the moon whose month holds the winter solstice of a year. */
function moonOfMonth11(year: number): number {
  const lastDay = Date.UTC(year, 11, 31) / DAY_MS + EPOCH_JDN;
  const moon = Math.floor((lastDay - FIRST_MOON) / SYNODIC_MONTH);
  // The sun has passed 270° before this month began: the solstice lies in the month before.
  return sunArc(newMoonDay(moon)) >= 9 ? moon - 1 : moon;
}

/** How many moons after month 11 the leap month comes: the first that holds no mid-point of the sun's twelve arcs. */
function leapMoon(month11: number): number {
  for (let moons = 1; moons < 14; moons++) {
    if (sunArc(newMoonDay(month11 + moons)) === sunArc(newMoonDay(month11 + moons + 1))) return moons;
  }
  throw new RangeError('a year of thirteen moons has a leap month');
}

/** Julian day number, by the clock of Hà Nội, of a new moon. */
function newMoonDay(moon: number): number {
  const t = moon / 1236.85;
  const [t2, t3] = [t * t, t * t * t];
  const mean =
    2_415_020.75933 +
    29.53058868 * moon +
    0.0001178 * t2 -
    0.000000155 * t3 +
    0.00033 * sin(166.56 + 132.87 * t - 0.009173 * t2);
  const sun = 359.2242 + 29.10535608 * moon - 0.0000333 * t2 - 0.00000347 * t3;
  const own = 306.0253 + 385.81691806 * moon + 0.0107306 * t2 + 0.00001236 * t3;
  const node = 21.2964 + 390.67050646 * moon - 0.0016528 * t2 - 0.00000239 * t3;
  const correction =
    (0.1734 - 0.000393 * t) * sin(sun) +
    0.0021 * sin(2 * sun) -
    0.4068 * sin(own) +
    0.0161 * sin(2 * own) -
    0.0004 * sin(3 * own) +
    0.0104 * sin(2 * node) -
    0.0051 * sin(sun + own) -
    0.0074 * sin(sun - own) +
    0.0004 * sin(2 * node + sun) -
    0.0004 * sin(2 * node - sun) -
    0.0006 * sin(2 * node + own) +
    0.001 * sin(2 * node - own) +
    0.0005 * sin(2 * own + sun);
  const clocks =
    t < -11
      ? 0.001 + 0.000839 * t + 0.0002261 * t2 - 0.00000845 * t3 - 0.000000081 * t * t3
      : -0.000278 + 0.000265 * t + 0.000262 * t2;
  return Math.floor(mean + correction - clocks + 0.5 + OFFSET_DAYS);
}

/** In which of the twelve arcs of 30° the sun stands when a day begins in Hà Nội, 0 to 11 from the March equinox. */
function sunArc(dayNumber: number): number {
  const t = (dayNumber - 0.5 - OFFSET_DAYS - 2_451_545) / 36_525;
  const anomaly = 357.5291 + 35_999.0503 * t - 0.0001559 * t * t - 0.00000048 * t * t * t;
  const centre =
    (1.9146 - 0.004817 * t - 0.000014 * t * t) * sin(anomaly) +
    (0.019993 - 0.000101 * t) * sin(2 * anomaly) +
    0.00029 * sin(3 * anomaly);
  const longitude = 280.46645 + 36_000.76983 * t + 0.0003032 * t * t + centre;
  return Math.floor((((longitude % 360) + 360) % 360) / 30);
}

function dayText(dayNumber: number): string {
  return new Date((dayNumber - EPOCH_JDN) * DAY_MS).toISOString().slice(0, 10);
}
