/**
 * The bytes of a JPEG as far as its header tells: start, frame header with this size, end. Enough for everything that
 * does not decode.
 */
export function aJpeg({ width = 640, height = 480, padding = 0 } = {}): Buffer {
  const size = Buffer.from([height >> 8, height & 255, width >> 8, width & 255]);
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    Buffer.from('ffc0001108', 'hex'),
    size,
    Buffer.from('03012200021101031101', 'hex'),
    Buffer.from('ffda0002', 'hex'),
    Buffer.alloc(padding),
    Buffer.from('ffd9', 'hex'),
  ]);
}
