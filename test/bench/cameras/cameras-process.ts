import { startRtspServer } from '../../../demo/cameras/rtsp-server.ts';
import { FILM_FPS } from '../../../demo/film.ts';
import { serveParent } from '../child.ts';

/** Simulated cameras that all play one film, each from another place: picture numbers, from its parent. */
const { BENCH_FILM = '', BENCH_FIRST_PICTURES = '[]' } = process.env;
const first = JSON.parse(BENCH_FIRST_PICTURES) as number[]; // our parent's
let startMs: number | null = null;
const server = await startRtspServer({
  port: 0,
  cameras: first.map((picture, at) => ({
    path: `cam${at}`,
    film: BENCH_FILM,
    fps: FILM_FPS,
    startOffsetS: picture / FILM_FPS,
  })),
  log: { info: () => undefined, warn: (facts, message) => console.error(message, facts) },
  // The first time it is asked is when the cameras begin.
  now: () => {
    const now = Date.now();
    startMs ??= now;
    return now;
  },
});
serveParent({ url: server.url, startMs, pid: process.pid }, server.stop);
