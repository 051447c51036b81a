import type { AccessUnit } from './h264-film.ts';

/** Where a stream stands in its packet numbering; `sequence` (16 bit) is moved on by each packet made. */
export type RtpStream = {
  readonly ssrc: number;
  readonly payloadType: number;
  sequence: number;
};

/** Bytes left free before each packet for the interleaved header `$ channel length` (RFC 2326, 10.12). */
export const INTERLEAVED_HEADER_BYTES = 4;

/** Size of the RTP header of each packet (no CSRC, no extension). */
export const RTP_HEADER_BYTES = 12;
const MAX_PAYLOAD_BYTES = 1400;
const FU_A = 28;

/**
 * RTP packets of one picture (RFC 6184, packetisation mode 1: single NAL unit packets and FU-A fragments), the last one marked.
 * Each returned buffer starts with `INTERLEAVED_HEADER_BYTES` zero bytes, then the RTP packet of at most 1412 bytes.
 * @param timestamp 90 kHz, 32 bit
 */
export function packetise(unit: AccessUnit, timestamp: number, stream: RtpStream): Buffer[] {
  const packets: Buffer[] = [];
  for (const nal of unit.nals) {
    if (nal.length <= MAX_PAYLOAD_BYTES) {
      const packet = startPacket(nal.length, timestamp, stream);
      nal.copy(packet, INTERLEAVED_HEADER_BYTES + RTP_HEADER_BYTES);
      packets.push(packet);
    } else {
      pushFragments(packets, nal, timestamp, stream);
    }
  }
  const last = packets.at(-1);
  if (last !== undefined) {
    const at = INTERLEAVED_HEADER_BYTES + 1;
    last[at] = (last[at] ?? 0) | 0x80;
  }
  return packets;
}

function pushFragments(packets: Buffer[], nal: Buffer, timestamp: number, stream: RtpStream): void {
  const header = nal[0] ?? 0;
  const chunk = MAX_PAYLOAD_BYTES - 2;
  for (let from = 1; from < nal.length; from += chunk) {
    const to = Math.min(from + chunk, nal.length);
    const packet = startPacket(to - from + 2, timestamp, stream);
    const at = INTERLEAVED_HEADER_BYTES + RTP_HEADER_BYTES;
    packet[at] = (header & 0xe0) | FU_A;
    packet[at + 1] = (header & 0x1f) | (from === 1 ? 0x80 : 0) | (to === nal.length ? 0x40 : 0);
    nal.copy(packet, at + 2, from, to);
    packets.push(packet);
  }
}

function startPacket(payloadBytes: number, timestamp: number, stream: RtpStream): Buffer {
  const packet = Buffer.allocUnsafe(INTERLEAVED_HEADER_BYTES + RTP_HEADER_BYTES + payloadBytes);
  packet.writeUInt32BE(0, 0);
  packet[4] = 0x80;
  packet[5] = stream.payloadType;
  packet.writeUInt16BE(stream.sequence, 6);
  packet.writeUInt32BE(timestamp >>> 0, 8);
  packet.writeUInt32BE(stream.ssrc >>> 0, 12);
  stream.sequence = (stream.sequence + 1) & 0xffff;
  return packet;
}

/**
 * Packets as one chunk for an interleaved connection, each behind its `$ channel length` header.
 * @param channel the RTP channel the client asked for, 0–255
 */
export function interleave(packets: readonly Buffer[], channel: number): Buffer {
  for (const packet of packets) {
    packet[0] = 0x24;
    packet[1] = channel;
    packet.writeUInt16BE(packet.length - INTERLEAVED_HEADER_BYTES, 2);
  }
  return Buffer.concat(packets);
}
