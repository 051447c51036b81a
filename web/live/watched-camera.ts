import type { ZoneSettings } from '../../contracts/devices.ts';
import { isMoving, withBoxes, type BoxHistory } from '../core/live/box-tracks.ts';
import type { PictureAge, PictureWord } from '../core/live/picture-age.ts';
import { beginWatching, watched, type WatchEvent, type WatchMode, type WatchWish } from '../core/live/watch-mode.ts';
import { openLiveVideo } from '../edges/live-video.ts';
import { createMsePlayer, type MsePlayer } from './mse-player.ts';
import { createStillLoop, type StillLoop } from './still-loop.ts';
import { sayOn, write } from './watch-caption.ts';
import { captureShown, paintShown, type Shown } from './watch-painter.ts';
import { makeWatchParts, type WatchParts } from './watch-parts.ts';

/** What a watched camera needs to know from the console; replaced as a whole when anything of it changes. */
export interface WatchSettings {
  readonly cameraId: string;
  readonly wish: WatchWish;
  readonly shapes: readonly ZoneSettings[];
  /** Whether boxes, zones and lines are drawn. */
  readonly overlay: boolean;
  /** What is said of how it shows. */
  readonly wordOf: (says: PictureWord, age: PictureAge) => string;
  /** Said where stills are to be shown and there is none. */
  readonly nothing: string;
  readonly nameOf: (objectClass: string) => string;
  /** A moment as people read it. */
  readonly clockOf: (epochMs: number) => string;
  /** The same, where the picture is older than one would think. */
  readonly oldOf: (epochMs: number) => string;
  /** Now by the server's clock, epoch ms: this machine's may be wrong. */
  readonly now: () => number;
}

/** A picture that stands still for so long is not called live. */
const STANDS_MS = 3000;
const TICK_MS = 500;

/**
 * `<watched-camera>`: one camera's picture, live or in stills, with what is seen drawn over it. Opens its lines when it comes
 * into the page and into sight, lets go of them when it leaves. `data-word` says how it shows; event `mode` tells of changes.
 */
export class WatchedCamera extends HTMLElement {
  #settings: WatchSettings | null = null;
  #parts: WatchParts | null = null;
  #mode: WatchMode = beginWatching('live', 0);
  #history: BoxHistory = [];
  #boxesCameAt = -Infinity;
  #line: { readonly video: boolean; readonly end: () => void } | null = null;
  #player: MsePlayer | null = null;
  #stills: StillLoop | null = null;
  #ticking: ReturnType<typeof setInterval> | undefined;
  #sight: IntersectionObserver | null = null;
  #isInSight = true;
  #filmMs: number | null = null;
  #stillMs: number | null = null;
  #stillFails = false;
  #shownAt = -Infinity;

  set settings(next: WatchSettings) {
    const before = this.#settings;
    if (before === next) return;
    this.#settings = next;
    if (!this.isConnected) return;
    if (before?.cameraId !== next.cameraId) delete this.dataset['still'];
    if (before?.cameraId !== next.cameraId || before.wish !== next.wish) this.#restart();
    else this.#say();
    this.#paint();
  }

  /** When the picture on screen was taken, epoch ms; null: not known. */
  get takenMs(): number | null {
    const shows = this.#shows;
    return shows === null ? null : shows === 'film' ? this.#filmMs : this.#stillMs;
  }

  /** What is on screen. A film's last picture stands until something takes its place; the styles show the same. */
  get #shows(): Shown['shows'] {
    if (this.#mode.playing) return 'film';
    if (this.dataset['still'] !== undefined) return 'still';
    return this.#filmMs === null ? null : 'film';
  }

  /** The picture on screen in its full size, with what is drawn over it; null while there is none. */
  capture(): HTMLCanvasElement | null {
    return this.#parts && this.#settings ? captureShown(this.#parts, this.#shown, this.#settings) : null;
  }

  connectedCallback(): void {
    this.#parts ??= makeWatchParts(this);
    this.#sight = new IntersectionObserver(([entry]) => {
      this.#isInSight = entry?.isIntersecting ?? true;
      this.#look();
    });
    this.#sight.observe(this);
    document.addEventListener('visibilitychange', this.#look);
    this.#restart();
  }

  disconnectedCallback(): void {
    this.#sight?.disconnect();
    document.removeEventListener('visibilitychange', this.#look);
    this.#stop();
  }

  /** Nobody sees it behind another tab or scrolled away: then nothing is fetched. */
  readonly #look = (): void => {
    const seen = this.isConnected && this.#isInSight && !document.hidden;
    if (seen && this.#ticking === undefined) this.#restart();
    else if (!seen && this.#ticking !== undefined) this.#stop();
  };

  #restart(): void {
    this.#stop();
    const { settings, parts } = { settings: this.#settings, parts: this.#parts };
    if (!settings || !parts) return;
    this.#history = [];
    this.#stillFails = false;
    this.#mode = beginWatching(settings.wish, performance.now());
    this.#player = createMsePlayer(parts.video, (why) => this.#happen({ type: 'broke', why }));
    this.#stills = createStillLoop(
      parts.image,
      settings.cameraId,
      (takenMs) => this.#stillShown(takenMs),
      (status) => {
        if (status === 401 || status === 403 || status === 404) this.#happen({ type: 'closed', noRight: true });
        else this.#stillFailed();
      },
    );
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
    this.#watchFrames(parts.video, this.#player);
    this.#apply();
  }

  #stop(): void {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    this.#line?.end();
    this.#line = null;
    this.#player?.stop();
    this.#player = null;
    this.#stills?.stop();
    this.#stills = null;
    this.#filmMs = null;
  }

  #happen(event: WatchEvent): void {
    if (!this.#settings || this.#ticking === undefined) return;
    const next = watched(this.#mode, event, this.#settings.wish, performance.now());
    if (next === this.#mode) return;
    this.#mode = next;
    this.#apply();
  }

  /** Opens and closes what the mode wants. */
  #apply(): void {
    const { wantsVideo, stillEveryMs, word } = this.#mode;
    if (this.#settings && word !== 'no-right' && this.#line?.video !== wantsVideo)
      this.#open(this.#settings.cameraId, wantsVideo);
    if (!wantsVideo) {
      this.#player?.stop();
      this.#filmMs = null;
    }
    this.#stills?.every(stillEveryMs);
    this.#say();
    this.dispatchEvent(new CustomEvent('mode', { detail: this.#mode, bubbles: true }));
  }

  #open(cameraId: string, video: boolean): void {
    this.#line?.end();
    const end = openLiveVideo(cameraId, video, {
      onOpen: () => this.#happen({ type: 'opened' }),
      onPicture: (head, fragment) => this.#player?.add(head, fragment),
      onClose: (noRight) => this.#happen({ type: 'closed', noRight }),
      onWords: (message) => {
        if (message.type === 'boxes') {
          this.#history = withBoxes(this.#history, message);
          this.#boxesCameAt = performance.now();
          if (isMoving(this.#history)) this.#happen({ type: 'moved' });
          if (!this.#mode.playing) this.#paint();
        } else if (message.type === 'start') {
          const { codec } = message;
          const canDecode = this.#player?.begin(codec, message.init) ?? false;
          this.#happen({ type: 'started', canDecode, codec });
        } else if (message.type === 'no-video') this.#happen({ type: 'no-video', reason: message.reason });
        else this.#happen({ type: message.type });
      },
    });
    this.#line = { video, end };
  }

  /** Each picture the browser puts on screen: its own time tells which boxes belong to it. */
  #watchFrames(video: HTMLVideoElement, player: MsePlayer): void {
    const shown = (mediaS: number): void => {
      this.#shownAt = performance.now();
      this.#filmMs = player.takenAt(mediaS);
      // What was shown before is not to come back when the film stops.
      delete this.dataset['still'];
      this.#happen({ type: 'shown' });
      this.#paint();
    };
    if (typeof video.requestVideoFrameCallback !== 'function') {
      video.addEventListener('timeupdate', () => {
        if (player === this.#player) shown(video.currentTime);
      });
      return;
    }
    const next = (_now: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
      if (player !== this.#player) return;
      shown(mediaTime);
      video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  }

  #stillShown(takenMs: number | null): void {
    this.#stillMs = takenMs;
    this.#stillFails = false;
    this.dataset['still'] = 'shown';
    this.#say();
    this.#paint();
  }

  #stillFailed(): void {
    this.#stillFails = true;
    this.#say();
  }

  #tick(): void {
    if (this.#mode.playing && performance.now() - this.#shownAt > STANDS_MS) this.#happen({ type: 'waiting' });
    this.#happen({ type: 'ticked' });
    if (this.#mode.playing) this.#say();
    else this.#paint();
  }

  /** Both how the picture shows and how old it is change while nothing else does. */
  #say(): void {
    const { word, playing, stillEveryMs } = this.#mode;
    write(this, 'playing', String(playing));
    if (!this.#parts || !this.#settings) return;
    const shows = this.#shows;
    const waits = word === 'quiet' && shows === null;
    sayOn(this, this.#parts, this.#settings, {
      word: waits ? 'connecting' : word,
      takenMs: this.takenMs,
      lacks: stillEveryMs !== null && word !== 'agent-away' && this.#stillFails,
    });
  }

  get #shown(): Shown {
    const { takenMs } = this;
    return { shows: this.#shows, takenMs, history: this.#history, boxesCameAt: this.#boxesCameAt };
  }

  #paint(): void {
    if (!this.#parts || !this.#settings) return;
    this.#say();
    paintShown(this.#parts, this.#shown, this.#settings);
  }
}

customElements.define('watched-camera', WatchedCamera);
