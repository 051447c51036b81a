import {
  findPmtilesEntry,
  parsePmtilesDirectory,
  parsePmtilesHeader,
  PMTILES_HEADER_BYTES,
  pmtilesTileId,
  type PmtilesEntry,
  type PmtilesHeader,
} from '../core/map/pmtiles.ts';

/** An archive of map tiles somewhere on a server that answers range requests. */
export interface PmtilesSource {
  readonly header: PmtilesHeader;
  /** The tile's bytes, unzipped; null when the archive has none there. */
  readonly tile: (zoom: number, x: number, y: number) => Promise<ArrayBuffer | null>;
}

/** Directories kept; each leads to thousands of tiles. */
const KEPT = 32;
const MAX_DEPTH = 4;

/** Opens an archive. Throws when it cannot be reached, has no ranges, or is no PMTiles archive. */
export async function openPmtiles(url: string, fetcher: typeof fetch = fetch.bind(globalThis)): Promise<PmtilesSource> {
  const read = async (offset: number, length: number): Promise<ArrayBuffer> => {
    const response = await fetcher(url, { headers: { range: `bytes=${offset}-${offset + length - 1}` } });
    if (response.status !== 206) throw new Error(`the map's server answered ${response.status} to a range request`);
    return response.arrayBuffer();
  };
  const header = parsePmtilesHeader(await read(0, PMTILES_HEADER_BYTES));
  const kept = new Map<number, Promise<readonly PmtilesEntry[]>>();
  const directory = (offset: number, length: number): Promise<readonly PmtilesEntry[]> => {
    const known = kept.get(offset);
    if (known) return known;
    const reading = read(offset, length)
      .then((bytes) => (header.directoriesZipped ? unzip(bytes) : bytes))
      .then((bytes) => parsePmtilesDirectory(new Uint8Array(bytes)));
    const [oldest] = kept.keys();
    if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(offset, reading);
    reading.catch(() => kept.delete(offset));
    return reading;
  };
  return {
    header,
    tile: async (zoom, x, y) => {
      const id = pmtilesTileId(zoom, x, y);
      let entries = await directory(header.rootOffset, header.rootLength);
      for (let depth = 0; depth < MAX_DEPTH; depth++) {
        const entry = findPmtilesEntry(entries, id);
        if (!entry) return null;
        if (entry.run > 0) {
          const bytes = await read(header.dataOffset + entry.offset, entry.length);
          return header.tilesZipped ? unzip(bytes) : bytes;
        }
        entries = await directory(header.leafOffset + entry.offset, entry.length);
      }
      return null;
    },
  };
}

function unzip(bytes: ArrayBuffer): Promise<ArrayBuffer> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}
