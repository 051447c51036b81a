import type { Logger } from 'pino';

import { type Backoff, backoffMs } from './core/backoff.ts';
import type { Clock } from './core/clock.ts';
import { redactUrl } from './core/redact.ts';
import type { AccessUnit, AccessUnitListener } from './core/video/access-unit.ts';
import { createUnitHub } from './core/video/unit-hub.ts';
import { openRtspStream, type RtspStream } from './edges/rtsp/rtsp-stream.ts';

/** One camera's coded pictures, pulled while somebody wants them. */
export type UnitFeed = {
  /** See `UnitHub`. */
  readonly subscribe: (listener: AccessUnitListener) => () => void;
  readonly stop: () => void;
};

/** What a feed needs. */
export type UnitFeedOptions = {
  readonly cameraId: string;
  readonly url: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
};

const BACKOFF: Backoff = { firstMs: 1000, maxMs: 30_000 };
/** Some minutes of a quiet smart codec, some seconds of a busy large picture. */
const BOUNDS = { mostUnits: 1500, mostBytes: 16 * 1024 * 1024 };

export function createUnitFeed({ cameraId, url, clock, random, log }: UnitFeedOptions): UnitFeed {
  const hub = createUnitHub(BOUNDS, (error) =>
    log.error({ err: error, cameraId }, 'a reader of coded pictures failed'),
  );
  let wanted = 0;
  let stream: RtspStream | undefined;
  let retry: NodeJS.Timeout | undefined;
  let failures = 0;
  let mediaTime = 0;
  let newestMs = clock.steadyMs();

  const open = (): void => {
    retry = undefined;
    stream = openRtspStream({
      url,
      clock,
      startAt: Math.round(mediaTime + 90 * (clock.steadyMs() - newestMs)),
      onPlaying: ({ track, transport }) => log.info({ cameraId, codec: track.codec, transport }, 'camera plays'),
      onUnit(unit: AccessUnit) {
        failures = 0;
        mediaTime = unit.mediaTime;
        newestMs = clock.steadyMs();
        hub.push(unit);
      },
      onTimestampFault: (fault) => log.warn({ cameraId, fault }, 'a timestamp was wrong and has been healed'),
      onEnd(fault) {
        stream = undefined;
        hub.clear();
        failures++;
        log.warn({ cameraId, url: redactUrl(url), fault: fault.kind, said: fault.message }, 'coded pictures ended');
        retry = setTimeout(open, backoffMs(BACKOFF, failures, random()));
      },
    });
  };
  const close = (): void => {
    clearTimeout(retry);
    retry = undefined;
    stream?.close();
    stream = undefined;
    hub.clear();
  };

  return {
    subscribe(listener) {
      const end = hub.subscribe(listener);
      if (wanted++ === 0) open();
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        end();
        if (--wanted === 0) close();
      };
    },
    stop: close,
  };
}
