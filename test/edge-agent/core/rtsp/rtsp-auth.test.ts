import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { authorization, type Challenge, parseChallenges } from '../../../../edge-agent/core/rtsp/rtsp-auth.ts';

const hash = (algorithm: 'md5' | 'sha256', text: string): string => createHash(algorithm).update(text).digest('hex');
const request = { method: 'GET', url: '/dir/index.html', login: { user: 'Mufasa', password: 'Circle of Life' } };
const only = (challenges: readonly Challenge[]): Challenge => challenges[0] ?? expect.fail();

describe('signing in to a camera', () => {
  it('is done with Digest as RFC 7616 shows it, with MD5 and with SHA-256', () => {
    const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
    const offered = (algorithm: string): string =>
      `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, ` +
      'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
    const both = parseChallenges([offered('MD5'), offered('SHA-256')]);
    expect(both.map((one) => one.scheme === 'digest' && one.hash)).toEqual(['sha256', 'md5']);
    const [sha256 = '', md5 = ''] = both.map((one) => authorization(one, { ...request, count: 1, cnonce, hash }));
    expect(md5).toContain('response="8ca523f5e9506fed4657c9700eebdbec"');
    expect(sha256).toContain('response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"');
    expect(sha256).toContain('algorithm=SHA-256');
    expect(sha256).toContain('nc=00000001');
  });

  it('is done with the older Digest of RFC 2069, which most cameras ask for', () => {
    const nonce = 'dcd98b7102dd2f0e8b11d0f600bfb0c093';
    const challenge = only(parseChallenges([`Digest realm="testrealm@host.com", nonce="${nonce}"`]));
    const value = authorization(challenge, { ...request, count: 1, cnonce: 'x', hash });
    const secret = hash('md5', 'Mufasa:testrealm@host.com:Circle of Life');
    const expected = hash('md5', `${secret}:${nonce}:${hash('md5', 'GET:/dir/index.html')}`);
    expect(value).toContain(`response="${expected}"`);
    expect(value).not.toContain('qop');
  });

  it('gives the password away to nobody who also offers Digest', () => {
    const digest = 'Digest realm="camera", nonce="1"';
    expect(parseChallenges(['Basic realm="camera"', digest]).map(({ scheme }) => scheme)).toEqual(['digest']);
    expect(parseChallenges([`Basic realm="camera", ${digest}`]).map(({ scheme }) => scheme)).toEqual(['digest']);
    const basic = only(parseChallenges(['Basic realm="camera"']));
    const value = authorization(basic, { ...request, count: 1, cnonce: '', hash });
    expect(value).toBe('Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl');
  });

  it('is not tried in ways that are not known', () => {
    const unknown = ['Negotiate', 'Digest realm="a"', 'Digest realm="a", nonce="1", algorithm=SHA-512-256', ''];
    expect(parseChallenges(unknown)).toEqual([]);
    expect(parseChallenges(['Digest realm="a", nonce="1", qop="auth-int"'])).toEqual([]);
  });
});
