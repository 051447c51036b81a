/** What a camera's picture is made of now, and the word that stands on it. */
export type WatchWord =
  | 'connecting'
  | 'live'
  /** Nothing moves: a still now and then is enough. */
  | 'quiet'
  /** Stills, because… */
  | 'thin-line'
  | 'no-decoder'
  | 'no-hevc'
  | 'no-video'
  | 'agent-away'
  | 'busy'
  | 'no-answer'
  | 'no-right';

/** How one camera is being watched. Pure: what happens goes in, what to show comes out. */
export type WatchMode = {
  readonly word: WatchWord;
  /** Video is on screen, or about to be. */
  readonly playing: boolean;
  /** Video is asked for; else only boxes. */
  readonly wantsVideo: boolean;
  /** Stills are fetched this often; null: none. */
  readonly stillEveryMs: number | null;
  /** Moments at which pictures were skipped, newest last. */
  readonly skips: readonly number[];
  /** When something is tried again, or given up waiting for. */
  readonly due: number | null;
  /** Something moved last at this moment. */
  readonly movedAt: number;
};

/** Things that happen to somebody who watches. */
export type WatchEvent =
  | { readonly type: 'opened' }
  | { readonly type: 'started'; readonly canDecode: boolean; readonly codec: string }
  | { readonly type: 'shown' }
  | { readonly type: 'skipped' }
  | { readonly type: 'waiting' }
  | { readonly type: 'no-video'; readonly reason: 'no-video' | 'agent-away' | 'busy' }
  | { readonly type: 'closed'; readonly noRight: boolean }
  /** The player cannot go on: the browser gave up on the film, or more came than it could take. */
  | { readonly type: 'broke'; readonly why: 'decoder' | 'too-much' }
  | { readonly type: 'moved' }
  | { readonly type: 'ticked' };

/** How it is wanted: always live, or live only while something moves. */
export type WatchWish = 'live' | 'sparing';

const FIRST_PICTURE_MS = 4000;
const STILL_MS = 1000;
const QUIET_STILL_MS = 10_000;
/** A line that made so many skips within so long is too thin for video. */
const MOST_SKIPS = 3;
const SKIPS_WITHIN_MS = 20_000;
const TRY_AGAIN_MS = 60_000;
const STAYS_LIVE_MS = 12_000;

/** Before anything is known. */
export function beginWatching(wish: WatchWish, now: number): WatchMode {
  const live = wish === 'live';
  return {
    word: live ? 'connecting' : 'quiet',
    playing: false,
    wantsVideo: live,
    stillEveryMs: live ? null : QUIET_STILL_MS,
    skips: [],
    due: live ? now + FIRST_PICTURE_MS : null,
    movedAt: -Infinity,
  };
}

/** What follows from an event. Gives the same mode back, by identity, when nothing changed. */
export function watched(mode: WatchMode, event: WatchEvent, wish: WatchWish, now: number): WatchMode {
  switch (event.type) {
    case 'opened':
      return mode.word === 'no-right' ? beginWatching(wish, now) : mode;
    case 'started':
      if (event.canDecode) return mode;
      return onStills(mode, /^(?:hvc1|hev1)\./.test(event.codec) ? 'no-hevc' : 'no-decoder', null);
    case 'shown':
      if (mode.playing && mode.word === 'live') return mode;
      return { ...mode, word: 'live', playing: true, stillEveryMs: null, due: null };
    case 'skipped': {
      const skips = [...mode.skips.filter((at) => now - at < SKIPS_WITHIN_MS), now];
      return skips.length < MOST_SKIPS ? { ...mode, skips } : tooThin(mode, now);
    }
    case 'broke':
      return event.why === 'decoder' ? onStills(mode, 'no-decoder', now + TRY_AGAIN_MS) : tooThin(mode, now);
    case 'waiting':
      // The last picture stands for a moment; then stills take its place.
      return mode.wantsVideo ? { ...mode, word: 'connecting', playing: false, due: now + FIRST_PICTURE_MS } : mode;
    case 'no-video':
      return mode.wantsVideo ? { ...onStills(mode, event.reason, null), wantsVideo: true } : mode;
    case 'closed':
      if (event.noRight) return { ...onStills(mode, 'no-right', null), stillEveryMs: null };
      if (!mode.wantsVideo) return mode;
      return { ...mode, word: 'connecting', playing: false, due: mode.due ?? now + FIRST_PICTURE_MS };
    case 'moved':
      if (wish === 'live') return mode;
      if (mode.word === 'quiet') return { ...beginWatching('live', now), movedAt: now };
      return now - mode.movedAt > 1000 ? { ...mode, movedAt: now } : mode;
    case 'ticked':
      return tick(mode, wish, now);
  }
}

function tick(mode: WatchMode, wish: WatchWish, now: number): WatchMode {
  if (wish === 'sparing' && mode.wantsVideo && now - mode.movedAt > STAYS_LIVE_MS) return beginWatching('sparing', now);
  if (mode.due === null || now < mode.due) return mode;
  if (!mode.wantsVideo) return { ...beginWatching('live', now), movedAt: mode.movedAt };
  return { ...onStills(mode, 'no-answer', null), wantsVideo: true };
}

function tooThin(mode: WatchMode, now: number): WatchMode {
  return onStills(mode, 'thin-line', now + TRY_AGAIN_MS);
}

function onStills(mode: WatchMode, word: WatchWord, due: number | null): WatchMode {
  return { ...mode, word, playing: false, wantsVideo: false, stillEveryMs: STILL_MS, skips: [], due };
}
