import type { RtpStats } from './rtp-order.ts';
import { readUint16, readUint32 } from './rtp-packet.ts';

/** What a sender says of its clock: at this wall-clock time its stream's timestamp stood so (RFC 3550, 6.4.1). */
export type SenderReport = {
  readonly ssrc: number;
  /** Epoch ms by the sender's own clock; undefined: it says that it has none. */
  readonly atMs: number | undefined;
  readonly timestamp: number;
  /** The middle half of its NTP time, given back in our reports. */
  readonly ntpMiddle: number;
};

const SENDER_REPORT = 200;
const BYE = 203;
const NTP_OF_UNIX_EPOCH_S = 2_208_988_800;
/** A sender without a clock of its own counts from the session's start: less than 68 years (RFC 3550, 6.4.1). */
const LEAST_WALL_CLOCK_S = 2 ** 31;

/** The sender report and the farewell in a compound packet, as far as they are there and whole. */
export function parseRtcp(bytes: Uint8Array): { readonly report: SenderReport | undefined; readonly bye: boolean } {
  let report: SenderReport | undefined;
  let bye = false;
  for (let at = 0; at + 4 <= bytes.length; at += 4 + 4 * readUint16(bytes, at + 2)) {
    if ((bytes[at] ?? 0) >> 6 !== 2) break;
    const type = bytes[at + 1];
    if (type === BYE) bye = true;
    if (type !== SENDER_REPORT || at + 28 > bytes.length) continue;
    const seconds = readUint32(bytes, at + 8);
    const fraction = readUint32(bytes, at + 12);
    report = {
      ssrc: readUint32(bytes, at + 4),
      atMs:
        seconds < LEAST_WALL_CLOCK_S ? undefined : (seconds - NTP_OF_UNIX_EPOCH_S) * 1000 + (fraction * 1000) / 2 ** 32,
      timestamp: readUint32(bytes, at + 16),
      ntpMiddle: (seconds % 65_536) * 65_536 + Math.floor(fraction / 65_536),
    };
  }
  return { report, bye };
}

/** What a receiver report says. */
export type Reception = {
  readonly ourSsrc: number;
  readonly stats: RtpStats;
  /** Since the report before. */
  readonly receivedSince: number;
  readonly lostSince: number;
  readonly lastReport: { readonly ntpMiddle: number; readonly agoMs: number } | undefined;
};

/**
 * A receiver report with the name every compound packet must carry (RFC 3550, 6.4.2 and 6.5). Interarrival jitter is not measured and said
 * as 0: it serves senders that change their rate, which cameras do not.
 */
export function receiverReport(reception: Reception): Uint8Array {
  const { stats, lastReport } = reception;
  const packet = new Uint8Array(32 + 16);
  const view = new DataView(packet.buffer);
  view.setUint16(0, 0x81c9);
  view.setUint16(2, 7);
  view.setUint32(4, reception.ourSsrc);
  view.setUint32(8, stats.ssrc ?? 0);
  const expected = reception.receivedSince + reception.lostSince;
  const fraction = expected === 0 ? 0 : Math.floor((256 * reception.lostSince) / expected);
  view.setUint32(12, Math.min(stats.lost, 0x7fffff));
  packet[12] = Math.min(255, fraction);
  view.setUint32(16, stats.highest);
  if (lastReport !== undefined) {
    view.setUint32(24, lastReport.ntpMiddle);
    view.setUint32(28, Math.min(0xffffffff, Math.round((lastReport.agoMs * 65_536) / 1000)));
  }
  view.setUint16(32, 0x81ca);
  view.setUint16(34, 3);
  view.setUint32(36, reception.ourSsrc);
  packet.set([1, 2, 0x63, 0x77], 40);
  return packet;
}
