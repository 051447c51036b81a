import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fullTruth, withoutDistractors } from './distractors.ts';
import { parseMot, truthFrames } from './mot-file.ts';
import { pictureOf } from './picture-of.ts';
import { areProbabilities } from './score-scale.ts';
import { readSequence } from './sequence.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'citywatch-mot-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

function aFile(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

describe('a sequence on disk', () => {
  it('is read with the facts beside the truth, line ends of Windows and frames without detections', () => {
    const det = aFile(
      'elsewhere/det.txt',
      '\uFEFF1,-1,10,20,30,60,0.9,-1,-1,-1\r\n4,-1,12,20,30,60,0.8,-1,-1,-1\r\n\r\n',
    );
    const gt = aFile('S/gt/gt.txt', '1,1,10,20,30,60,1,-1,-1,-1\r\n');
    aFile('S/seqinfo.ini', '[Sequence]\r\nname=S\r\nframeRate=7\r\nseqLength=6\r\nimWidth=640\r\nimHeight=480\r\n');
    const read = readSequence(det, gt, {});
    expect([read.name, read.fps, read.width, read.height, read.length]).toEqual(['S', 7, 640, 480, 6]);
    expect(read.detections.map((rows) => rows.length)).toEqual([1, 0, 0, 1, 0, 0]);
  });

  it('is read without any facts, from its boxes and 25 frames a second, which is said, or as one says', () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const det = aFile('det.txt', '1,-1,10,20,30,60,0.9\n9,-1,600,400,30,60,0.8\n');
    expect(readSequence(det, null, {})).toMatchObject({ fps: 25, width: 629, height: 459, length: 9, truth: null });
    expect(readSequence(det, null, { fps: 5, width: 800, height: 600 })).toMatchObject({ fps: 5, width: 800 });
    expect(warned.mock.calls.map(String)).toEqual([expect.stringContaining('no frame rate is known; 25')]);
  });

  it('of vehicles and people gives the people only', () => {
    const det = aFile('det.txt', '1,-1,10,20,30,60,0.9,1,1\n1,-1,50,20,90,60,0.9,3,1\n');
    expect(readSequence(det, null, { fps: 25 }).detections[0]).toHaveLength(1);
  });

  it('does without pictures that are missing, and says so', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    expect(await pictureOf({ images: join(folder, 'img1') })).toEqual({});
    aFile('broken/000001.jpg', 'not a picture');
    expect(await pictureOf({ images: join(folder, 'broken') })).toEqual({});
    expect(warned).toHaveBeenCalledTimes(2);
  });

  it('leaves out what is no number in detections, and says which line', () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    expect(parseMot('1,-1,10,20,30,60,nan\n2,-1,10,20,30,60,0.5\n', 'det.txt')).toHaveLength(1);
    expect(warned.mock.calls[0]?.[0]).toMatch(/det\.txt, line 1/);
  });
});

describe('truth with classes (MOT16 and later)', () => {
  const rows = parseMot(
    [
      '1,1,11,11,100,200,1,1,1', // a pedestrian
      '1,2,301,11,100,200,0,7,1', // somebody who sits
      '1,3,501,11,100,200,0,1,0.1', // a pedestrian not to be counted
      '1,4,701,11,100,200,0,3,1', // a car
    ].join('\n'),
    'gt.txt',
  );

  it('counts pedestrians that are to be counted', () => {
    expect(truthFrames(rows, 1).frames[0]?.map(({ id }) => id)).toEqual([1]);
  });

  it('takes away what was found on distractors, and nothing else', () => {
    const truth = fullTruth(rows, 1);
    const found = [10, 300, 500, 700].map((x, at) => ({ id: 90 + at, box: { x: x + 5, y: 10, w: 100, h: 200 } }));
    expect(truth && withoutDistractors({ frames: [found] }, truth).frames[0]?.map(({ id }) => id)).toEqual([
      90, 92, 93,
    ]);
  });

  it('leaves a result to the pedestrian whom it fits better than the distractor beside', () => {
    const close = parseMot('1,1,11,11,100,200,1,1,1\n1,2,31,11,100,200,0,8,1\n', 'gt.txt');
    const truth = fullTruth(close, 1);
    const found = [{ id: 5, box: { x: 12, y: 10, w: 100, h: 200 } }];
    expect(truth && withoutDistractors({ frames: [found] }, truth).frames[0]).toHaveLength(1);
  });

  it('is known by its classes where further columns follow', () => {
    const longer = parseMot('1,1,11,11,100,200,1,1,1,-1\n1,2,301,11,100,200,0,7,0.4,-1\n', 'gt.txt');
    expect(truthFrames(longer, 1).frames[0]?.map(({ id }) => id)).toEqual([1]);
    expect(fullTruth(longer, 1)?.frames[0]?.map(({ isDistractor }) => isDistractor)).toEqual([false, true]);
  });

  it('takes foreign vehicles for distractors in MOT20 only', () => {
    const truck = parseMot('1,1,11,11,100,200,1,1,1\n1,2,301,11,100,200,0,6,1\n', 'gt.txt');
    expect([false, true].map((is) => fullTruth(truck, 1, is)?.frames[0]?.[1]?.isDistractor)).toEqual([false, true]);
  });

  it('is not what MOT15 has', () => {
    expect(fullTruth(parseMot('1,1,11,11,100,200,1,-1,-1,-1\n', 'gt.txt'), 1)).toBeNull();
    const placed = parseMot('1,1,11,11,100,200,1,4,3,0\n2,1,11,11,100,200,1,4.12,3.01,0\n', 'gt.txt');
    expect([fullTruth(placed, 2), truthFrames(placed, 2).frames.map((frame) => frame.length)]).toEqual([null, [1, 1]]);
  });
});

describe('confidences', () => {
  it('are probabilities when all lie in 0..1 and differ', () => {
    expect(
      [
        [0.1, 0.9],
        [1, 1],
        [-0.2, 0.5],
        [0.3, 40],
      ].map(areProbabilities),
    ).toEqual([true, false, false, false]);
  });
});
