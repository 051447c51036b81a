import type { FilmClock } from './film-clock.ts';
import type { AccessUnit, Film } from './h264-film.ts';
import { senderReport } from './rtcp-report.ts';
import { INTERLEAVED_HEADER_BYTES, packetise, RTP_HEADER_BYTES, type RtpStream } from './rtp-packets.ts';
import { H264_PAYLOAD_TYPE } from './sdp.ts';
import type { Viewer } from './viewer.ts';

/** What one simulated camera has sent so far. `framesSkipped` were not sent to a viewer that read too slowly. */
export type StreamStats = {
  readonly viewers: number;
  readonly framesSent: number;
  readonly framesSkipped: number;
  readonly packets: number;
  readonly bytes: number;
};

/**
 * What goes wrong with the picture: `frozen` sends nothing more over open connections, `still` repeats one picture for ever.
 */
export type PictureFault = 'frozen' | 'still';

/** The live picture of one camera, sent to all its viewers in step. Works only while somebody watches. */
export type CameraStream = {
  join(viewer: Viewer): void;
  leave(viewer: Viewer): void;
  setFault(fault: PictureFault | undefined): void;
  /** Its own clock, as its sender reports tell it, is so far ahead. */
  setClockAhead(ms: number): void;
  /** Loses each so many-th of its packets on the way; 0: none. */
  setLoss(every: number): void;
  /** Cuts all viewers off in the middle of a packet. */
  cut(): void;
  stats(): StreamStats;
  stop(): void;
};

const MAX_BACKLOG_BYTES = 512 * 1024;
const REPORT_EVERY_MS = 5000;
const MAX_CATCH_UP_FRAMES = 50;

/** @param now wall clock, epoch ms */
export function createCameraStream(film: Film, clock: FilmClock, ssrc: number, now: () => number): CameraStream {
  const viewers = new Set<Viewer>();
  const stream: RtpStream = { ssrc, payloadType: H264_PAYLOAD_TYPE, sequence: ssrc & 0xffff };
  let timer: NodeJS.Timeout | undefined;
  let nextFrame = 0;
  let reportedAtMs = 0;
  let fault: PictureFault | undefined;
  let still: AccessUnit | undefined;
  let lastPackets: Buffer[] = [];
  let clockAheadMs = 0;
  let loseEvery = 0;
  let onTheWay = 0;
  const sent = { framesSent: 0, framesSkipped: 0, packets: 0, bytes: 0 };

  const report = (atMs: number): Buffer =>
    senderReport({
      ssrc,
      atMs: atMs + clockAheadMs,
      rtpTimestamp: clock.timestampAt(atMs),
      packets: sent.packets,
      octets: sent.bytes - sent.packets * RTP_HEADER_BYTES,
    });

  const sendFrame = (frame: number): void => {
    const unit = still ?? film.units[clock.unitOf(frame)];
    if (unit === undefined) return;
    const packets = packetise(unit, clock.timestampOf(frame), stream);
    lastPackets = packets;
    sent.packets += packets.length;
    for (const packet of packets) sent.bytes += packet.length - INTERLEAVED_HEADER_BYTES;
    for (const viewer of viewers) {
      if (!viewer.skipping && viewer.backlogBytes() > MAX_BACKLOG_BYTES) viewer.skipping = true;
      if (viewer.skipping && unit.keyframe && viewer.backlogBytes() < MAX_BACKLOG_BYTES / 2) viewer.skipping = false;
      if (viewer.skipping) {
        sent.framesSkipped++;
        continue;
      }
      viewer.sendMedia(loseEvery === 0 ? packets : packets.filter(() => ++onTheWay % loseEvery !== 0));
      sent.framesSent++;
    }
  };

  const tick = (): void => {
    const atMs = now();
    const due = clock.frameAt(atMs);
    // After a long pause of the process the pictures in between are past: a live camera does not show them late.
    if (due - nextFrame > MAX_CATCH_UP_FRAMES) nextFrame = clock.nextKeyframe(due);
    while (nextFrame <= due) {
      if (fault !== 'frozen') sendFrame(nextFrame);
      nextFrame++;
    }
    if (atMs - reportedAtMs >= REPORT_EVERY_MS && fault !== 'frozen') {
      reportedAtMs = atMs;
      for (const viewer of viewers) viewer.sendControl(report(atMs));
    }
    schedule();
  };
  const schedule = (): void => {
    timer = viewers.size === 0 ? undefined : setTimeout(tick, Math.max(1, clock.takenAtMs(nextFrame) - now()));
  };

  return {
    join(viewer) {
      const atMs = now();
      viewers.add(viewer);
      viewer.sendControl(report(atMs));
      if (timer !== undefined) return;
      nextFrame = clock.frameAt(atMs) + 1;
      reportedAtMs = atMs;
      schedule();
    },
    leave(viewer) {
      viewers.delete(viewer);
      if (viewers.size > 0) return;
      clearTimeout(timer);
      timer = undefined;
    },
    setClockAhead(ms) {
      clockAheadMs = ms;
    },
    setLoss(every) {
      loseEvery = every;
    },
    setFault(next) {
      fault = next;
      still = next === 'still' ? film.units[0] : undefined;
    },
    cut() {
      for (const viewer of viewers) viewer.cut(lastPackets);
    },
    stats: () => ({ viewers: viewers.size, ...sent }),
    stop() {
      clearTimeout(timer);
      viewers.clear();
    },
  };
}
