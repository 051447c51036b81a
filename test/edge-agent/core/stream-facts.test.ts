import { expect, test } from 'vitest';
import { parseStreamLine } from '../../../edge-agent/core/stream-facts.ts';

test.each([
  [
    '  Stream #0:0: Video: h264 (Constrained Baseline), yuv420p(progressive), 768x576, 10 fps, 10 tbr, 90k tbn',
    { codec: 'h264', width: 768, height: 576, fps: 10 },
  ],
  [
    '  Stream #0:1(eng): Video: hevc (Main), yuvj420p(pc, bt709), 3840x2160 [SAR 1:1 DAR 16:9], 29.97 fps, 30 tbr, 90k tbn',
    { codec: 'hevc', width: 3840, height: 2160, fps: 29.97 },
  ],
  [
    '  Stream #0:0: Video: mjpeg (Baseline), yuvj422p(pc), 640x480, 90k tbr, 90k tbn',
    { codec: 'mjpeg', width: 640, height: 480, fps: null },
  ],
])('what a stream is, is read from what ffmpeg says: %s', (line, facts) => {
  expect(parseStreamLine(line)).toEqual(facts);
});

test.each([
  '  Stream #0:0: Audio: aac, 8000 Hz, mono, fltp',
  '  Stream #0:0: Video: h264, none, 90k tbr, 90k tbn',
  'frame=    1 fps=0.0 q=4.0 size=N/A',
])('nothing is read from %s', (line) => {
  expect(parseStreamLine(line)).toBeNull();
});
