import { readFragmentHead, type FragmentHead } from '../../contracts/live-fragment.ts';
import type { ConsoleLiveMessage } from '../../contracts/live-video.ts';

/** What comes of a camera that is watched. */
export interface LiveVideoListener {
  readonly onOpen: () => void;
  readonly onWords: (message: ConsoleLiveMessage) => void;
  /** @param fragment of one picture, after its head */
  readonly onPicture: (head: FragmentHead, fragment: Uint8Array<ArrayBuffer>) => void;
  /** @param noRight the session is over or the camera is not theirs to see: it is not tried again */
  readonly onClose: (noRight: boolean) => void;
}

const NO_RIGHT = 4403;
const RETRY_MS = [500, 1000, 2000, 5000, 10_000];
/** The head of a message in front of the fragment, see contracts/live-fragment.ts. */
const HEAD_BYTES = 17;

/** Watches a camera, with or without its video; comes back by itself. @returns what ends it */
export function openLiveVideo(cameraId: string, video: boolean, listener: LiveVideoListener): () => void {
  let socket: WebSocket | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let ended = false;
  const connect = () => {
    const url = new URL(`/api/live/cameras/${encodeURIComponent(cameraId)}${video ? '' : '?video=no'}`, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const line = new WebSocket(url);
    socket = line;
    line.binaryType = 'arraybuffer';
    line.addEventListener('open', () => {
      if (!ended) listener.onOpen();
    });
    line.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (ended) return;
      failures = 0;
      // The gateway's words are its own; they are checked where they enter there.
      if (typeof data === 'string') return listener.onWords(JSON.parse(data) as ConsoleLiveMessage);
      const message = new Uint8Array(data);
      const head = readFragmentHead(message);
      if (head) listener.onPicture(head, message.subarray(HEAD_BYTES));
    });
    line.addEventListener('close', ({ code }) => {
      if (ended || socket !== line) return;
      listener.onClose(code === NO_RIGHT);
      if (code === NO_RIGHT) return;
      const wait = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] ?? 10_000;
      retry = setTimeout(connect, wait * (0.75 + Math.random() / 2));
    });
  };
  connect();
  return () => {
    ended = true;
    clearTimeout(retry);
    socket?.close();
  };
}
