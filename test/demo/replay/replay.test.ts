import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { observation, trackSummary, type Observation, type TrackSummary } from '../../../contracts/observations.ts';
import { parseReplayOptions } from '../../../demo/replay/options.ts';
import { runReplay, type OpenDetector, type ReplayOutcome } from '../../../demo/replay/run-replay.ts';
import { FFMPEG } from '../cameras/synthetic-film.ts';
import { makeFilm, whiteBlock, whiteFinder } from './films.ts';

const folder = mkdtempSync(join(tmpdir(), 'citywatch-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const zones = [
  { id: 'line', name: 'Line', shape: { kind: 'line', line: { from: [0.5, 0.9], to: [0.5, 0.1] } } },
  {
    id: 'zone',
    name: 'Zone',
    shape: {
      kind: 'zone',
      polygon: [
        [0.6, 0.2],
        [0.95, 0.2],
        [0.95, 0.95],
        [0.6, 0.95],
      ],
    },
  },
];
const rule = { severity: 'info', hours: null, enabled: true };
const rules = [
  {
    ...rule,
    id: 'over',
    name: 'Over',
    condition: { kind: 'line-crossing', zoneIds: ['line'], classes: ['car'], direction: 'either' },
  },
  {
    ...rule,
    id: 'stay',
    name: 'Stay',
    condition: { kind: 'zone-presence', zoneIds: ['zone'], classes: ['car'], forS: 0.5 },
  },
  {
    ...rule,
    id: 'walk',
    name: 'Walk',
    condition: { kind: 'zone-presence', zoneIds: ['zone'], classes: ['person'], forS: 0 },
  },
];

/** Nobody says how large the ground is. */
const dense = {
  ...rule,
  id: 'dense',
  name: 'Dense',
  condition: { kind: 'behaviour', behaviour: 'crowd-density', zoneIds: ['zone'], classes: [], atLeast: 5 },
};

function file(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

function replay(
  args: readonly string[],
  signal = new AbortController().signal,
  looking: () => void = () => {},
): Promise<ReplayOutcome> {
  const options = parseReplayOptions(args);
  if (!options) throw new Error('only help was asked for');
  const detector: OpenDetector = {
    slots: 3,
    stop: () => Promise.resolve(),
    detect(picture, wanted) {
      looking();
      return whiteFinder.detect(picture, wanted);
    },
  };
  return runReplay(options, {
    ffmpeg: FFMPEG,
    timeZone: 'Asia/Ho_Chi_Minh',
    openDetector: () => Promise.resolve(detector),
    out: { write: (text) => void said.push(text), isTty: false },
    now: () => 0,
    signal,
  });
}

const said: string[] = [];
const out = join(folder, 'out');
const read = (name: string): string => readFileSync(join(out, name), 'utf8');
const rowsOf = (name: string): string[][] =>
  read(name)
    .trim()
    .split(/\r?\n/)
    .map((row) => row.split(','));

describe('a film with one car', () => {
  let outcome: ReplayOutcome;
  let seen: Observation[];

  beforeAll(async () => {
    const film = makeFilm(folder, 'car.mp4', whiteBlock(4));
    const shapes = ['--zones', file('zones.json', zones), '--rules', file('rules.json', [...rules, dense])];
    outcome = await replay([film, ...shapes, '--out', out, '--fps', '5', '--start', '2026-01-31T08:00:00+07:00']);
    seen = read('observations.jsonl')
      .trim()
      .split('\n')
      .map((line) => observation.parse(JSON.parse(line)));
  });

  it('is told before it begins which rules it cannot fulfil, and why', () => {
    expect(outcome.unmet.map(({ ruleId }) => ruleId)).toEqual(['dense']);
    expect(said[0]).toMatch(/^rule dense .*per 100 m².*--calibration\n$/);
  });

  it('is looked at as often as asked, at the times its pictures have', () => {
    expect(outcome.replayed).toMatchObject({ frames: 20, lastMs: 3800, isCut: false });
  });

  it('gives one track with its way through the picture', () => {
    const { tracks } = JSON.parse(read('tracks.json')) as { tracks: (TrackSummary & { number: number })[] };
    expect(tracks).toHaveLength(1);
    const [track] = tracks;
    expect(trackSummary.parse(track)).toMatchObject({ class: 'car', looks: 20 });
    expect(track).toMatchObject({ number: 1, firstAt: Date.parse('2026-01-31T01:00:00Z') });
    expect(track?.path.at(-1)?.[1]).toBeCloseTo((20 + 3.8 * 60 + 10) / 320, 1);
  });

  it('gives MOTChallenge rows in pixels of the film, counted from 1', () => {
    const rows = rowsOf('tracks.txt').map((row) => row.map(Number));
    expect(rows.length).toBeGreaterThan(15);
    for (const [frame = 0, number, left, top, width, height, score, ...rest] of rows) {
      expect(frame % 2).toBe(1);
      expect(number).toBe(1);
      const seconds = (frame - 1) / 10;
      expect(Math.abs((left ?? 0) - (21 + seconds * 60))).toBeLessThan(4);
      expect(Math.abs((top ?? 0) - 81)).toBeLessThan(3);
      expect(Math.abs((width ?? 0) - 20)).toBeLessThan(4);
      expect(Math.abs((height ?? 0) - 40)).toBeLessThan(4);
      expect(score).toBeGreaterThan(0.5);
      expect(rest).toEqual([-1, -1, -1]);
    }
    expect(rows.at(-1)?.[0]).toBe(39);
  });

  it('counts what its observations say crossed', () => {
    const crossings = seen.filter(({ kind }) => kind === 'crossed');
    expect(crossings).toHaveLength(1);
    const [crossing] = crossings;
    const counted = [{ lineId: 'line', direction: crossing?.direction, class: 'car', count: 1 }];
    expect(JSON.parse(read('counts.json'))).toEqual(counted);
    expect(rowsOf('counts.csv')).toEqual([
      ['lineId', 'direction', 'class', 'count'],
      ['line', crossing?.direction, 'car', '1'],
    ]);
  });

  it('tells the same observations as lines and as a table', () => {
    const [columns, ...rows] = rowsOf('observations.csv');
    const column = (name: string): number => columns?.indexOf(name) ?? -1;
    expect(rows.map((row) => row[column('kind')])).toEqual(seen.map(({ kind }) => kind));
    expect(rows.map((row) => Number(row[column('filmS')]))).toEqual(
      seen.map(({ capturedAt }) => (capturedAt - Date.parse('2026-01-31T01:00:00Z')) / 1000),
    );
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([columns?.length]));
  });

  it('tells which alerts the rules would have raised, dwell marks of rules included', () => {
    const alerts = JSON.parse(read('alerts.json')) as { ruleId: string; zoneId: string; facts: number }[];
    expect(alerts.map(({ ruleId, zoneId, facts }) => [ruleId, zoneId, facts])).toEqual([
      ['over', 'line', 1],
      ['stay', 'zone', 1],
    ]);
  });
});

describe('a replay', () => {
  it('keeps the true times of a film whose frames are unevenly spaced', async () => {
    const gap = ",setpts='PTS+gt(N,9)*2/TB'";
    const film = makeFilm(folder, 'gap.mkv', [...whiteBlock(2, gap), '-fps_mode', 'passthrough']);
    const { replayed } = await replay([film, '--out', out, '--fps', '10']);
    expect(replayed).toMatchObject({ frames: 20, lastMs: 3900 });
  });

  it('draws boxes, numbers and zones into a film of the same length where that is wanted', async () => {
    const film = makeFilm(folder, 'drawn.mp4', whiteBlock(3));
    await replay([film, '--out', out, '--fps', '5', '--annotate', '--zones', file('zones.json', zones)]);
    const raw = join(folder, 'drawn.raw');
    makeFilm(folder, 'drawn.raw', ['-i', join(out, 'annotated.mp4'), '-f', 'rawvideo', '-pix_fmt', 'rgb24']);
    const pixels = readFileSync(raw);
    const size = 320 * 180 * 3;
    expect(pixels.length).toBe(15 * size);
    const colourAt = (frame: number, x: number, y: number): number[] => [
      ...pixels.subarray(frame * size + 3 * (y * 320 + x), frame * size + 3 * (y * 320 + x) + 3),
    ];
    const [lineRed = 0, lineGreen = 0] = colourAt(10, 159, 40);
    expect(lineGreen - lineRed).toBeGreaterThan(80);
    // The arrow to the line's right side, which is forward.
    const [arrowRed = 0, arrowGreen = 0] = colourAt(0, 175, 90);
    expect(arrowGreen - arrowRed).toBeGreaterThan(80);
    // The car's lower side, 2 s after the beginning.
    const [red = 0, , blue = 0] = colourAt(10, 20 + 2 * 60 + 10, 120);
    expect(blue - red).toBeGreaterThan(60);
  });

  it('that is stopped writes what it has', async () => {
    const stopping = new AbortController();
    let looks = 0;
    const film = makeFilm(folder, 'long.mp4', whiteBlock(3));
    const { replayed } = await replay([film, '--out', out, '--fps', '10'], stopping.signal, () => {
      if (++looks === 12) stopping.abort();
    });
    expect(replayed).toMatchObject({ isCut: true, frames: 12 });
    const { tracks } = JSON.parse(read('tracks.json')) as { tracks: TrackSummary[] };
    expect(tracks.map((track) => track.looks)).toEqual([12]);
    expect(rowsOf('tracks.txt').at(-1)?.[0]).toBe('12');
  });
});

describe('a replay refuses', () => {
  const film = (): string => makeFilm(folder, 'short.mp4', whiteBlock(1));
  const fault = (args: readonly string[]): Promise<string> =>
    replay([...args, '--out', join(folder, 'refused')]).then(
      () => 'nothing',
      (error: Error) => `${error.constructor.name}: ${error.message}`,
    );

  it('a film that is not there, is empty, is text, is a picture or has only sound', async () => {
    const empty = join(folder, 'empty.mp4');
    writeFileSync(empty, '');
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'no film at all\n'.repeat(100));
    const picture = makeFilm(folder, 'one.png', ['-f', 'lavfi', '-i', 'color=red:s=64x64:d=1', '-frames:v', '1']);
    const sound = makeFilm(folder, 'sound.wav', ['-f', 'lavfi', '-i', 'sine=d=1']);
    expect(await fault([join(folder, 'none.mp4')])).toMatch(/^ReplayError: there is no film .*none\.mp4$/);
    expect(await fault([empty])).toMatch(/^ReplayError: the film .* is empty$/);
    expect(await fault([text])).toMatch(/^ReplayError: .*notes\.txt is not a film$/);
    expect(await fault([picture])).toMatch(/^ReplayError: .*one\.png is not a film$/);
    expect(await fault([sound])).toMatch(/^ReplayError: there are no pictures .*sound\.wav$/);
  });

  it('a film whose pictures change their size', async () => {
    const small = makeFilm(folder, 'small.ts', whiteBlock(1));
    const large = makeFilm(folder, 'large.ts', whiteBlock(1, ',scale=640:360'));
    const both = join(folder, 'both.ts');
    writeFileSync(both, Buffer.concat([readFileSync(small), readFileSync(large)]));
    expect(await fault([both])).toMatch(/^ReplayError: the film's pictures change from 320×180 to 640×360 after /);
  });

  it('zones with faults, naming all of them', async () => {
    const bad = file('bad-zones.json', [
      { id: 'Big Letters', name: 'a', shape: { kind: 'line', line: { from: [0, 0], to: [2, 1] } } },
      { id: 'b', name: '', shape: { kind: 'circle' } },
    ]);
    const said = await fault([film(), '--zones', bad]);
    for (const place of ['[0].id', '[0].shape.line.to', '[1].name', '[1].shape']) expect(said).toContain(place);
    const crossed = [
      [0, 0],
      [1, 1],
      [1, 0],
      [0, 1],
    ];
    const shapes = file('bad-shapes.json', [
      { id: 'a', name: 'a', shape: { kind: 'zone', polygon: crossed } },
      { id: 'b', name: 'b', shape: { kind: 'line', line: { from: [0.5, 0.5], to: [0.504, 0.5] } } },
    ]);
    const why = await fault([film(), '--zones', shapes]);
    expect(why).toContain('[0].shape');
    expect(why).toContain('[1].shape');
    const twice = file('twice.json', [zones[0], zones[0]]);
    expect(await fault([film(), '--zones', twice])).toContain('[1].id: line is there already');
  });

  it('rules with faults, about zones that are not there, or with hours where nobody knows the time', async () => {
    const bad = file('bad-rules.json', [
      {
        ...rule,
        id: 'a',
        name: 'a',
        condition: { kind: 'zone-presence', zoneIds: ['zone'], classes: ['dragon'], forS: -1 },
      },
    ]);
    const shapes = ['--zones', file('zones.json', zones)];
    const said = await fault([film(), ...shapes, '--rules', bad]);
    expect(said).toContain('[0].condition.classes[0]');
    expect(said).toContain('[0].condition.forS');
    const lost = file('lost-rules.json', [
      { ...rules[0], condition: { ...rules[0]?.condition, zoneIds: ['nowhere'] } },
      { ...rules[1], hours: { days: [1], from: '00:00', to: '12:00' } },
    ]);
    const why = await fault([film(), ...shapes, '--rules', lost]);
    expect(why).toContain('[0].condition.zoneIds: there is no zone nowhere');
    expect(why).toContain('[1].hours: say with --start');
  });

  it('files that are not JSON and options that make no sense', async () => {
    const notes = join(folder, 'notes.json');
    writeFileSync(notes, '{oh');
    expect(await fault([film(), '--zones', notes])).toContain('notes.json is not JSON');
    expect(await fault([film(), '--zones', join(folder, 'none.json')])).toContain('none.json cannot be read');
    expect(() => parseReplayOptions([])).toThrow('replay takes one film');
    expect(() => parseReplayOptions(['a.mp4', '--fps', '0'])).toThrow('--fps takes a number from 0.2 to 60, not "0"');
    expect(() => parseReplayOptions(['a.mp4', '--start', '8 o’clock'])).toThrow('--start takes a time with its zone');
  });
});
