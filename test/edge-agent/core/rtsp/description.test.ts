import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { controlUrl, parseRtspAddress } from '../../../../edge-agent/core/rtsp/rtsp-address.ts';
import { parseDescription } from '../../../../edge-agent/core/rtsp/sdp.ts';
import { parseSession, parseTransport } from '../../../../edge-agent/core/rtsp/session-headers.ts';

const sdp = (...lines: string[]): string =>
  ['v=0', 'o=- 0 0 IN IP4 10.0.0.7', 's=Media', 't=0 0', ...lines, ''].join('\r\n');

describe('a stream’s description', () => {
  it('names the video track, its codec and parameter sets, whatever else there is', () => {
    const text = sdp(
      'a=control:*',
      'm=audio 0 RTP/AVP 8',
      'a=control:trackID=1',
      'm=application 0 RTP/AVP 107',
      'a=rtpmap:107 vnd.onvif.metadata/90000',
      'm=video 0 RTP/AVP 96',
      'a=rtpmap:96 H264/90000',
      'a=fmtp:96 profile-level-id=420029; packetization-mode=1; sprop-parameter-sets=Z0IAKeKQFgJNgScFAQXh4kRU,aM48gA==',
      'a=control:trackID=0',
    );
    const read = parseDescription(text);
    if (read.kind === 'other') return expect.fail(read.reason);
    expect(read.track).toMatchObject({ codec: 'h264', payloadType: 96, clockHz: 90_000, control: 'trackID=0' });
    expect(read.track.parameterSets.map((set) => (set[0] ?? 0) & 31)).toEqual([7, 8]);
    expect(read.control).toBe('*');
  });

  it('may be of H.265, with its three parameter sets apart', () => {
    const sets = 'sprop-vps=QAEMAf//;sprop-sps=QgEBAWAA;sprop-pps=RAHA8vA8kA==';
    const read = parseDescription(sdp('m=video 0 RTP/AVP 98', 'a=rtpmap:98 H265/90000', `a=fmtp:98 ${sets}`));
    expect(read.kind === 'video' && read.track.parameterSets.map((set) => (set[0] ?? 0) >> 1)).toEqual([32, 33, 34]);
  });

  it('says what cannot be read here', () => {
    const reason = (...lines: string[]): string => {
      const read = parseDescription(sdp(...lines));
      return read.kind === 'other' ? read.reason : 'read';
    };
    const h264 = ['m=video 0 RTP/AVP 96', 'a=rtpmap:96 H264/90000'];
    expect(reason('m=audio 0 RTP/AVP 8')).toContain('no video');
    expect(reason('m=video 0 RTP/AVP 26')).toContain('PAYLOAD TYPE 26');
    expect(reason('m=video 0 RTP/AVP 96', 'a=rtpmap:96 MP4V-ES/90000')).toContain('MP4V-ES');
    expect(reason(...h264, 'a=fmtp:96 packetization-mode=2')).toContain('interleaved');
    // Of two tracks the one that can be read.
    expect(reason('m=video 0 RTP/AVP 26', ...h264)).toBe('read');
  });

  it('never does harm, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => void parseDescription(sdp('m=video 0 RTP/AVP 96', text))),
    );
  });
});

describe('a camera’s address', () => {
  it('is taken apart: the login is for us, the rest for the requests', () => {
    expect(parseRtspAddress('rtsp://admin:p%40ss@10.0.0.7/cam/realmonitor?channel=1&subtype=0')).toEqual({
      host: '10.0.0.7',
      port: 554,
      url: 'rtsp://10.0.0.7/cam/realmonitor?channel=1&subtype=0',
      login: { user: 'admin', password: 'p@ss' },
    });
    expect(parseRtspAddress('rtsp://admin:100%sure@[fd00::7]:8554/x')).toMatchObject({
      host: 'fd00::7',
      port: 8554,
      login: { password: '100%sure' },
    });
    expect(parseRtspAddress('rtsps://10.0.0.7/x')).toBeUndefined();
  });

  it('of a track follows the base that was named', () => {
    const base = 'rtsp://h/cam?channel=1&subtype=0/';
    expect(controlUrl(base, 'trackID=0')).toBe('rtsp://h/cam?channel=1&subtype=0/trackID=0');
    expect(controlUrl('rtsp://h/cam', 'trackID=0')).toBe('rtsp://h/cam/trackID=0');
    expect(controlUrl(base, 'rtsp://other/track')).toBe('rtsp://other/track');
    expect(controlUrl(base, '*')).toBe(base);
  });
});

describe('what SETUP settles', () => {
  it('is read as servers write it', () => {
    expect(parseSession('12345678;timeout=30')).toEqual({ id: '12345678', timeoutS: 30 });
    expect(parseSession(' 1A ; timeout = 0')).toEqual({ id: '1A', timeoutS: 60 });
    expect(parseSession('')).toBeUndefined();
    const tcp = parseTransport('RTP/AVP/TCP;unicast;interleaved=2-3;ssrc=1F');
    expect(tcp).toEqual({ kind: 'tcp', rtpChannel: 2, rtcpChannel: 3 });
    const udp = 'RTP/AVP/UDP;unicast;source=10.0.0.7;client_port=5000-5001;server_port=6970-6971';
    expect(parseTransport(udp)).toEqual({ kind: 'udp', serverPorts: [6970, 6971], source: '10.0.0.7' });
    expect(parseTransport('RTP/AVP;multicast;destination=239.1.1.1')).toBeUndefined();
  });
});
