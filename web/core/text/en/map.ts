import type { Dictionary } from '../dictionary.ts';

// The map, and looking back on it.

export const map: Dictionary['map'] = {
  label: 'City map',
  attribution: 'Simplified base map, not a survey',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  home: 'Back to the centre',
  layers: 'Map layers',
  loading: 'Loading the city…',
  failed: "The city's own base map cannot be read; the simplified one is shown.",
  cluster: (devices, alerts) => `${devices} devices, ${alerts} alerts`,
  legend: 'Legend',
};

export const replay: Dictionary['replay'] = {
  label: 'Last 24 hours',
  now: 'Now',
  at: (when) => `Looking back to ${when}`,
  back: 'Back to now',
  none: 'No alert was open then',
  slider: 'Drag to look back at the alerts and counts of the last 24 hours',
  city: 'Whole city',
  span: (from, to) => `${from}–${to}`,
  crossed: (n) => `${n} over counting lines`,
  entered: (n) => `${n} into zones`,
  open: (n) => `${n} open alerts`,
  counting: 'Fetching the counts…',
  uncounted: 'There are no counts.',
  counts: 'Counted then',
};
