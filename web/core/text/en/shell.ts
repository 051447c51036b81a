import type { Dictionary } from '../dictionary.ts';

// What stands around every page: where one can go, who one is, how the connection and the sound are, keys.

export const nav: Dictionary['nav'] = {
  label: 'Pages',
  map: 'Map',
  stats: 'Statistics',
  wall: 'Wall',
  system: 'System',
  settings: 'Settings',
  skip: 'Skip to the alert list',
};

export const theme: Dictionary['theme'] = { night: 'Dark', day: 'Light', choose: 'Switch between dark and light' };

export const language: Dictionary['language'] = { choose: 'Language', vi: 'Tiếng Việt', en: 'English' };

export const role: Dictionary['role'] = {
  operator: 'Operator',
  police: 'Police',
  planner: 'Planner',
  admin: 'Administrator',
};

export const account: Dictionary['account'] = {
  label: 'Account',
  whole: 'Whole city',
  signOut: 'Sign out',
  signOutAll: 'Sign out on all devices',
};

export const status: Dictionary['status'] = {
  label: 'At a glance',
  notices: 'Notices',
  cameras: (up, all) => `${up}/${all} cameras working`,
  sensors: (up, all) => `${up}/${all} sensors reporting`,
  speed: (p50) => `Median from picture to screen: ${p50}`,
  speedShort: 'Shown in',
};

export const link: Dictionary['link'] = {
  live: 'Live',
  connecting: 'Connecting…',
  lost: (seconds) => `Connection lost: data is ${seconds} s old`,
  lostLong: (duration) => `Connection lost: data is ${duration} old`,
  away: 'The server cannot be reached',
  awayLead: 'Trying again. This screen goes on when the server answers.',
  lostLead: 'Trying to reconnect. New alerts cannot reach this screen.',
  skipped: (n) => `Slow network: ${n} device updates skipped; no alert is lost`,
  stale: 'A new version is available.',
};

export const sound: Dictionary['sound'] = {
  on: 'Sound is on',
  mute: 'Mute for 15 minutes',
  muted: (left) => `Muted, back on in ${left}`,
  unmute: 'Unmute now',
  blocked: 'The browser is blocking the alarm sound',
  allow: 'Allow sound',
};

export const keys: Dictionary['keys'] = {
  title: 'Keyboard',
  open: 'Keyboard (?)',
  next: 'Next alert',
  previous: 'Previous alert',
  newest: 'Most urgent alert not taken',
  acknowledge: 'Acknowledge',
  dispatch: 'Dispatch',
  onScene: 'On scene',
  resolve: 'Resolve',
  falseAlarm: 'False alarm',
  comment: 'Write a comment',
  mark: 'Select for handling together',
  search: 'Search',
  mute: 'Mute or unmute',
  handover: 'Shift handover',
  undo: 'Undo the step just taken',
  escape: 'Close, deselect',
  help: 'This list of keys',
};
