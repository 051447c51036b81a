import type { Dictionary } from '../dictionary.ts';

/** Help for those who write rules. */
export const rules: Dictionary['rules'] = {
  behaviourHint: {
    stopped: 'A vehicle stands in the zone for longer than the seconds below.',
    'wrong-way': 'A vehicle goes against the arrow that is drawn in the zone.',
    crowd: 'So many people are in the zone together for 5 seconds or more.',
    'crowd-density':
      'People on each 100 m² of ground. 100 is one person per square metre; the camera has to be calibrated.',
    'left-behind': 'A backpack, bag or suitcase lies there while whoever carried it is gone.',
    fallen: 'Somebody who stood lies down; a person has to look at the picture.',
    speed: 'Speed of vehicles in the zone or at the line; the camera has to be calibrated.',
  },
  sensorNow: (value) => `Now: ${value}`,
  find: (what) => `Find (${what})`,
  more: (n) => `${n} more. Type more to find them.`,
  noneFound: 'Nothing found.',
  noPlaces: {
    zone: 'There are no zones yet. Open a camera in Settings → Cameras and draw one on its picture.',
    line: 'There are no counting lines yet. Open a camera in Settings → Cameras and draw one on its picture.',
  },
};
