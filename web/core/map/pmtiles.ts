/**
 * Reads PMTiles archives, version 3 (https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md): a header of 127
 * bytes, directories of varints, tiles in Hilbert order. Pure: fetching and unzipping are the caller's.
 */
export interface PmtilesHeader {
  readonly rootOffset: number;
  readonly rootLength: number;
  readonly leafOffset: number;
  readonly dataOffset: number;
  readonly directoriesZipped: boolean;
  readonly tilesZipped: boolean;
  readonly tiles: 'png' | 'jpeg' | 'webp' | 'avif' | 'vector' | 'unknown';
  readonly minZoom: number;
  readonly maxZoom: number;
}

/** One entry of a directory: a run of equal tiles, or (run 0) another directory. */
export interface PmtilesEntry {
  readonly tileId: number;
  readonly offset: number;
  readonly length: number;
  readonly run: number;
}

export const PMTILES_HEADER_BYTES = 127;
const TYPES = ['unknown', 'vector', 'png', 'jpeg', 'webp', 'avif'] as const;
const NONE = 1;
const GZIP = 2;

/** Reads the header. Throws when it is no PMTiles archive of version 3, or packed in a way browsers cannot unpack. */
export function parsePmtilesHeader(bytes: ArrayBuffer): PmtilesHeader {
  if (bytes.byteLength < PMTILES_HEADER_BYTES) throw new Error('a PMTiles header has 127 bytes');
  const view = new DataView(bytes);
  const magic = String.fromCharCode(...new Uint8Array(bytes, 0, 7));
  if (magic !== 'PMTiles' || view.getUint8(7) !== 3) throw new Error('not a PMTiles archive of version 3');
  const at = (offset: number) => Number(view.getBigUint64(offset, true));
  for (const offset of [97, 98]) {
    const packing = view.getUint8(offset);
    if (packing !== NONE && packing !== GZIP) throw new Error(`PMTiles compression ${packing} cannot be read`);
  }
  return {
    rootOffset: at(8),
    rootLength: at(16),
    leafOffset: at(40),
    dataOffset: at(56),
    directoriesZipped: view.getUint8(97) === GZIP,
    tilesZipped: view.getUint8(98) === GZIP,
    tiles: TYPES[view.getUint8(99)] ?? 'unknown',
    minZoom: view.getUint8(100),
    maxZoom: view.getUint8(101),
  };
}

/** Reads an unzipped directory. Throws when it ends too early. */
export function parsePmtilesDirectory(bytes: Uint8Array): readonly PmtilesEntry[] {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('the PMTiles directory ends too early');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  };
  const count = varint();
  if (count > bytes.length) throw new Error('the PMTiles directory claims more entries than it has bytes');
  const column = () => Array.from({ length: count }, varint);
  let id = 0;
  const ids = column().map((delta) => (id += delta));
  const runs = column();
  const lengths = column();
  const entries: PmtilesEntry[] = [];
  for (let i = 0; i < count; i++) {
    const raw = varint();
    const before = entries[i - 1];
    // 0 means: right behind the one before.
    const offset = raw === 0 && before ? before.offset + before.length : raw - 1;
    entries.push({ tileId: ids[i] ?? 0, run: runs[i] ?? 0, length: lengths[i] ?? 0, offset });
  }
  return entries;
}

/** The entry that holds a tile or leads to it; null when the archive has no such tile. */
export function findPmtilesEntry(entries: readonly PmtilesEntry[], tileId: number): PmtilesEntry | null {
  let low = 0;
  let high = entries.length - 1;
  let found: PmtilesEntry | null = null;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry && entry.tileId <= tileId) {
      found = entry;
      low = middle + 1;
    } else high = middle - 1;
  }
  return found && (found.run === 0 || tileId - found.tileId < found.run) ? found : null;
}

/** Number of a tile: all lower zoom levels, then its place along the Hilbert curve of its level. */
export function pmtilesTileId(zoom: number, tileX: number, tileY: number): number {
  let id = (4 ** zoom - 1) / 3;
  let x = tileX;
  let y = tileY;
  for (let side = 2 ** (zoom - 1); side >= 1; side /= 2) {
    const right = x >= side ? 1 : 0;
    const below = y >= side ? 1 : 0;
    id += side * side * ((3 * right) ^ below);
    x -= right * side;
    y -= below * side;
    if (below === 0) {
      if (right === 1) {
        x = side - 1 - x;
        y = side - 1 - y;
      }
      [x, y] = [y, x];
    }
  }
  return id;
}
