import type { Dictionary } from '../dictionary.ts';

// Cameras and sensors, what they measure and what is seen.

export const camera: Dictionary['camera'] = {
  title: 'Camera',
  condition: {
    online: 'Working',
    offline: 'No picture',
    frozen: 'Frozen picture',
    dark: 'Too dark',
    covered: 'Covered',
    blurred: 'Out of focus',
    moved: 'Turned away',
    flashing: 'Flashing picture',
    'low-rate': 'Slow, stuttering',
    'bitrate-collapse': 'Coarse picture, bitrate collapsed',
    'clock-drift': 'Clock is off',
  },
  fault: {
    unreachable: 'Camera address cannot be reached',
    unauthorized: 'Wrong camera password',
    'not-found': 'The camera has no such stream',
    'bad-stream': 'Broken stream',
    stalled: 'The camera stopped sending',
    'no-ffmpeg': 'ffmpeg is missing at the edge agent',
  },
  since: (when) => `since ${when}`,
  rate: 'Frame rate',
  perSecond: (n) => `${n} pictures/s`,
  kbps: (n) => `${n} kbit/s`,
  lastFrame: 'Last picture',
  heading: 'Heading',
  degrees: (n, point) => `${n}° (${point})`,
  angle: 'Angle of view',
  range: 'Range',
  metres: (n) => `${n} m`,
  agent: 'Edge agent',
  zones: 'Zones and lines',
  noZones: 'No zone has been drawn on this camera',
  disabled: 'Switched off',
  recent: 'Recent alerts',
  noRecent: 'No alert of this device is in the list',
  still: 'Latest picture',
  live: 'Live view',
  noStill: 'No picture yet',
};

export const compass: Dictionary['compass'] = [
  'north',
  'north-east',
  'east',
  'south-east',
  'south',
  'south-west',
  'west',
  'north-west',
];

export const sensor: Dictionary['sensor'] = {
  title: 'Sensor',
  state: { ok: 'Normal', silent: 'Silent', warning: 'Beyond limit', critical: 'Dangerously beyond limit' },
  value: 'Latest reading',
  none: 'No reading yet',
  suspect: 'Doubtful reading',
  every: 'Interval',
  seconds: (n) => `${n} s`,
  day: 'Last 24 hours',
  chart: (name) => `Chart of ${name}, last 24 hours`,
  limit: (value) => `Limit ${value}`,
  noPoints: 'No reading in the last 24 hours',
  range: (low, high) => `Lowest ${low}, highest ${high}`,
};

export const quantity: Dictionary['quantity'] = {
  'water-level': 'Water level',
  pm25: 'PM2.5 dust',
  pm10: 'PM10 dust',
  temperature: 'Temperature',
  humidity: 'Humidity',
  noise: 'Noise',
  rain: 'Rain',
  co2: 'CO₂',
  battery: 'Battery',
  'traffic-count': 'Traffic count',
  other: 'Other',
};

export const thing: Dictionary['thing'] = {
  person: 'person',
  bicycle: 'bicycle',
  motorcycle: 'motorcycle',
  car: 'car',
  bus: 'bus',
  truck: 'truck',
  train: 'train',
  boat: 'boat',
  cat: 'cat',
  dog: 'dog',
  cow: 'cow',
  backpack: 'backpack',
  handbag: 'handbag',
  suitcase: 'suitcase',
};
