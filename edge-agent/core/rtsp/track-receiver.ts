import type { AccessUnit, AccessUnitListener } from '../video/access-unit.ts';
import { type AssemblerStats, createUnitAssembler } from '../video/unit-assembler.ts';
import { type Arrival, createCaptureClock } from './capture-clock.ts';
import { createMediaTime, type TimestampFault } from './media-time.ts';
import { parseRtcp, receiverReport } from './rtcp.ts';
import { createRtpOrder, type Reordering, type RtpStats } from './rtp-order.ts';
import { parseRtp } from './rtp-packet.ts';
import type { VideoTrack } from './sdp.ts';

/** What has come over one track so far. */
export type TrackStats = AssemblerStats & {
  readonly packets: number;
  readonly lostPackets: number;
  /** Pictures whose timestamp was wrong and has been healed. */
  readonly healed: number;
  /** See `CaptureClock`. */
  readonly clockAheadMs: number | undefined;
  /** Sender reports that told a time of day. */
  readonly reports: number;
};

/** Takes one video track's packets and gives out its pictures. */
export type TrackReceiver = {
  readonly onRtp: (bytes: Uint8Array, arrival: Arrival) => void;
  /** @returns whether the sender said farewell */
  readonly onRtcp: (bytes: Uint8Array, arrival: Arrival) => boolean;
  /** Moves time on, for packets that are waited for. @param steadyMs a clock that never goes back */
  readonly tick: (steadyMs: number) => void;
  /** What the server is told of how its stream arrives. */
  readonly report: (ourSsrc: number, steadyMs: number) => Uint8Array;
  readonly stats: () => TrackStats;
};

/** How a track is received, and who is told. */
export type TrackReceiverOptions = {
  readonly track: VideoTrack;
  readonly reordering: Reordering;
  /** Where `mediaTime` begins. */
  readonly startAt: number;
  readonly onUnit: AccessUnitListener;
  /** A timestamp was wrong and has been healed. */
  readonly onTimestampFault: (fault: TimestampFault) => void;
};

export function createTrackReceiver(options: TrackReceiverOptions): TrackReceiver {
  const { track } = options;
  const media = createMediaTime(track.clockHz, options.startAt);
  const capture = createCaptureClock();
  let healed = 0;
  let reports = 0;
  let lastReport: { ntpMiddle: number; atMs: number } | undefined;
  let reported: RtpStats | undefined;
  let arrival: Arrival = { wallMs: 0, steadyMs: 0 };

  const assembler = createUnitAssembler(track.codec, track.parameterSets, (raw) => {
    const { mediaTime, fault } = media.next(raw.timestamp, raw.arrival.steadyMs);
    if (fault !== undefined) {
      healed++;
      options.onTimestampFault(fault);
    }
    const takenMs = capture.takenMs(mediaTime, raw.arrival);
    const unit: AccessUnit = { codec: track.codec, nals: raw.nals, isKey: raw.isKey, takenMs, mediaTime };
    options.onUnit(unit);
  });
  const order = createRtpOrder(options.reordering, {
    // What waited for others to arrive is told by the wall clock of the one that freed it: both moved on alike.
    onPacket: (packet, steadyMs) =>
      assembler.push(packet, { steadyMs, wallMs: arrival.wallMs - (arrival.steadyMs - steadyMs) }),
    onLost: () => assembler.lost(),
    onRestart: () => assembler.lost(),
  });

  return {
    onRtp(bytes, at) {
      const packet = parseRtp(bytes);
      if (packet === undefined || packet.payloadType !== track.payloadType) return;
      arrival = at;
      order.push(packet, at.steadyMs);
    },
    onRtcp(bytes, at) {
      const { report, bye } = parseRtcp(bytes);
      if (report === undefined) return bye;
      lastReport = { ntpMiddle: report.ntpMiddle, atMs: at.steadyMs };
      const mediaTime = media.of(report.timestamp);
      if (report.atMs === undefined || mediaTime === undefined) return bye;
      reports++;
      capture.report(report.atMs, mediaTime);
      return bye;
    },
    tick: (steadyMs) => order.expire(steadyMs),
    report(ourSsrc, steadyMs) {
      const stats = order.stats();
      const receivedSince = stats.received - (reported?.received ?? 0);
      const lostSince = stats.lost - (reported?.lost ?? 0);
      reported = stats;
      return receiverReport({
        ourSsrc,
        stats,
        receivedSince,
        lostSince,
        lastReport: lastReport && { ntpMiddle: lastReport.ntpMiddle, agoMs: steadyMs - lastReport.atMs },
      });
    },
    stats: () => {
      const { received, lost } = order.stats();
      const clockAheadMs = capture.aheadMs();
      return { ...assembler.stats(), packets: received, lostPackets: lost, healed, reports, clockAheadMs };
    },
  };
}
