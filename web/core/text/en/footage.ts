import type { Dictionary } from '../dictionary.ts';

/** Video that is held for a case: minutes that were copied, that are waited for, that are gone. */
export const footage: Dictionary['footage'] = {
  title: 'Video',
  stored: (minutes, size) => `${minutes} minutes copied to the centre (${size})`,
  waiting: (minutes) => `${minutes} minutes are waited for from the edge agent`,
  away: (agent) =>
    `Edge agent ${agent} is not connected: the order waits until it is back; its recording is not removed`,
  gone: (minutes) => `${minutes} minutes are gone: overwritten before they were held, or never recorded`,
  failed: (minutes) => `${minutes} minutes could not be brought by the edge agent`,
  none: 'No minute is due to be copied yet.',
  limit: (minutes) =>
    `At most ${minutes} minutes of video are copied for a case; the rest is kept at the edge agent while there is room on its disk.`,
  open: 'Minute by minute',
  look: 'Look',
  keep: 'Download',
  states: { waiting: 'waited for', stored: 'copied', gone: 'gone', failed: 'could not be brought' },
};
