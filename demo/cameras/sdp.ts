import type { Film } from './h264-film.ts';

/** RTP payload type of the simulated cameras' video (dynamic range). */
export const H264_PAYLOAD_TYPE = 96;

/** Name of the one media track in SETUP URLs. */
export const TRACK = 'trackID=0';

/** The session description of a live H.264 camera (RFC 4566; fmtp as in RFC 6184, 8.1). @param packetization its packetization-mode */
export function describeCamera(path: string, film: Film, fps: number, packetization = 1): string {
  const profileLevelId = film.sps.subarray(1, 4).toString('hex');
  const sets = `${film.sps.toString('base64')},${film.pps.toString('base64')}`;
  return [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    `s=${path}`,
    'c=IN IP4 0.0.0.0',
    't=0 0',
    'a=control:*',
    'a=range:npt=now-',
    `m=video 0 RTP/AVP ${H264_PAYLOAD_TYPE}`,
    `a=rtpmap:${H264_PAYLOAD_TYPE} H264/90000`,
    `a=fmtp:${H264_PAYLOAD_TYPE} packetization-mode=${packetization};profile-level-id=${profileLevelId};sprop-parameter-sets=${sets}`,
    `a=framerate:${fps}`,
    `a=control:${TRACK}`,
    '',
  ].join('\r\n');
}
