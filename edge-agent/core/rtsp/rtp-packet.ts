/** One RTP packet (RFC 3550, 5.1). */
export type RtpPacket = {
  readonly payloadType: number;
  /** The last packet of a picture. */
  readonly marker: boolean;
  /** 16 bit, one more with each packet. */
  readonly sequence: number;
  /** 32 bit, in ticks of the track's clock. */
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
};

const FIXED_HEADER_BYTES = 12;

/** Undefined for bytes that are no RTP packet. The payload is a view of them. */
export function parseRtp(bytes: Uint8Array): RtpPacket | undefined {
  const first = bytes[0] ?? 0;
  if (bytes.length < FIXED_HEADER_BYTES || first >> 6 !== 2) return undefined;
  let from = FIXED_HEADER_BYTES + 4 * (first & 0x0f);
  if ((first & 0x10) !== 0) from += 4 + 4 * readUint16(bytes, from + 2);
  const padding = (first & 0x20) === 0 ? 0 : (bytes[bytes.length - 1] ?? 0);
  const to = bytes.length - padding;
  if (from > to) return undefined;
  const second = bytes[1] ?? 0;
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: readUint16(bytes, 2),
    timestamp: readUint32(bytes, 4),
    ssrc: readUint32(bytes, 8),
    payload: bytes.subarray(from, to),
  };
}

/** Big-endian; bytes beyond the end count as 0. */
export function readUint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** Big-endian; bytes beyond the end count as 0. */
export function readUint32(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at) * 65_536 + readUint16(bytes, at + 2);
}
