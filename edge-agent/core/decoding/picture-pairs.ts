import type { PictureNotice } from '../stream-arguments.ts';
import type { Picture } from '../y4m-reader.ts';

/** Brings pictures and what ffmpeg said about them together again: they come through two pipes, either of which may be ahead. */
export type PicturePairs = {
  readonly note: (notice: PictureNotice) => void;
  readonly picture: (picture: Picture) => void;
};

/** What is said of a picture is said before it: a notice that is so far behind was lost in other words. */
const MOST_WAITING = 8;
const MOST_NOTICES = 200;

/**
 * For one run of ffmpeg: the first picture is number 0.
 * @param onPair gets the pictures in their order; `atMs` is undefined when nothing was said of one
 */
export function createPicturePairs(onPair: (picture: Picture, atMs: number | undefined) => void): PicturePairs {
  const notices: PictureNotice[] = [];
  const pictures: Picture[] = [];
  let number = 0;

  const match = (): void => {
    for (let next = pictures[0]; next !== undefined; next = pictures[0]) {
      while ((notices[0]?.number ?? Infinity) < number) notices.shift();
      const said = notices[0];
      if (said === undefined && pictures.length <= MOST_WAITING) return;
      pictures.shift();
      const isItsOwn = said?.number === number++;
      onPair(next, isItsOwn ? notices.shift()?.takenMs : undefined);
    }
  };

  return {
    note(notice) {
      notices.push(notice);
      if (notices.length > MOST_NOTICES) notices.shift();
      match();
    },
    picture(picture) {
      pictures.push(picture);
      match();
    },
  };
}
