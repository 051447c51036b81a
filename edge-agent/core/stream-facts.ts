/** What a stream says of itself. */
export type StreamFacts = {
  /** As ffmpeg names it: h264, hevc, mjpeg … */
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  /** null: not announced. */
  readonly fps: number | null;
};

/** Reads ffmpeg's line about the video it found (`Stream #0:0: Video: h264 (Main), yuv420p, 1920x1080, 25 fps, …`); null for others. */
export function parseStreamLine(line: string): StreamFacts | null {
  const found = /^\s*Stream #0:\d+\S*: Video: (\w+)[^\n]*?, (\d{2,5})x(\d{2,5})\b(.*)$/.exec(line);
  if (!found) return null;
  const [, codec = '', width, height, rest = ''] = found;
  const fps = /, ([\d.]+) fps\b/.exec(rest)?.[1];
  return { codec, width: Number(width), height: Number(height), fps: fps === undefined ? null : Number(fps) };
}
