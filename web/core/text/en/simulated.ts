import type { Dictionary } from '../dictionary.ts';

/** Data that were made up. */
export const simulated: Dictionary['simulated'] = {
  mark: 'Simulated',
  lead: 'What is told of this time is simulated, not really observed.',
};
