import { isIPv6 } from 'node:net';

import type { Clock } from '../../core/clock.ts';
import type { TimestampFault } from '../../core/rtsp/media-time.ts';
import { parseRtspAddress } from '../../core/rtsp/rtsp-address.ts';
import { header } from '../../core/rtsp/rtsp-message.ts';
import type { Reordering } from '../../core/rtsp/rtp-order.ts';
import type { VideoTrack } from '../../core/rtsp/sdp.ts';
import type { RtspSession, Transport } from '../../core/rtsp/session-headers.ts';
import { createTrackReceiver, type TrackReceiver, type TrackStats } from '../../core/rtsp/track-receiver.ts';
import type { AccessUnitListener } from '../../core/video/access-unit.ts';
import { type Asker, createAsker, describe, setUp } from './rtsp-dialogue.ts';
import { faultOfStatus, RtspFault } from './rtsp-fault.ts';
import { openRtspSocket, type RtspSocket } from './rtsp-socket.ts';
import { openUdpPorts, type UdpPorts } from './udp-ports.ts';

/** A stream being pulled from a camera. */
export type RtspStream = {
  readonly stats: () => TrackStats | undefined;
  /** Takes leave of the server; `onEnd` is not called any more. */
  readonly close: () => void;
};

/** Where the stream is, and who is told of it. `onEnd` comes at most once, and nothing after it. */
export type RtspStreamOptions = {
  readonly url: string;
  readonly clock: Clock;
  /** Where `mediaTime` begins. */
  readonly startAt: number;
  readonly onPlaying: (facts: { readonly track: VideoTrack; readonly transport: 'tcp' | 'udp' }) => void;
  readonly onUnit: AccessUnitListener;
  readonly onTimestampFault: (fault: TimestampFault) => void;
  readonly onEnd: (fault: RtspFault) => void;
};

const IN_ORDER: Reordering = { mostPackets: 0, mostMs: 0 };
const BY_UDP: Reordering = { mostPackets: 64, mostMs: 100 };
const TICK_MS = 50;
const REPORT_EVERY_MS = 5000;
/** A server is told that we live at least so often, and within half of what it allows. */
const MOST_SILENT_MS = 25_000;

type Pulled = {
  readonly socket: RtspSocket;
  readonly ask: Asker;
  readonly receiver: TrackReceiver;
  readonly playUrl: string;
  readonly session: RtspSession;
  readonly sendReport: (bytes: Uint8Array) => void;
  readonly keepAlive: 'GET_PARAMETER' | 'OPTIONS';
};

/** Pulls H.264 or H.265 over RTSP 1.0 (RFC 2326): in the connection itself, by UDP where the server wants nothing else. */
export function openRtspStream(options: RtspStreamOptions): RtspStream {
  const { clock } = options;
  const address = parseRtspAddress(options.url);
  let receiver: TrackReceiver | undefined;
  let pulled: Pulled | undefined;
  let udp: UdpPorts | undefined;
  let channels: readonly [number, number] = [0, 1];
  let ended = false;
  const timers: NodeJS.Timeout[] = [];

  const release = (): void => {
    ended = true;
    timers.forEach((timer) => clearInterval(timer));
    udp?.close();
  };
  const end = (fault: RtspFault): void => {
    if (ended) return;
    release();
    socket?.close();
    options.onEnd(fault);
  };
  const arrival = () => ({ wallMs: clock.wallMs(), steadyMs: clock.steadyMs() });
  const onRtp = (bytes: Uint8Array): void => {
    if (!ended) receiver?.onRtp(bytes, arrival());
  };
  const onRtcp = (bytes: Uint8Array): void => {
    if (ended) return;
    if (receiver?.onRtcp(bytes, arrival()) === true) end(new RtspFault('closed', 'the camera said farewell'));
  };

  const socket =
    address &&
    openRtspSocket(address.host, address.port, {
      onPacket(channel, bytes) {
        if (channel === channels[0]) onRtp(bytes);
        else if (channel === channels[1]) onRtcp(bytes);
      },
      onEnd: end,
    });

  const settle = async (ask: Asker, trackUrl: string): Promise<{ session: RtspSession; transport: Transport }> => {
    const byTcp = await setUp(ask, trackUrl, 'RTP/AVP/TCP;unicast;interleaved=0-1');
    if (byTcp?.transport.kind === 'tcp') return byTcp;
    udp = await openUdpPorts(isIPv6(socket?.peer() ?? '') ? 6 : 4);
    if (ended) udp.close();
    const byUdp = await setUp(ask, trackUrl, `RTP/AVP;unicast;client_port=${udp.rtpPort}-${udp.rtpPort + 1}`);
    if (byUdp?.transport.kind === 'udp') return byUdp;
    throw new RtspFault('other-reader', 'the server offers neither TCP nor unicast UDP');
  };

  const pull = async (connection: RtspSocket, url: string, ask: Asker): Promise<void> => {
    const offered = header((await ask('OPTIONS', url)).headers, 'public') ?? '';
    const { track, trackUrl, playUrl } = await describe(ask, url);
    const { session, transport } = await settle(ask, trackUrl);
    if (ended) return;
    const { startAt, onUnit, onTimestampFault } = options;
    const reordering = transport.kind === 'tcp' ? IN_ORDER : BY_UDP;
    receiver = createTrackReceiver({ track, reordering, startAt, onUnit, onTimestampFault });
    const sendReport = connectMedia(connection, transport);
    // Packets may be there before the answer is.
    const answer = await ask('PLAY', playUrl, { Session: session.id, Range: 'npt=0.000-' });
    if (answer.status !== 200) throw faultOfStatus(answer.status, 'PLAY');
    if (ended) return;
    options.onPlaying({ track, transport: transport.kind });
    const keepAlive = /\bGET_PARAMETER\b/i.test(offered) ? 'GET_PARAMETER' : 'OPTIONS';
    pulled = { socket: connection, ask, receiver, playUrl, session, sendReport, keepAlive };
    keepGoing(pulled);
  };

  const connectMedia = (connection: RtspSocket, transport: Transport): ((bytes: Uint8Array) => void) => {
    if (transport.kind === 'tcp') {
      channels = [transport.rtpChannel, transport.rtcpChannel];
      return (bytes) => connection.sendPacket(channels[1], bytes);
    }
    const host = transport.source ?? connection.peer();
    const { serverPorts } = transport;
    udp?.listen(host, onRtp, onRtcp);
    if (serverPorts === undefined) return () => {};
    // Opens the way back through a firewall or address translation between us.
    udp?.send(
      host,
      serverPorts,
      Buffer.from('80600000000000000000000000', 'hex'),
      Buffer.from('80c9000100000000', 'hex'),
    );
    return (bytes) => udp?.sendRtcp(host, serverPorts[1], bytes);
  };

  const keepGoing = ({ ask, receiver, playUrl, session, sendReport, keepAlive }: Pulled): void => {
    const ourSsrc = Math.floor(Math.random() * 2 ** 32);
    const silentMs = Math.min(MOST_SILENT_MS, (session.timeoutS * 1000) / 2);
    timers.push(
      setInterval(() => receiver.tick(clock.steadyMs()), TICK_MS),
      setInterval(() => sendReport(receiver.report(ourSsrc, clock.steadyMs())), REPORT_EVERY_MS),
      setInterval(() => {
        // Some cameras never answer it. Whether pictures come is what counts.
        ask(keepAlive, playUrl, { Session: session.id }, 'go-on').catch(() => {});
      }, silentMs),
    );
  };

  if (address === undefined || socket === undefined) {
    queueMicrotask(() => end(new RtspFault('other-reader', 'the address is none of rtsp://')));
  } else {
    pull(socket, address.url, createAsker(socket, address)).catch((error: unknown) => {
      end(error instanceof RtspFault ? error : new RtspFault('bad-stream', String(error)));
    });
  }

  return {
    stats: () => receiver?.stats(),
    close() {
      if (ended) return;
      release();
      if (pulled === undefined) socket?.close();
      else takeLeave(pulled);
    },
  };
}

const LEAVE_WITHIN_MS = 500;

/** Cameras allow few sessions, and some keep one that was not ended until its time is out. */
function takeLeave({ socket, ask, playUrl, session }: Pulled): void {
  const timer = setTimeout(() => socket.close(), LEAVE_WITHIN_MS);
  ask('TEARDOWN', playUrl, { Session: session.id })
    .catch(() => {})
    .finally(() => {
      clearTimeout(timer);
      socket.close();
    });
}
