import { WebSocket } from 'ws';
import { createKeyframeGate } from '../../../contracts/keyframe-gate.ts';
import { LIVE_CLOSE, type ConsoleLiveMessage } from '../../../contracts/live-video.ts';
import type { RelayedPicture } from '../../core/live-video/picture-history.ts';
import type { Caller } from '../http/route.ts';

/** One console watching one camera. */
export type Viewer = {
  readonly caller: Caller;
  readonly address: string;
  readonly cameraId: string;
  /** False: it wants the boxes only, and shows stills. */
  readonly wantsVideo: boolean;
  readonly say: (message: ConsoleLiveMessage) => void;
  /** A film begins; pictures of it follow. */
  readonly begin: (start: string) => void;
  /** What is kept since the last keyframe, all of it: less would not show. */
  readonly catchUp: (pictures: readonly RelayedPicture[]) => void;
  readonly show: (picture: RelayedPicture) => void;
  readonly ping: () => void;
  readonly close: (why: keyof typeof LIVE_CLOSE) => void;
  /** Lets go of the line at once. */
  readonly cut: () => void;
};

/** Words that may wait for somebody who does not read: boxes come ten times a second. */
const MOST_WORDS_WAITING = 64 * 1024;

/** Takes a socket whose owner may watch. `skipped` counts pictures left out because the console was too slow. */
export function createViewer({
  socket,
  caller,
  address,
  cameraId,
  wantsVideo,
  skipped,
  onEnd,
}: Pick<Viewer, 'caller' | 'address' | 'cameraId' | 'wantsVideo'> & {
  readonly socket: WebSocket;
  readonly skipped: (count: number) => void;
  readonly onEnd: () => void;
}): Viewer {
  let gate = createKeyframeGate();
  let answered = true;
  const send = (text: string): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(text);
  };
  const say = (message: ConsoleLiveMessage): void => {
    if (message.type !== 'boxes' || socket.bufferedAmount < MOST_WORDS_WAITING) send(JSON.stringify(message));
  };
  const show = (picture: RelayedPicture): void => {
    const bytes = picture.message.length;
    if (!gate.passes({ ...picture, bytes }, socket.bufferedAmount) || socket.readyState !== WebSocket.OPEN) return;
    const left = gate.takeSkipped();
    if (left > 0) {
      skipped(left);
      say({ type: 'skipped', pictures: left });
    }
    socket.send(picture.message, { binary: true });
  };
  socket.on('pong', () => {
    answered = true;
  });
  // Consoles have nothing to say here.
  socket.on('message', () => socket.close(LIVE_CLOSE.abuse));
  // A broken line is closed by the library itself after this.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    skipped(gate.takeSkipped());
    onEnd();
  });
  return {
    caller,
    address,
    cameraId,
    wantsVideo,
    say,
    begin(start) {
      skipped(gate.takeSkipped());
      gate = createKeyframeGate();
      send(start);
    },
    catchUp(pictures) {
      for (const picture of pictures) {
        gate.passes({ ...picture, bytes: picture.message.length }, 0);
        if (socket.readyState === WebSocket.OPEN) socket.send(picture.message, { binary: true });
      }
    },
    show,
    ping() {
      if (!answered) return socket.terminate();
      answered = false;
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    },
    close: (why) => socket.close(LIVE_CLOSE[why]),
    cut: () => socket.terminate(),
  };
}
