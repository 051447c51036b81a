import type { RtpPacket } from './rtp-packet.ts';

/** What is told of a stream's packets, in the order of their numbers. */
export type RtpOrderListener = {
  readonly onPacket: (packet: RtpPacket, arrivalMs: number) => void;
  /** So many packets before the next one never came. */
  readonly onLost: (packets: number) => void;
  /** The sender began anew: another source, or numbers from elsewhere. */
  readonly onRestart: () => void;
};

/** Puts packets into order again and notices what is missing. */
export type RtpOrder = {
  /** @param arrivalMs a clock that never goes back */
  readonly push: (packet: RtpPacket, arrivalMs: number) => void;
  /** Gives up waiting for what is missing too long. Call now and then. */
  readonly expire: (nowMs: number) => void;
  readonly stats: () => RtpStats;
};

/** What receiver reports say of a stream. */
export type RtpStats = {
  readonly ssrc: number | undefined;
  readonly received: number;
  readonly lost: number;
  /** The highest number seen, with its turns of 65,536 before it. */
  readonly highest: number;
};

/** How long, and how many packets, are waited for one that overtook others on its way. 0: packets come in order, as in a TCP connection. */
export type Reordering = { readonly mostPackets: number; readonly mostMs: number };

/** So far off is no packet of the same sequence any more (RFC 3550, A.1: MAX_DROPOUT, here both ways). */
const RESTART_DISTANCE = 3000;

/** For one track. Repeated and late packets are passed over. */
export function createRtpOrder(reordering: Reordering, { onPacket, onLost, onRestart }: RtpOrderListener): RtpOrder {
  const waiting = new Map<number, { readonly packet: RtpPacket; readonly arrivalMs: number }>();
  let ssrc: number | undefined;
  let next = 0;
  let received = 0;
  let lost = 0;

  const give = (packet: RtpPacket, arrivalMs: number): void => {
    next = next + 1;
    received++;
    onPacket(packet, arrivalMs);
  };
  const giveWaiting = (): void => {
    for (let held = waiting.get(next); held !== undefined; held = waiting.get(next)) {
      waiting.delete(next);
      give(held.packet, held.arrivalMs);
    }
  };
  const skipGap = (): void => {
    const first = Math.min(...waiting.keys());
    lost += first - next;
    onLost(first - next);
    next = first;
    giveWaiting();
  };

  return {
    push(packet, arrivalMs) {
      // The distance by numbers of 16 bit, the nearer way round.
      const distance = (((packet.sequence - next) << 16) >> 16) | 0;
      if (ssrc !== packet.ssrc || Math.abs(distance) > RESTART_DISTANCE) {
        if (ssrc !== undefined) onRestart();
        ssrc = packet.ssrc;
        waiting.clear();
        next = packet.sequence;
        give(packet, arrivalMs);
        return;
      }
      if (distance < 0) return;
      if (distance === 0) {
        give(packet, arrivalMs);
        giveWaiting();
        return;
      }
      waiting.set(next + distance, { packet, arrivalMs });
      while (waiting.size > reordering.mostPackets) skipGap();
    },
    expire(nowMs) {
      const isOverdue = ({ arrivalMs }: { readonly arrivalMs: number }): boolean =>
        nowMs - arrivalMs > reordering.mostMs;
      while ([...waiting.values()].some(isOverdue)) skipGap();
    },
    stats: () => ({ ssrc, received, lost, highest: next - 1 }),
  };
}
