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
    void this.#fill(image, coords, done);
    return image;
  }

  async #fill(image: HTMLImageElement, { x, y, z }: Coords, done: DoneCallback): Promise<void> {
    try {
      const bytes = await this.#source.tile(z, x, y);
      if (bytes !== null) {
        const url = URL.createObjectURL(new Blob([bytes], { type: `image/${this.#source.header.tiles}` }));
        image.src = url;
        await image.decode().finally(() => URL.revokeObjectURL(url));
      }
      done(undefined, image);
    } catch (error) {
      // Leaflet leaves the place of a missing tile empty.
      done(error instanceof Error ? error : new Error('no tile'), image);
    }
  }
}

/** Opens an archive as a layer. Throws when it cannot be read or holds vector tiles, which this console does not draw. */
export async function openPmtilesLayer(url: string, attribution: string): Promise<PmtilesLayer> {
  const source = await openPmtiles(url);
  const { tiles } = source.header;
  if (tiles === 'vector' || tiles === 'unknown') throw new Error(`tiles of kind ${tiles} cannot be drawn`);
  return new PmtilesLayer(source, attribution);
}
