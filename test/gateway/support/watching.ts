import { WebSocket } from 'ws';
import { readFragmentHead, type FragmentHead } from '../../../contracts/live-fragment.ts';
import { consoleLiveMessage, LIVE_CAMERAS_PATH, type ConsoleLiveMessage } from '../../../contracts/live-video.ts';
import { undoLater } from '../../support/cleanup.ts';
import type { Browser } from './browser.ts';

/** A console watching a camera that remembers what it got; every word is checked against its schema. */
export type Watcher = {
  readonly said: ConsoleLiveMessage[];
  readonly pictures: FragmentHead[];
  readonly socket: WebSocket;
  /** Resolves to the code it was closed with. */
  readonly closed: Promise<number>;
};

const OPEN = 101;

/** Tries to watch. @returns the watcher, or the status of the refusal */
export async function watch(
  url: string,
  browser: Browser,
  path: string,
  headers: Record<string, string> = {},
): Promise<Watcher | number> {
  const cookie = browser.cookie();
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${LIVE_CAMERAS_PATH}/${path}`, {
    headers: { origin: url, ...(cookie !== null && { cookie }), ...headers },
  });
  undoLater(() => socket.terminate());
  const said: ConsoleLiveMessage[] = [];
  const pictures: FragmentHead[] = [];
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) return void said.push(consoleLiveMessage.parse(JSON.parse(data.toString())));
    const head = readFragmentHead(data);
    if (head === undefined) throw new Error('this is no picture');
    pictures.push(head);
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  const status = await new Promise<number>((resolve, reject) => {
    socket.on('open', () => resolve(OPEN));
    socket.on('unexpected-response', (_, { statusCode = 0 }) => {
      resolve(statusCode);
      socket.terminate();
    });
    socket.on('error', reject);
  });
  return status === OPEN ? { said, pictures, socket, closed } : status;
}

/** The same where it has to succeed. */
export async function watching(url: string, browser: Browser, path: string): Promise<Watcher> {
  const watcher = await watch(url, browser, path);
  if (typeof watcher === 'number') throw new Error(`may not watch: ${watcher}`);
  return watcher;
}
