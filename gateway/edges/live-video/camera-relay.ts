import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { readFragmentHead } from '../../../contracts/live-fragment.ts';
import { agentLiveMessage, type ConsoleLiveMessage } from '../../../contracts/live-video.ts';
import type { LiveBoxes } from '../../../contracts/telemetry.ts';
import { createPictureHistory } from '../../core/live-video/picture-history.ts';
import type { Viewer } from './viewer.ts';

/** One camera that is watched: one stream from its agent, however many watch. */
export type CameraRelay = {
  readonly join: (viewer: Viewer) => void;
  readonly leave: (viewer: Viewer) => void;
  readonly viewers: () => ReadonlySet<Viewer>;
  readonly agentId: string;
  /** The agent's socket for this camera; the one before, if any, is let go. */
  readonly source: (socket: WebSocket) => void;
  readonly boxes: (boxes: LiveBoxes) => void;
  readonly hasSource: () => boolean;
  readonly stop: () => void;
};

/** Kept for those who come later, bytes. */
const HISTORY_BYTES = 2 * 1024 * 1024;
/** The stream goes on for so long after the last one left: switching back and forth begins nothing anew. */
const LINGER_MS = 3000;
/** How long each try may take before the next, seconds; the last for ever. */
const ASK_AGAIN_S = [4, 4, 15];
/** After so many tries consoles are told that the agent is away. */
const TRIES_BEFORE_AWAY = 2;
/** A stream that broke is asked for again after this. */
const BROKEN_MS = 500;
/** A camera that had no video may have one by now: it was set up anew, or is read again in the usual way. */
const REFUSED_MS = 15_000;

/**
 * Begins with nobody watching. `ask` asks the agent for a stream, or answers why that is not possible now.
 * `onIdle` comes when nobody has watched for a while.
 */
export function createCameraRelay({
  cameraId,
  agentId,
  ask,
  onIdle,
  log,
}: {
  readonly cameraId: string;
  readonly agentId: string;
  readonly ask: () => Promise<'asked' | 'agent-away' | 'busy'>;
  readonly onIdle: () => void;
  readonly log: Logger;
}): CameraRelay {
  const viewers = new Set<Viewer>();
  const history = createPictureHistory(HISTORY_BYTES);
  let source: WebSocket | null = null;
  let start: string | null = null;
  let state: Extract<ConsoleLiveMessage, { type: 'waiting' | 'no-video' }> = { type: 'waiting' };
  let tries = 0;
  let refused = false;
  let asking: NodeJS.Timeout | null = null;
  let lingering: NodeJS.Timeout | null = null;
  let stopped = false;

  const watching = (): Viewer[] => [...viewers].filter(({ wantsVideo }) => wantsVideo);
  const tell = (next: typeof state): void => {
    state = next;
    for (const viewer of watching()) viewer.say(next);
  };
  const stopAsking = (): void => {
    if (asking) clearTimeout(asking);
    asking = null;
  };
  const askNow = async (): Promise<void> => {
    const outcome = await ask().catch((error: unknown) => {
      log.warn({ err: error, cameraId }, 'an agent could not be asked for live video');
      return 'agent-away' as const;
    });
    if (source !== null || stopped) return;
    if (outcome !== 'asked') tell({ type: 'no-video', reason: outcome });
    else if (tries > TRIES_BEFORE_AWAY) tell({ type: 'no-video', reason: 'agent-away' });
  };
  const askIn = (ms: number): void => {
    if (stopped || source !== null || asking !== null || watching().length === 0) return;
    asking = setTimeout(() => {
      asking = null;
      tries++;
      void askNow().then(() => askIn(patienceMs()));
    }, ms);
  };
  const patienceMs = (): number => 1000 * (ASK_AGAIN_S[Math.min(tries, ASK_AGAIN_S.length) - 1] ?? 0);
  const dropSource = (): void => {
    const left = source;
    source = null;
    start = null;
    history.clear();
    left?.terminate();
  };

  /** @returns false when the agent sends what it should not */
  const take = (data: Buffer, isBinary: boolean): boolean => {
    if (isBinary) {
      const head = readFragmentHead(data);
      if (head === undefined || start === null) return false;
      const picture = { isKey: head.isKey, mediaS: head.mediaS, message: data };
      history.add(picture);
      for (const viewer of viewers) if (viewer.wantsVideo) viewer.show(picture);
      return true;
    }
    const message = agentLiveMessage.safeParse(parseJson(data));
    if (!message.success) return false;
    if (message.data.type === 'refused') {
      [tries, refused, start] = [0, true, null];
      history.clear();
      tell({ type: 'no-video', reason: message.data.reason });
      return true;
    }
    [tries, refused] = [0, false];
    state = { type: 'waiting' };
    start = JSON.stringify(message.data);
    history.clear();
    for (const viewer of watching()) viewer.begin(start);
    return true;
  };

  return {
    agentId,
    viewers: () => viewers,
    hasSource: () => source !== null,
    join(viewer) {
      if (lingering) clearTimeout(lingering);
      lingering = null;
      viewers.add(viewer);
      if (!viewer.wantsVideo) return;
      if (start === null) {
        viewer.say(state);
        askIn(0);
        return;
      }
      viewer.begin(start);
      viewer.catchUp(history.list());
    },
    leave(viewer) {
      viewers.delete(viewer);
      if (stopped || watching().length > 0 || lingering !== null) return;
      lingering = setTimeout(() => {
        lingering = null;
        if (watching().length > 0) return;
        stopAsking();
        dropSource();
        [tries, refused] = [0, false];
        state = { type: 'waiting' };
        if (viewers.size === 0) onIdle();
      }, LINGER_MS);
    },
    source(socket) {
      dropSource();
      stopAsking();
      source = socket;
      socket.on('message', (data: Buffer, isBinary) => {
        if (source !== socket || take(data, isBinary)) return;
        log.warn({ cameraId, agentId }, 'an agent sends something that is no live video; it is cut off');
        socket.terminate();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (source !== socket) return;
        const broke = start !== null;
        dropSource();
        if (broke) tell({ type: 'waiting' });
        askIn(broke ? BROKEN_MS : refused ? REFUSED_MS : patienceMs());
      });
    },
    boxes: (boxes) => viewers.forEach((viewer) => viewer.say({ type: 'boxes', ...boxes })),
    stop() {
      stopped = true;
      stopAsking();
      if (lingering) clearTimeout(lingering);
      dropSource();
      for (const viewer of viewers) viewer.cut();
    },
  };
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString());
  } catch {
    return undefined;
  }
}
