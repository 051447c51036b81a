import type { Dictionary } from '../dictionary.ts';

/** Units alerts are handed to, and whom a rule's alerts are for. */
export const units: Dictionary['units'] = {
  phone: 'Telephone',
  phoneHint: 'To be called when sent. May be left empty.',
  area: 'Works in',
  members: 'People in the unit',
  membersHint:
    'What is handed to the unit is seen by every account that belongs to it. Choose it on the Accounts page.',
  working: 'At work',
  ended: (when) => `Ended ${when}`,
  own: 'Belongs to unit',
  none: 'Belongs to no unit',
  recipient: 'For whom',
  recipientHint: 'They are told at once and come first when the alert is dispatched.',
  nobody: 'Nobody in particular',
  groups: { unit: 'Units', ward: 'Ward duty officers', role: 'Everybody with the role' },
  readingFor: (whom) => ` for ${whom}`,
  for: (whom) => `For ${whom}`,
  forYou: 'For you',
  forLabel: 'For',
  byRule: 'As the rule says',
};
