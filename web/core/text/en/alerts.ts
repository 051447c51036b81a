import type { Dictionary } from '../dictionary.ts';

// The alert list, an alert, and its life.

export const severity: Dictionary['severity'] = { critical: 'Critical', warning: 'Warning', info: 'Information' };

export const state: Dictionary['state'] = {
  raised: 'New',
  acknowledged: 'Acknowledged',
  dispatched: 'Dispatched',
  'on-scene': 'On scene',
  resolved: 'Resolved',
  'false-alarm': 'False alarm',
};

export const step: Dictionary['step'] = {
  raised: 'Alert raised',
  acknowledged: 'Acknowledged',
  dispatched: 'Dispatched',
  'on-scene': 'On scene',
  resolved: 'Resolved',
  'false-alarm': 'Marked false alarm',
  comment: 'Comment',
  escalated: 'Escalated',
  cleared: 'Condition is over',
  reopened: 'Reopened',
  undone: 'Last step undone',
};

export const stepDone: Dictionary['stepDone'] = {
  acknowledged: (n) => (n === '1' ? 'Alert acknowledged' : `${n} alerts acknowledged`),
  dispatched: (n) => (n === '1' ? 'Alert dispatched' : `${n} alerts dispatched`),
  'on-scene': (n) => (n === '1' ? 'Marked on scene' : `${n} alerts marked on scene`),
  resolved: (n) => (n === '1' ? 'Alert resolved' : `${n} alerts resolved`),
  'false-alarm': (n) => (n === '1' ? 'Marked as false alarm' : `${n} alerts marked as false alarms`),
  comment: () => 'Comment added',
  reopened: (n) => (n === '1' ? 'Alert reopened' : `${n} alerts reopened`),
  undone: (n) => `Last step undone: ${n} alerts`,
};

export const alerts: Dictionary['alerts'] = {
  title: 'Alerts',
  open: 'Open',
  closed: 'Closed',
  listLabel: 'Alerts, most urgent first',
  none: 'No open alerts',
  noneLead: 'All is quiet. New alerts appear here by themselves.',
  noneFiltered: 'No alert matches the filters',
  noneClosed: 'No alert has been closed in the last 24 hours',
  clearFilters: 'Clear filters',
  loading: 'Loading alerts…',
  more: (n) => `${n} more alerts`,
  times: (n) => `${n}×`,
  timesLabel: (n, when) => `Happened ${n} times, last ${when}`,
  untaken: (n) => `${n} not taken`,
  overdue: 'Overdue',
  escalated: 'Escalated',
  escalatedAt: (when) => `Escalated at ${when}: nobody acted in time`,
  deadline: (when) => `Due ${when}`,
  dueWithin: (when) => `due ${when}`,
  cleared: 'Condition is over',
  to: (whom) => `With ${whom}`,
  marked: (n) => `${n} selected`,
  mark: 'Select for handling together',
  arrivedMany: (n) => `${n} new alerts.`,
  arrived: (severity, name, place) => `New alert, ${severity}: ${name}, ${place}`,
};

export const alert: Dictionary['alert'] = {
  number: (id) => `Alert ${id}`,
  where: 'Where',
  zone: (name) => `Zone ${name}`,
  rule: 'Rule',
  snapshot: 'Picture at detection',
  snapshotAlt: (what, where) => `Picture taken at detection: ${what} at ${where}`,
  noSnapshot: 'This alert comes without a picture',
  snapshotFailed: 'The picture could not be loaded',
  snapshotLoading: 'Loading picture…',
  clip: 'Clip',
  clock: 'Alert clock',
  clockLead: (duration) => `On screen after ${duration}`,
  clockWaiting: 'No screen has reported it shown yet',
  steps: 'Steps',
  stepsLoading: 'Loading steps…',
  bySystem: 'System',
  commentLabel: 'Comment on this alert',
  commentHint: 'Write a comment, Ctrl+Enter to send',
  gone: 'This alert is not among those loaded.',
  value: 'Value',
  thing: 'Object',
  changedBy: (who, state) => `${who} has just set this alert to “${state}”. Your step was not recorded.`,
  somebody: 'Somebody else',
};

export const moment: Dictionary['moment'] = {
  captured: 'Picture taken',
  measured: 'Measured',
  received: 'Received',
  perceived: 'Recognised',
  raised: 'Raised',
  pushed: 'Pushed',
  shown: 'Shown',
  acknowledged: 'Acknowledged',
  resolved: 'Closed',
  pending: 'not yet',
};
