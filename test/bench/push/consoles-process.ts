import { io, type Socket } from 'socket.io-client';
import { LIVE_NAMESPACE, type AlertsPush } from '../../../contracts/push.ts';
import { answerParent, usage } from './child.ts';

/** Many consoles in one process, each a real socket.io client with a connection of its own. */
type Console = {
  readonly socket: Socket;
  last: number;
  got: number;
  disordered: number;
  repeated: number;
  stalled: boolean;
};

const LONGEST_MS = 120_000;
const consoles: Console[] = [];
/** How many receipts took so many milliseconds from commit; consoles that were stalled on purpose left out. */
let histogram = new Uint32Array(LONGEST_MS);

function take(console: Console, push: AlertsPush): void {
  const now = Date.now();
  for (const alert of push.alerts) {
    if (alert.id === console.last) console.repeated++;
    if (alert.id < console.last) console.disordered++;
    console.last = alert.id;
    console.got++;
    if (console.stalled) continue;
    const ms = Math.max(0, Math.min(LONGEST_MS - 1, now - Date.parse(alert.clock.raisedAt)));
    histogram[ms] = (histogram[ms] ?? 0) + 1;
  }
}

function percentile(share: number): number {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (let ms = 0; ms < LONGEST_MS; ms++) {
    seen += histogram[ms] ?? 0;
    if (seen >= total * share && total > 0) return ms;
  }
  return Number.NaN;
}

const lineOf = (socket: Socket) =>
  // ws below engine.io below socket.io: how a thin line is played
  (socket.io.engine as unknown as { transport: { ws: { pause: () => void; resume: () => void } } }).transport.ws;

answerParent({
  connect: async ({ url, cookies }: { url: string; cookies: string[] }) => {
    await Promise.all(
      cookies.map(async (cookie) => {
        const socket = io(url + LIVE_NAMESPACE, {
          transports: ['websocket'],
          forceNew: true,
          reconnection: false,
          extraHeaders: { cookie },
        });
        const console: Console = { socket, last: 0, got: 0, disordered: 0, repeated: 0, stalled: false };
        socket.on('alerts', (push: AlertsPush) => take(console, push));
        await new Promise<void>((resolve, reject) => {
          socket.once('connect', resolve);
          socket.once('connect_error', reject);
        });
        await socket.timeout(60_000).emitWithAck('hello', { since: null });
        consoles.push(console);
      }),
    );
  },
  /** Some consoles stop reading. */
  stall: ({ count }: { count: number }) => {
    for (const console of consoles.slice(0, count)) {
      console.stalled = true;
      lineOf(console.socket).pause();
    }
  },
  resume: () => {
    for (const console of consoles) if (console.stalled) lineOf(console.socket).resume();
  },
  progress: () => Math.min(...consoles.map(({ got, repeated }) => got - repeated)),
  result: () => ({
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    maxMs: histogram.findLastIndex((count) => count > 0),
    fewest: Math.min(...consoles.map(({ got }) => got)),
    most: Math.max(...consoles.map(({ got }) => got)),
    disordered: consoles.reduce((sum, { disordered }) => sum + disordered, 0),
    repeated: consoles.reduce((sum, { repeated }) => sum + repeated, 0),
    cut: consoles.filter(({ socket }) => !socket.connected).length,
  }),
  leave: () => {
    for (const { socket } of consoles.splice(0)) socket.close();
    histogram = new Uint32Array(LONGEST_MS);
  },
  usage,
});
