import type { VideoCodec } from '../video/access-unit.ts';

/** The video track of a stream's description. */
export type VideoTrack = {
  readonly codec: VideoCodec;
  readonly payloadType: number;
  /** Ticks per second of the RTP timestamps. */
  readonly clockHz: number;
  readonly control: string | undefined;
  /** Parameter sets described before the stream, without start codes. */
  readonly parameterSets: readonly Uint8Array[];
};

/** What a description says; `reason` tells why there is no video we can take apart ourselves. */
export type StreamDescription =
  | { readonly kind: 'video'; readonly track: VideoTrack; readonly control: string | undefined }
  | { readonly kind: 'other'; readonly reason: string };

type Media = { readonly payloadTypes: readonly number[]; readonly attributes: string[] };

/** Reads an SDP (RFC 8866; `fmtp` as in RFC 6184, 8.1 and RFC 7798, 7.1). The first video track that can be read is taken. */
export function parseDescription(text: string): StreamDescription {
  const session: string[] = [];
  const videos: Media[] = [];
  let attributes = session;
  for (const line of text.split(/\r?\n/)) {
    const media = /^m=(\w+) +\S+ +\S+ +([\d ]+)$/.exec(line.trim());
    if (media !== null) {
      attributes = [];
      const payloadTypes = (media[2] ?? '').trim().split(/ +/).map(Number);
      if (media[1] === 'video') videos.push({ payloadTypes, attributes });
    } else if (line.startsWith('a=')) attributes.push(line.slice(2).trim());
  }
  if (videos.length === 0) return { kind: 'other', reason: 'the description names no video' };
  let reason = '';
  for (const video of videos) {
    const read = readTrack(video);
    if (typeof read === 'object') return { kind: 'video', track: read, control: attribute(session, 'control') };
    reason ||= read;
  }
  return { kind: 'other', reason };
}

function readTrack({ payloadTypes, attributes }: Media): VideoTrack | string {
  const payloadType = payloadTypes[0] ?? -1;
  const map = new RegExp(`^rtpmap:${payloadType} +([\\w.+-]+)/(\\d+)`).exec(
    attributes.find((one) => one.startsWith(`rtpmap:${payloadType} `)) ?? '',
  );
  const name = (map?.[1] ?? `payload type ${payloadType}`).toUpperCase();
  const codec = name === 'H264' ? 'h264' : name === 'H265' || name === 'HEVC' ? 'h265' : undefined;
  if (codec === undefined) return `the video is ${name}`;
  const format = parameters(attributes.find((one) => one.startsWith(`fmtp:${payloadType} `)) ?? '');
  // Packets in another order than the pictures they carry; no camera is known to do it.
  if (format.get('packetization-mode') === '2' || Number(format.get('sprop-max-don-diff') ?? 0) > 0) {
    return 'the video comes in interleaved packets';
  }
  const clockHz = Number(map?.[2]) || 90_000;
  const parameterSets = ['sprop-parameter-sets', 'sprop-vps', 'sprop-sps', 'sprop-pps']
    .flatMap((key) => (format.get(key) ?? '').split(','))
    .map(bytesOf)
    .filter((set) => set.length > 1);
  return { codec, payloadType, clockHz, control: attribute(attributes, 'control'), parameterSets };
}

function attribute(attributes: readonly string[], name: string): string | undefined {
  return attributes.find((one) => one.startsWith(`${name}:`))?.slice(name.length + 1);
}

function parameters(fmtp: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of fmtp.replace(/^\S+ +/, '').split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0) found.set(part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim());
  }
  return found;
}

function bytesOf(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64.trim()), (char) => char.charCodeAt(0));
  } catch {
    // Not base64: the stream itself brings its parameter sets.
    return new Uint8Array(0);
  }
}
