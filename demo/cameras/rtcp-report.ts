import { INTERLEAVED_HEADER_BYTES } from './rtp-packets.ts';

const NTP_OF_UNIX_EPOCH_S = 2_208_988_800;

/** What a sender report says: this stream's RTP timestamp (90 kHz) at this moment, and how much was sent so far. */
export type SenderReport = {
  readonly ssrc: number;
  readonly atMs: number;
  readonly rtpTimestamp: number;
  readonly packets: number;
  readonly octets: number;
};

/**
 * An RTCP sender report (RFC 3550, 6.4.1) with the CNAME that every compound packet must carry.
 * From it a client learns the wall-clock time of each picture. Begins with `INTERLEAVED_HEADER_BYTES` free bytes.
 */
export function senderReport(report: SenderReport): Buffer {
  const cname = Buffer.from('citywatch');
  const sdesBytes = Math.ceil((4 + 4 + 2 + cname.length + 1) / 4) * 4;
  const packet = Buffer.alloc(INTERLEAVED_HEADER_BYTES + 28 + sdesBytes);
  let at = INTERLEAVED_HEADER_BYTES;
  packet[at] = 0x80;
  packet[at + 1] = 200;
  packet.writeUInt16BE(6, at + 2);
  packet.writeUInt32BE(report.ssrc >>> 0, at + 4);
  const seconds = Math.floor(report.atMs / 1000);
  packet.writeUInt32BE((seconds + NTP_OF_UNIX_EPOCH_S) >>> 0, at + 8);
  packet.writeUInt32BE(Math.floor(((report.atMs - seconds * 1000) / 1000) * 2 ** 32), at + 12);
  packet.writeUInt32BE(report.rtpTimestamp >>> 0, at + 16);
  packet.writeUInt32BE(report.packets >>> 0, at + 20);
  packet.writeUInt32BE(report.octets >>> 0, at + 24);
  at += 28;
  packet[at] = 0x81;
  packet[at + 1] = 202;
  packet.writeUInt16BE(sdesBytes / 4 - 1, at + 2);
  packet.writeUInt32BE(report.ssrc >>> 0, at + 4);
  packet[at + 8] = 1;
  packet[at + 9] = cname.length;
  cname.copy(packet, at + 10);
  return packet;
}
