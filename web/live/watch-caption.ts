import { captionOf } from '../core/live/picture-age.ts';
import type { WatchWord } from '../core/live/watch-mode.ts';
import type { WatchParts } from './watch-parts.ts';
import type { WatchSettings } from './watched-camera.ts';

/** What is known of the picture on screen. */
export interface Caption {
  readonly word: WatchWord;
  /** When it was taken, epoch ms; null: not known, or there is none. */
  readonly takenMs: number | null;
  /** Stills are wanted and the last one could not be had. */
  readonly lacks: boolean;
}

/** Writes the words on a picture: how it is watched or how late it is, and of when it is. `data-word` and `data-age` say the same. */
export function sayOn(
  element: HTMLElement,
  { word: sign, clock: time }: WatchParts,
  { wordOf, nothing, now, clockOf, oldOf }: WatchSettings,
  { word, takenMs, lacks }: Caption,
): void {
  const { says, age, isOld } = captionOf(word, takenMs, now());
  write(element, 'word', says);
  write(element, 'age', takenMs !== null && isOld ? 'old' : '');
  const text = lacks ? nothing : wordOf(says, age);
  if (sign.textContent !== text) {
    sign.textContent = text;
    sign.title = text;
    element.setAttribute('aria-description', text);
  }
  // Where the word tells the moment already, the clock need not say again that it is an old one.
  const clock = takenMs === null ? '' : isOld && says === word ? oldOf(takenMs) : clockOf(takenMs);
  if (time.textContent !== clock) time.textContent = clock;
}

/** Writes what is new only: an attribute that is written makes the browser work out styles again. */
export function write({ dataset }: HTMLElement, name: string, value: string): void {
  if (dataset[name] !== value) dataset[name] = value;
}
