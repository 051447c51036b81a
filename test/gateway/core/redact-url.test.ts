import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRedacted, redactUrl, unredactUrl } from '../../../gateway/core/redact-url.ts';

describe('an address without its secrets', () => {
  test.each([
    ['rtsp://admin:s3cret@10.0.0.5:554/stream1', 'rtsp://***:***@10.0.0.5:554/stream1'],
    ['rtsp://admin@10.0.0.5/', 'rtsp://***:***@10.0.0.5/'],
    ['rtsp://a:p@ss@10.0.0.5/', 'rtsp://***:***@10.0.0.5/'],
    ['rtsp://10.0.0.5/live?user=admin&password=x&channel=1', 'rtsp://10.0.0.5/live?user=admin&password=***&channel=1'],
    ['rtsp://10.0.0.5/user=admin_password=tlJwpbo6_channel=1', 'rtsp://10.0.0.5/user=admin_password=***'],
    ['https://host/v?api_key=abc&x=1', 'https://host/v?api_key=***&x=1'],
    ['https://host/v?access_token=abc#f', 'https://host/v?access_token=***#f'],
    ['RTSP://U:P@HOST/x', 'RTSP://***:***@HOST/x'],
    ['rtsp://10.0.0.5:554/stream1', 'rtsp://10.0.0.5:554/stream1'],
    ['rtsp://10.0.0.5/room@2', 'rtsp://10.0.0.5/room@2'],
  ])('%s', (address, redacted) => {
    expect(redactUrl(address)).toBe(redacted);
  });

  test('never holds the password, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9!$'()*,;=:._~+-]{6,20}$/), (password) => {
        fc.pre(!'rtsp://***:***@10.0.0.5/x'.includes(password));
        expect(redactUrl(`rtsp://admin:${password}@10.0.0.5/x`)).not.toContain(password);
      }),
    );
  });

  test('that comes back unchanged means the stored one; any other means itself', () => {
    const stored = 'rtsp://admin:s3cret@10.0.0.5/x';
    expect(unredactUrl(redactUrl(stored), stored)).toBe(stored);
    expect(unredactUrl('rtsp://***:***@10.0.0.6/x', stored)).toBe('rtsp://***:***@10.0.0.6/x');
    expect(unredactUrl('rtsp://new:one@10.0.0.5/x', stored)).toBe('rtsp://new:one@10.0.0.5/x');
    expect(isRedacted('rtsp://***:***@10.0.0.6/x')).toBe(true);
    expect(isRedacted(stored)).toBe(false);
  });
});
