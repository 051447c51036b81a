import fc from 'fast-check';
import { expect, test } from 'vitest';
import { captionOf, pictureAge } from '../../../web/core/live/picture-age.ts';
import { NOON } from '../builders.ts';

const taken = (agoS: number) => NOON - agoS * 1000;

test('a picture of the last seconds is of now, then so many seconds behind, then of its moment', () => {
  expect(pictureAge(taken(0.3), NOON)).toEqual({ is: 'now' });
  expect(pictureAge(taken(3), NOON)).toEqual({ is: 'now' });
  expect(pictureAge(taken(4.9), NOON)).toEqual({ is: 'behind', seconds: 4 });
  expect(pictureAge(taken(59), NOON)).toEqual({ is: 'behind', seconds: 59 });
  expect(pictureAge(taken(60), NOON)).toEqual({ is: 'past', takenMs: taken(60) });
});

test('clocks that differ a little make a picture no older; one from the future is never taken for new', () => {
  expect(pictureAge(taken(-1), NOON)).toEqual({ is: 'now' });
  expect(pictureAge(taken(-30), NOON)).toEqual({ is: 'past', takenMs: taken(-30) });
  expect(pictureAge(null, NOON)).toEqual({ is: 'unknown' });
});

test('video that plays late is called by its lateness, whatever the player says', () => {
  expect(captionOf('live', taken(0.4), NOON)).toMatchObject({ says: 'live', isOld: false });
  expect(captionOf('live', taken(20), NOON)).toMatchObject({ says: 'behind', age: { seconds: 20 }, isOld: true });
  expect(captionOf('live', taken(300), NOON)).toMatchObject({ says: 'past', isOld: true });
  expect(captionOf('live', null, NOON)).toMatchObject({ says: 'unknown' });
});

test('stills say why they are stills; only one older than they come is marked', () => {
  expect(captionOf('quiet', taken(11), NOON)).toMatchObject({ says: 'quiet', isOld: false });
  expect(captionOf('no-video', taken(20), NOON)).toMatchObject({ says: 'no-video', isOld: true });
});

test('nothing older than three seconds, and nothing from the future, is ever called live', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), (ageMs) => {
      if (captionOf('live', NOON - ageMs, NOON).says === 'live') expect(ageMs >= -2000 && ageMs <= 3000).toBe(true);
    }),
  );
});
