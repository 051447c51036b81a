import type { Dictionary } from '../dictionary.ts';

/** Sensors against what is usual in the hour. */
export const sensorUsual: Dictionary['sensorUsual'] = {
  sides: { above: 'above the usual', below: 'below the usual' },
  spreads: 'From (times the usual spread)',
  atLeast: 'and at least so far from the usual (unit of the sensor)',
  clearForS: 'Over when back for (seconds)',
  hint: 'The usual is the median of the same hour on the same weekday over the last 12 weeks, without holidays; at least 4 weeks of readings are needed. It is over when the reading has come back half of the way.',
  above: (sensors, spreads) => `${sensors} above the usual of the hour by ${spreads} times the usual spread or more`,
  below: (sensors, spreads) => `${sensors} below the usual of the hour by ${spreads} times the usual spread or more`,
  atLeastAway: (distance) => `, and by at least ${distance}`,
};
