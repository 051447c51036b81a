import type { FragmentHead } from '../../contracts/live-fragment.ts';
import { paceOf, targetAfter } from '../core/live/pace.ts';

/** Plays a camera's fragments in a video element, close to now. */
export interface MsePlayer {
  /** A film begins, the first time or anew. @returns false when this browser cannot decode it */
  readonly begin: (codec: string, init: string) => boolean;
  readonly add: (head: FragmentHead, fragment: Uint8Array<ArrayBuffer>) => void;
  /** When the picture at this time of the film was taken, epoch ms. */
  readonly takenAt: (mediaS: number) => number | null;
  readonly stop: () => void;
}

/** Seconds of film that stay in memory behind the picture. */
const KEPT_S = 6;
const TIDY_EVERY_S = 10;
const MOST_QUEUED = 400;
const MOST_MOMENTS = 400;
const STALL_COUNTS_MS = 60_000;

type SourceOf = typeof MediaSource;

/** What plays fragments here: Safari on phones has only the managed kind. */
function mediaSource(): SourceOf | undefined {
  const { ManagedMediaSource, MediaSource: usual } = window as {
    ManagedMediaSource?: SourceOf;
    MediaSource?: SourceOf;
  };
  return usual ?? ManagedMediaSource;
}

/** Why a player cannot go on: the browser gave up on the film, or more came than it could take. */
export type PlayerFault = 'decoder' | 'too-much';

/** Plays nothing until it is told to begin. */
export function createMsePlayer(video: HTMLVideoElement, onBroken: (why: PlayerFault) => void): MsePlayer {
  const Source = mediaSource();
  let buffer: SourceBuffer | null = null;
  let address = '';
  let queue: Uint8Array<ArrayBuffer>[] = [];
  let moments: FragmentHead[] = [];
  let newestS = 0;
  let tidiedS = 0;
  let stalls: number[] = [];
  let turn = 0;

  const takenAt = (mediaS: number): number | null => {
    // A player shows a picture some ticks after its time.
    const shown = moments.findLast((head) => head.mediaS <= mediaS + 0.002);
    return shown === undefined ? null : shown.takenMs;
  };
  const fail = (why: PlayerFault): void => {
    stop();
    onBroken(why);
  };
  const pump = (): void => {
    if (!buffer || buffer.updating || queue.length === 0) return;
    const bytes = queue.length === 1 ? queue[0] : joined(queue);
    queue = [];
    try {
      if (bytes) buffer.appendBuffer(bytes);
    } catch (error) {
      fail(error instanceof DOMException && error.name === 'QuotaExceededError' ? 'too-much' : 'decoder');
    }
  };
  const follow = (): void => {
    const ranges = video.buffered;
    const last = ranges.length - 1;
    if (!buffer || last < 0) return;
    const { currentTime: positionS, playbackRate: rate } = video;
    const now = performance.now();
    stalls = stalls.filter((at) => now - at < STALL_COUNTS_MS);
    const pace = paceOf({
      positionS,
      newestS,
      wholeFromS: ranges.start(last),
      targetS: targetAfter(stalls.length),
      rate,
    });
    if (pace.kind === 'seek') video.currentTime = pace.toS;
    else if (pace.rate !== rate) video.playbackRate = pace.rate;
    if (video.paused) void video.play().catch(() => undefined);
    if (positionS - tidiedS > TIDY_EVERY_S && !buffer.updating) {
      tidiedS = positionS;
      if (positionS > KEPT_S) buffer.remove(0, positionS - KEPT_S);
    }
  };
  const stop = (): void => {
    turn++;
    buffer = null;
    queue = [];
    moments = [];
    if (address === '') return;
    URL.revokeObjectURL(address);
    address = '';
    video.removeAttribute('src');
    video.load();
  };
  const onWaiting = (): void => {
    // The start of a film is no stall.
    if (video.currentTime > 0.5 && !video.seeking) stalls.push(performance.now());
  };
  video.addEventListener('waiting', onWaiting);
  video.addEventListener('error', () => {
    if (address !== '') fail('decoder');
  });

  return {
    begin(codec, init) {
      const type = `video/mp4; codecs="${codec}"`;
      if (!Source?.isTypeSupported(type)) return false;
      stop();
      const mine = turn;
      [newestS, tidiedS, stalls] = [0, 0, []];
      queue = [Uint8Array.from(atob(init), (letter) => letter.charCodeAt(0))];
      const source = new Source();
      source.addEventListener('sourceopen', () => {
        if (mine !== turn) return;
        try {
          buffer = source.addSourceBuffer(type);
        } catch {
          // It said that it could.
          return fail('decoder');
        }
        buffer.addEventListener('updateend', () => {
          if (mine !== turn) return;
          pump();
          follow();
        });
        pump();
      });
      video.disableRemotePlayback = true;
      address = URL.createObjectURL(source);
      video.src = address;
      return true;
    },
    add(head, fragment) {
      if (address === '') return;
      if (queue.length > MOST_QUEUED) return fail('too-much');
      moments = [...moments.slice(1 - MOST_MOMENTS), head];
      newestS = Math.max(newestS, head.mediaS);
      queue.push(fragment);
      pump();
    },
    takenAt,
    stop,
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
