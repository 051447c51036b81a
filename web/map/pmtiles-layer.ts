import { GridLayer, type Coords, type DoneCallback } from 'leaflet';
import { openPmtiles, type PmtilesSource } from '../edges/pmtiles-source.ts';

/** A base map of one's own out of a PMTiles archive of pictures (PNG, JPEG, WebP or AVIF tiles). */
export class PmtilesLayer extends GridLayer {
  readonly #source: PmtilesSource;

  constructor(source: PmtilesSource, attribution: string) {
    const { minZoom, maxZoom } = source.header;
    super({ attribution, minZoom: 10, maxZoom: 19, minNativeZoom: minZoom, maxNativeZoom: maxZoom });
    this.#source = source;
  }

  protected override createTile(coords: Coords, done: DoneCallback): HTMLElement {
    const image = document.createElement('img');
    image.alt = '';
    this.#source.tile(coords.z, coords.x, coords.y).then(
      (bytes) => {
        if (bytes === null) return done(undefined, image);
        const url = URL.createObjectURL(new Blob([bytes], { type: `image/${this.#source.header.tiles}` }));
        const settle = (error?: Error) => {
          URL.revokeObjectURL(url);
          done(error, image);
        };
        image.addEventListener('load', () => settle());
        image.addEventListener('error', () => settle(new Error('a tile is not a picture')));
        image.src = url;
      },
      (error: unknown) => done(error instanceof Error ? error : new Error('no tile'), image),
    );
    return image;
  }
}

/** Opens an archive as a layer. Throws when it cannot be read or holds vector tiles, which this console does not draw. */
export async function openPmtilesLayer(url: string, attribution: string): Promise<PmtilesLayer> {
  const source = await openPmtiles(url);
  const { tiles } = source.header;
  if (tiles === 'vector' || tiles === 'unknown') throw new Error(`tiles of kind ${tiles} cannot be drawn`);
  return new PmtilesLayer(source, attribution);
}
