import { GridLayer, type Coords } from 'leaflet';
import type { Basemap } from '../core/map/basemap-features.ts';
import { layOutLabels, type PlacedLabel } from '../core/map/label-layout.ts';
import { LABEL_FONT, paintTile } from './basemap-paint.ts';
import type { BasemapStyle } from './basemap-style.ts';

const SIDE_PX = 512;

/**
 * The shipped vector base map as a Leaflet tile layer whose tiles are canvases: drawn once per zoom level, panning costs
 * nothing. Labels are laid out for the whole zoom level, so tiles agree at their edges.
 */
export class BasemapLayer extends GridLayer {
  readonly #map: Basemap;
  readonly #style: BasemapStyle;
  readonly #labels = new Map<number, readonly PlacedLabel[]>();

  constructor(map: Basemap, style: BasemapStyle, attribution: string) {
    super({ tileSize: SIDE_PX, minZoom: 9, maxZoom: 19, attribution, keepBuffer: 1, updateWhenZooming: false });
    this.#map = map;
    this.#style = style;
  }

  protected override createTile(coords: Coords): HTMLElement {
    const canvas = document.createElement('canvas');
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    canvas.width = SIDE_PX * ratio;
    canvas.height = SIDE_PX * ratio;
    const ctx = canvas.getContext('2d', { alpha: false });
    if (!ctx) return canvas;
    ctx.scale(ratio, ratio);
    const labels = this.#labels.get(coords.z) ?? this.#layOut(coords.z, ctx);
    paintTile(ctx, {
      map: this.#map,
      labels,
      style: this.#style,
      zoom: coords.z,
      left: coords.x * SIDE_PX,
      top: coords.y * SIDE_PX,
      side: SIDE_PX,
    });
    return canvas;
  }

  #layOut(zoom: number, ctx: CanvasRenderingContext2D): readonly PlacedLabel[] {
    const labels = layOutLabels(this.#map, zoom, (text, style) => {
      ctx.font = LABEL_FONT[style];
      return ctx.measureText(text).width + (style === 'ward' || style === 'quarter' ? text.length * 0.6 : 0);
    });
    this.#labels.set(zoom, labels);
    return labels;
  }
}
