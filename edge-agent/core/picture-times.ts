import type { PictureNotice } from './stream-arguments.ts';

/** Brings pictures and what ffmpeg said about them together again: they come through two pipes, either of which may be ahead. */
export type PictureTimes = {
  readonly note: (notice: PictureNotice) => void;
  /** When the next picture was taken; undefined when nothing was said of it yet. */
  readonly next: () => number | undefined;
};

const MOST_NOTICES = 200;

/** For one run of ffmpeg: the first picture is number 0. */
export function createPictureTimes(): PictureTimes {
  const notices: PictureNotice[] = [];
  let number = 0;
  return {
    note(notice) {
      notices.push(notice);
      if (notices.length > MOST_NOTICES) notices.shift();
    },
    next() {
      const wanted = number++;
      // What was said too late, after its picture had come, is of no use any more.
      while ((notices[0]?.number ?? Infinity) < wanted) notices.shift();
      return notices[0]?.number === wanted ? notices.shift()?.takenMs : undefined;
    },
  };
}
