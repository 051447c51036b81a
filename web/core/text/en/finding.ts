import type { Dictionary } from '../dictionary.ts';

// Filtering and searching.

export const filter: Dictionary['filter'] = {
  label: 'Filter',
  area: 'Area',
  wholeCity: 'Whole city',
  everywhere: 'Everywhere',
  taken: 'State',
  anyState: 'Any state',
  untaken: 'Nobody has taken',
  inHand: 'Being dealt with',
  trouble: 'Only devices with a problem',
  about: 'Source',
  anything: 'Any source',
  cameras: 'Cameras',
  sensors: 'Sensors',
  active: (n) => `${n} filters on`,
};

export const search: Dictionary['search'] = {
  placeholder: 'Find cameras, sensors, places, alerts',
  label: 'Search, diacritics not needed',
  none: (q) => `Nothing found for “${q}”`,
  hint: 'Diacritics are not needed: try “dam vac”',
  kinds: { camera: 'Camera', sensor: 'Sensor', place: 'Place', area: 'Area', alert: 'Alert' },
};
