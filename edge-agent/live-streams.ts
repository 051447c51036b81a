import type { Logger } from 'pino';

import { createKeyframeGate } from '../contracts/keyframe-gate.ts';
import { FRAGMENT_HEAD_BYTES, FRAGMENT_MAX_BYTES } from '../contracts/live-fragment.ts';
import type { AgentCommand } from '../contracts/telemetry.ts';
import type { Clock } from './core/clock.ts';
import type { AccessUnitListener } from './core/video/access-unit.ts';
import { createLiveMuxer, type LivePiece } from './core/video/live-muxer.ts';
import { type LiveSocket, openLiveSocket } from './edges/live-socket.ts';

/** What a gateway asks for. */
export type LiveCommand = Extract<AgentCommand, { command: 'live' }>;

/** Brings live video to gateways while somebody watches there. */
export type LiveStreams = {
  /** Returns false when the command is refused. */
  readonly take: (command: LiveCommand) => boolean;
  readonly open: () => number;
  /** Cameras were configured anew, which ends what comes from them: gateways ask again. */
  readonly renew: () => void;
  readonly stop: () => void;
};

/** What streams are made of, and who counts. */
export type LiveStreamsOptions = {
  /**
   * @param onOver there are no coded pictures of it any more
   * @returns what ends it; undefined: there is no such camera, or no coded pictures of it
   */
  readonly listen: (cameraId: string, listener: AccessUnitListener, onOver: () => void) => (() => void) | undefined;
  readonly onPicture: (fate: 'sent' | 'skipped') => void;
  /** How many are open now. */
  readonly onCount: (open: number) => void;
  readonly clock: Clock;
  readonly log: Logger;
};

/** A wall of sixteen at four gateways. */
const MOST_AT_ONCE = 64;

export function createLiveStreams(options: LiveStreamsOptions): LiveStreams {
  const { clock, log } = options;
  const streams = new Map<string, LiveSocket>();
  let stopped = false;

  const start = ({ streamId, cameraId, uploadUrl, uploadToken }: LiveCommand): void => {
    let endListening = (): void => {};
    const socket = openLiveSocket({
      url: uploadUrl,
      token: uploadToken,
      onOpen() {
        const refuse = (): void => {
          socket.say({ type: 'refused', reason: 'no-video' });
          socket.finish();
        };
        const end = options.listen(cameraId, showOn(socket), refuse);
        if (end === undefined) return refuse();
        endListening = end;
        log.info({ cameraId, streamId }, 'live video begins');
      },
      onEnd(problem) {
        endListening();
        streams.delete(streamId);
        options.onCount(streams.size);
        if (problem === undefined || stopped) log.info({ cameraId, streamId }, 'live video ends');
        else log.warn({ cameraId, streamId, problem }, 'live video broke off');
      },
    });
    streams.set(streamId, socket);
    options.onCount(streams.size);
  };

  const showOn = (socket: LiveSocket): AccessUnitListener => {
    const muxer = createLiveMuxer();
    const gate = createKeyframeGate();
    // Until the keyframe it belongs to is sent: a start that is not followed by a picture shows nothing.
    let owed: LivePiece['start'];
    return (unit) => {
      const piece = muxer.add(unit);
      if (piece === undefined) return;
      owed = piece.start ?? owed;
      const bytes = piece.fragment.length;
      // What the gateway would not take is left out with everything that builds on it.
      const waiting = bytes > FRAGMENT_MAX_BYTES - FRAGMENT_HEAD_BYTES ? Infinity : socket.waitingBytes();
      const passes = gate.passes({ ...piece, bytes }, waiting);
      options.onPicture(passes ? 'sent' : 'skipped');
      if (!passes) return;
      if (owed !== undefined) {
        const { codec, width, height } = owed.format;
        const init = Buffer.from(owed.init).toString('base64');
        socket.say({ type: 'start', codec, width, height, init });
        owed = undefined;
      }
      socket.show(piece);
    };
  };

  const refusal = ({ streamId, until }: LiveCommand): string | undefined => {
    if (stopped || clock.wallMs() > until) return 'nobody waits for it any more';
    return !streams.has(streamId) && streams.size >= MOST_AT_ONCE ? 'too many are open' : undefined;
  };

  return {
    take(command) {
      const reason = refusal(command);
      if (reason !== undefined) {
        log.error({ streamId: command.streamId, cameraId: command.cameraId, reason }, 'live video refused');
        return false;
      }
      if (!streams.has(command.streamId)) start(command);
      return true;
    },
    open: () => streams.size,
    renew() {
      for (const socket of streams.values()) socket.finish();
    },
    stop() {
      stopped = true;
      for (const socket of streams.values()) socket.close();
    },
  };
}
