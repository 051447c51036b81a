import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  beginWatching,
  watched,
  type WatchEvent,
  type WatchMode,
  type WatchWish,
} from '../../../web/core/live/watch-mode.ts';

const H264 = 'avc1.640028';

/** Lets things happen, each at its moment in seconds. */
function after(wish: WatchWish, ...steps: readonly (readonly [atS: number, event: WatchEvent])[]): WatchMode {
  let mode = beginWatching(wish, 0);
  for (const [atS, event] of steps) mode = watched(mode, event, wish, atS * 1000);
  return mode;
}
const shown = [0.4, { type: 'shown' }] as const;
const tick = (atS: number) => [atS, { type: 'ticked' }] as const;
const skip = (atS: number) => [atS, { type: 'skipped' }] as const;

describe('wanted live', () => {
  test('the first picture makes it live, and no stills are fetched', () => {
    expect(
      after('live', [0.1, { type: 'opened' }], [0.2, { type: 'started', canDecode: true, codec: H264 }], shown),
    ).toMatchObject({
      word: 'live',
      playing: true,
      wantsVideo: true,
      stillEveryMs: null,
    });
  });

  test('without a picture for seconds stills are shown; video takes their place as soon as it comes', () => {
    const waiting = after('live', tick(3));
    expect(waiting).toMatchObject({ word: 'connecting', stillEveryMs: null });
    expect(after('live', tick(5))).toMatchObject({ word: 'no-answer', stillEveryMs: 1000, wantsVideo: true });
    expect(after('live', tick(5), [9, { type: 'shown' }])).toMatchObject({ word: 'live', stillEveryMs: null });
  });

  test('a browser that cannot decode it shows stills for good', () => {
    const mode = after('live', [0.2, { type: 'started', canDecode: false, codec: H264 }], tick(500));
    expect(mode).toMatchObject({ word: 'no-decoder', wantsVideo: false, stillEveryMs: 1000 });
    const hevc = after('live', [0.2, { type: 'started', canDecode: false, codec: 'hvc1.1.6.L93.B0' }], tick(500));
    expect(hevc).toMatchObject({ word: 'no-hevc', wantsVideo: false, stillEveryMs: 1000 });
  });

  test('a browser that gives up on a film is not called a thin line; both are tried again after a minute', () => {
    const gaveUp = [2, { type: 'broke', why: 'decoder' }] as const;
    expect(after('live', shown, gaveUp).word).toBe('no-decoder');
    expect(after('live', shown, gaveUp, tick(63))).toMatchObject({ word: 'connecting', wantsVideo: true });
    expect(after('live', shown, [2, { type: 'broke', why: 'too-much' }]).word).toBe('thin-line');
  });

  test('a thin line is stills after a few skips, and video is tried again after a minute', () => {
    expect(after('live', shown, skip(2), skip(4)).word).toBe('live');
    expect(after('live', shown, skip(2), skip(30), skip(60)).word).toBe('live');
    const thin = after('live', shown, skip(2), skip(4), skip(6));
    expect(thin).toMatchObject({ word: 'thin-line', wantsVideo: false, stillEveryMs: 1000 });
    expect(after('live', shown, skip(2), skip(4), skip(6), tick(50)).word).toBe('thin-line');
    expect(after('live', shown, skip(2), skip(4), skip(6), tick(67))).toMatchObject({
      word: 'connecting',
      wantsVideo: true,
    });
  });

  test('an agent that is away is said at once; its video is waited for', () => {
    const away = after('live', [1, { type: 'no-video', reason: 'agent-away' }]);
    expect(away).toMatchObject({ word: 'agent-away', wantsVideo: true, stillEveryMs: 1000 });
  });

  test('a film that breaks off is no longer called live', () => {
    expect(after('live', shown, [9, { type: 'waiting' }])).toMatchObject({ word: 'connecting', playing: false });
    expect(after('live', shown, [9, { type: 'closed', noRight: false }], tick(14)).word).toBe('no-answer');
  });

  test('without the right to see it nothing more is fetched', () => {
    const mode = after('live', shown, [9, { type: 'closed', noRight: true }], tick(500));
    expect(mode).toMatchObject({ word: 'no-right', wantsVideo: false, stillEveryMs: null });
  });
});

describe('wanted sparingly', () => {
  test('is a still now and then, live while something moves, and a still again some seconds later', () => {
    expect(after('sparing', tick(100))).toMatchObject({ word: 'quiet', wantsVideo: false, stillEveryMs: 10_000 });
    const moved = [100, { type: 'moved' }] as const;
    expect(after('sparing', moved)).toMatchObject({ word: 'connecting', wantsVideo: true });
    const live = [moved, [100.5, { type: 'shown' }], [108, { type: 'moved' }]] as const;
    expect(after('sparing', ...live, tick(119)).word).toBe('live');
    expect(after('sparing', ...live, tick(121))).toMatchObject({ word: 'quiet', wantsVideo: false });
  });
});

test('whatever happens, video and fetched stills are never both on screen, and something is always tried or said', () => {
  const event = fc.constantFrom<WatchEvent>(
    { type: 'opened' },
    { type: 'started', canDecode: true, codec: H264 },
    { type: 'started', canDecode: false, codec: H264 },
    { type: 'shown' },
    { type: 'skipped' },
    { type: 'waiting' },
    { type: 'no-video', reason: 'busy' },
    { type: 'closed', noRight: false },
    { type: 'broke', why: 'decoder' },
    { type: 'broke', why: 'too-much' },
    { type: 'moved' },
    { type: 'ticked' },
  );
  fc.assert(
    fc.property(
      fc.constantFrom('live', 'sparing'),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), event)),
      (wish, steps) => {
        let [mode, now] = [beginWatching(wish, 0), 0];
        for (const [waitS, next] of steps) {
          now += waitS * 1000;
          mode = watched(mode, next, wish, now);
          if (mode.playing) expect(mode.stillEveryMs).toBeNull();
          expect(mode.playing || mode.stillEveryMs !== null || mode.due !== null).toBe(true);
        }
      },
    ),
  );
});
