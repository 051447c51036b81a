import type { Dictionary } from '../dictionary.ts';

/** What buttons do. */
export const act: Dictionary['act'] = {
  acknowledged: 'Acknowledge',
  dispatched: 'Dispatch',
  'on-scene': 'On scene',
  resolved: 'Resolve',
  'false-alarm': 'False alarm',
  comment: 'Comment',
  reopened: 'Reopen',
  undo: 'Undo',
  cancel: 'Cancel',
  close: 'Close',
  retry: 'Try again',
  send: 'Send',
  save: 'Save',
  back: 'Back',
  copyLink: 'Copy link',
  copied: 'Link copied',
  saved: 'Saved',
  showOnMap: 'Show on map',
  openSnapshot: 'Enlarge picture',
  reload: 'Reload page',
  print: 'Print',
};
