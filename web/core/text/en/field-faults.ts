import type { Dictionary } from '../dictionary.ts';

/** Why a field was refused. */
export const fieldFaults: Dictionary['fieldFaults'] = {
  'few-corners': () => 'A zone needs at least three corners.',
  'many-corners': () => 'The zone has too many corners (64 at most).',
  'no-area': () => 'The zone has no area.',
  'same-corner': (at) => `Corners ${at} are the same point.`,
  'crosses-itself': (at) => `The sides of the zone cross each other (sides ${at}).`,
  'short-line': () => 'The line is too short: its ends are nearly the same point.',
  'not-a-number': () => 'A point is not a number.',
  'four-points': () => 'A calibration needs exactly four points.',
  'in-line-picture': (at) => `Points ${at} lie on one line in the picture. Move one of them off that line.`,
  'in-line-ground': (at) =>
    `Points ${at} lie on one line on the ground. Choose four corners of a piece of ground, not points along a marking.`,
  'other-order': () =>
    'The points are in another order on the ground than in the picture, or one lies above the horizon. Check each point.',
  'no-map': () => 'These four points do not determine the ground. Choose points farther apart.',
  needed: () => 'Missing, or of the wrong kind.',
  'too-small': () => 'Less than is allowed.',
  'too-large': () => 'More than is allowed.',
  'wrong-form': () => 'Not in the right form.',
  'control-characters': () =>
    'Contains control characters or characters that turn the writing round; please remove them.',
  'not-rtsp': () => 'The address must begin with rtsp:// or rtsps://.',
  'masked-password': () => 'The password is masked (***). Enter the camera’s password again.',
  'no-agent': () => 'There is no such edge agent.',
  'no-camera': () => 'There is no such camera.',
  'no-zone': () => 'A zone or line is not there any more.',
  'no-sensor': () => 'A sensor is not there any more.',
  'no-area-there': () => 'There is no such area at that time.',
  'other-kind-of-place': () => 'This kind of rule cannot be used with the chosen zone or line.',
  'no-way': () => 'A zone has no direction drawn. Open the zone and draw the arrow of the right way.',
  'not-calibrated': () => 'The camera of this zone is not calibrated, so there are no speeds.',
  'min-above-max': () => 'The first number must be below the second.',
  'nobody-polls': () => 'Choose the edge agent that reads this address.',
  'wrong-side': () => 'The level at which it is over must lie on the safe side of the limit.',
};
