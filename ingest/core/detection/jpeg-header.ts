/** What a JPEG says of itself before any pixel is decoded. */
export type JpegHeader =
  | { readonly ok: true; readonly width: number; readonly height: number }
  | { readonly ok: false; readonly reason: 'not-jpeg' | 'damaged'; readonly detail: string };

/**
 * Reads the size from a JPEG's frame header (ITU-T T.81, B.2.2) without decoding, so that a picture that would be too
 * large is refused before memory is taken for it. Also looks for the end marker: a picture cut short has none.
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== 0xd8) {
    return { ok: false, reason: 'not-jpeg', detail: 'does not begin as a JPEG' };
  }
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return { ok: false, reason: 'damaged', detail: `no marker at byte ${at}` };
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    if (marker === 0xda || marker === 0xd9) break;
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2) return { ok: false, reason: 'damaged', detail: `a segment of ${length} bytes` };
    if (isFrameHeader(marker)) {
      if (at + 9 > bytes.length) break;
      const height = ((bytes[at + 5] ?? 0) << 8) | (bytes[at + 6] ?? 0);
      const width = ((bytes[at + 7] ?? 0) << 8) | (bytes[at + 8] ?? 0);
      if (width === 0 || height === 0) return { ok: false, reason: 'damaged', detail: `${width}×${height} pixels` };
      if (!endsInTime(bytes)) return { ok: false, reason: 'damaged', detail: 'cut short: no end marker' };
      return { ok: true, width, height };
    }
    at += 2 + length;
  }
  return { ok: false, reason: 'damaged', detail: 'no frame header' };
}

/** SOF0..SOF15 without DHT, JPG and DAC. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Whether the end marker is among the last bytes; some cameras pad behind it. */
function endsInTime(bytes: Uint8Array): boolean {
  for (let at = bytes.length - 2; at >= Math.max(2, bytes.length - 1024); at--) {
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  }
  return false;
}
