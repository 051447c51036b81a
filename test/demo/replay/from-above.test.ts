import { describe, expect, it } from 'vitest';
import type { FilmFrame } from '../../../demo/replay/film-frames.ts';
import { replayFilm, type FilmDetector } from '../../../demo/replay/replay-film.ts';

/** A second of pictures in which the model sees a phone that goes through the picture. */
async function* frames(): AsyncGenerator<FilmFrame> {
  for (let at = 0; at < 10; at++) yield { rgb: Buffer.alloc(12), width: 2, height: 2, atMs: at * 100, frame: at };
}

function phoneFinder(): FilmDetector {
  let looks = 0;
  return {
    detect(_, { classes }) {
      const x = 0.1 + 0.03 * looks++;
      const found = { className: 'cell phone', classIndex: 67, score: 0.8, box: { x, y: 0.3, w: 0.2, h: 0.3 } };
      return Promise.resolve({ detections: classes.includes(found.className) ? [found] : [] });
    },
  };
}

async function classesOf(fromAbove: boolean): Promise<readonly string[]> {
  const { tracks } = await replayFilm({
    frames: frames(),
    detector: phoneFinder(),
    slots: 1,
    aspect: 16 / 9,
    startAt: 0,
    shapes: { zones: [], calibration: null },
    fromAbove,
    take: () => Promise.resolve(),
    signal: new AbortController().signal,
  });
  return tracks.map((track) => track.class);
}

describe('a film', () => {
  it('of a camera that looks straight down shows cars where the model sees phones as large as cars', async () => {
    expect(await classesOf(true)).toEqual(['car']);
  });

  it('of any other camera does not', async () => {
    expect(await classesOf(false)).toEqual([]);
  });
});
