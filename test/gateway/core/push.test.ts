import { describe, expect, test } from 'vitest';
import { judgePush } from '../../../gateway/core/push-outcome.ts';
import { isPushService, mayPushTo, parsePushServices } from '../../../gateway/core/push-services.ts';

describe('where messages may be sent', () => {
  const services = parsePushServices('known, http://127.0.0.1:8030');

  test.each([
    ['https://fcm.googleapis.com/fcm/send/abc', true],
    ['https://wns2-par02p.notify.windows.com/w/?token=x', true],
    ['http://127.0.0.1:8030/push/a', true],
    ['https://evil-notify.windows.com.example/w', false],
    ['https://xnotify.windows.com/w', false],
    ['http://fcm.googleapis.com/fcm/send/abc', false],
    ['https://fcm.googleapis.com:8443/fcm/send/abc', false],
    ['https://user:pass@fcm.googleapis.com/fcm/send/abc', false],
    ['http://127.0.0.1:8080/api/accounts', false],
    ['http://169.254.169.254/latest/meta-data', false],
    ['file:///etc/passwd', false],
    ['not an address', false],
  ])('%s: %s', (endpoint, allowed) => {
    expect(mayPushTo(endpoint, services)).toBe(allowed);
  });

  test('nothing is allowed where nothing is named, and a setting that is no origin is refused', () => {
    expect(mayPushTo('https://fcm.googleapis.com/x', parsePushServices(''))).toBe(false);
    expect(['known', 'https://push.example', 'https://*.push.example'].every(isPushService)).toBe(true);
    expect(['', 'push.example', 'https://push.example/path', 'https://*'].some(isPushService)).toBe(false);
  });
});

describe('what an answer means', () => {
  const first = { retryAfter: null, tries: 1, ageS: 1 };

  test.each([
    [201, 'sent'],
    [404, 'expired'],
    [410, 'expired'],
    [400, 'refused'],
    [403, 'refused'],
    [307, 'refused'],
    [413, 'refused'],
    [429, 'retry'],
    [500, 'retry'],
    [null, 'retry'],
  ])('%s: %s', (status, is) => {
    expect(judgePush({ ...first, status }).is).toBe(is);
  });

  test('it is tried again later and later, or when the service says, but not for ever and not for old news', () => {
    expect(judgePush({ ...first, status: 500 })).toEqual({ is: 'retry', afterS: 5 });
    expect(judgePush({ ...first, status: 500, tries: 3 })).toEqual({ is: 'retry', afterS: 20 });
    expect(judgePush({ ...first, status: 429, retryAfter: '60' })).toEqual({ is: 'retry', afterS: 60 });
    expect(judgePush({ ...first, status: 429, retryAfter: '999999' })).toEqual({ is: 'retry', afterS: 300 });
    expect(judgePush({ ...first, status: 429, retryAfter: 'Fri, 31 Dec 1999 23:59:59 GMT' })).toMatchObject({
      is: 'retry',
      afterS: 5,
    });
    expect(judgePush({ ...first, status: 500, tries: 5 }).is).toBe('given-up');
    expect(judgePush({ ...first, status: null, ageS: 700 }).is).toBe('given-up');
  });
});
