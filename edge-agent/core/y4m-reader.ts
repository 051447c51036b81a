/** One decoded picture, planar 4:2:0, full range: `width × height` luma bytes, then the two chroma planes of a quarter each. */
export type Picture = {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
};

/** The bytes are no yuv4mpeg stream of the one layout CityWatch asks ffmpeg for, or the picture's size changed in mid-stream. */
export class PictureStreamError extends Error {
  override readonly name = 'PictureStreamError';
}

/** Takes the stream in pieces of any size and hands on each whole picture. A picture's bytes are the receiver's: never written again. */
export type Y4mReader = {
  /** @throws PictureStreamError: the stream cannot be read any further */
  push(chunk: Uint8Array): void;
};

const NEWLINE = 10;
const MAX_HEADER_BYTES = 256;
const MAX_SIDE = 8192;

/** Reads `ffmpeg -f yuv4mpegpipe` (YUV4MPEG2, as mjpegtools defines it). */
export function createY4mReader(onPicture: (picture: Picture) => void): Y4mReader {
  const line = new Uint8Array(MAX_HEADER_BYTES);
  let lineLength = 0;
  let size: { width: number; height: number } | undefined;
  let picture: Uint8Array | undefined;
  let filled = 0;

  const takeLine = (): void => {
    const text = String.fromCharCode(...line.subarray(0, lineLength));
    lineLength = 0;
    if (size === undefined) {
      size = parseStreamHeader(text);
    } else if (text === 'FRAME' || text.startsWith('FRAME ')) {
      // Filled to the last byte before anybody sees it.
      picture = Buffer.allocUnsafeSlow(pictureBytes(size.width, size.height));
      filled = 0;
    } else {
      throw new PictureStreamError('a picture of another size came in mid-stream');
    }
  };

  return {
    push(chunk) {
      let at = 0;
      while (at < chunk.length) {
        if (picture === undefined) {
          const byte = chunk[at++] ?? 0;
          if (byte === NEWLINE) takeLine();
          else if (lineLength < MAX_HEADER_BYTES) line[lineLength++] = byte;
          else throw new PictureStreamError(`no yuv4mpeg ${size === undefined ? 'stream' : 'frame'} header`);
          continue;
        }
        const take = Math.min(chunk.length - at, picture.length - filled);
        picture.set(chunk.subarray(at, at + take), filled);
        filled += take;
        at += take;
        if (filled < picture.length || size === undefined) continue;
        const bytes = picture;
        picture = undefined;
        onPicture({ ...size, bytes });
      }
    },
  };
}

function parseStreamHeader(text: string): { width: number; height: number } {
  const match = /^YUV4MPEG2(?= )(?=.* W(\d{1,5})(?: |$))(?=.* H(\d{1,5})(?: |$))/.exec(text);
  const width = Number(match?.[1]);
  const height = Number(match?.[2]);
  if (match === null || width < 2 || height < 2 || width > MAX_SIDE || height > MAX_SIDE) {
    throw new PictureStreamError('no yuv4mpeg stream header');
  }
  if (!/ C420/.test(text)) throw new PictureStreamError('pictures are not 4:2:0');
  return { width, height };
}

/** Bytes of a planar 4:2:0 picture; chroma planes of odd sizes are rounded up. */
export function pictureBytes(width: number, height: number): number {
  return width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
}
