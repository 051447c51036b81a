import type { Texts } from '../dictionary.ts';
import type { push as original } from '../vi/push.ts';

export const push: Texts<typeof original> = {
  title: 'Notices while closed',
  lead: 'This device tells you of new alerts, of alerts handed to you, and of alerts nobody has taken for too long, even while CityWatch is closed.',
  least: 'Tell me from',
  from: { critical: 'Critical only', warning: 'Warning and above', info: 'Everything' },
  on: 'Turn on for this device',
  off: 'Turn off for this device',
  isOn: 'On for this device',
  isOff: 'Off for this device',
  denied: 'The browser blocks notices of this page. Allow them in the browser’s settings for this page.',
  failed: 'The browser’s push service could not be reached. This device may have no way to the internet.',
  busy: 'Subscribing…',
  notice: { raised: 'New alert', escalated: 'Nobody has acted', dispatched: 'Handed to you' },
  severity: { critical: 'Critical', warning: 'Warning', info: 'Info' },
};
