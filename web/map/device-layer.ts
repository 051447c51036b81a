import { DomUtil, Layer, type LatLng, type LeafletEvent, type Map as LeafletMap, type ZoomAnimEvent } from 'leaflet';
import { createClusterIndex, type Cluster } from '../core/map/clusters.ts';
import type { Dot, DotIndex } from '../core/map/dots.ts';
import { worldSizePx } from '../core/map/mercator.ts';
import { placeReadings } from '../core/map/reading-places.ts';
import {
  clusterRadius,
  glyphRadius,
  paintAlarm,
  paintCluster,
  paintCone,
  paintGlyph,
  paintReading,
  readingHalf,
} from './device-paint.ts';
import type { MapColours } from './map-colours.ts';

/** Part of the map's size drawn beyond each edge, so that a short pan needs no redrawing. */
const MARGIN = 0.1;
const SPRITE_PX = 44;
/** Between two drawings for devices that changed while the map lies still: each costs the whole canvas. */
const CALM_MS = 250;
/** More lone devices in view than this, and their cones step back. */
const CROWD = 60;

/** What lies under a point of the map. */
export type Hit =
  | { readonly is: 'dot'; readonly dot: Dot }
  | { readonly is: 'cluster'; readonly cluster: Cluster; readonly members: readonly Dot[] };

/** What is written under devices. */
export interface MapLabels {
  readonly dot: (dot: Dot) => string | null;
  readonly cluster: (cluster: Cluster) => string | null;
  /** From far away too. */
  readonly always: () => boolean;
}

interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly what: Dot | Cluster;
}

/**
 * All cameras and sensors on one canvas. Redrawn with the next animation frame when the map changed, some times a second
 * when devices did, and only what lies in view; what is close together is drawn as one.
 */
export class DeviceLayer extends Layer {
  readonly #index: DotIndex;
  readonly #clusters = createClusterIndex();
  readonly #canvas: HTMLCanvasElement = document.createElement('canvas');
  readonly #sprites = new Map<string, HTMLCanvasElement>();
  readonly #label: MapLabels;
  #colours: MapColours;
  #leaflet: LeafletMap | null = null;
  #frame: number | null = null;
  #pause: ReturnType<typeof setTimeout> | null = null;
  #drawnAt = -Infinity;
  #builtZoom: number | null = null;
  #drawn: readonly Drawn[] = [];
  #centre: LatLng | null = null;
  #zoom = 0;
  #left = 0;
  #top = 0;

  constructor(index: DotIndex, colours: MapColours, label: MapLabels) {
    super();
    this.#index = index;
    this.#colours = colours;
    this.#label = label;
    this.#canvas.className = 'device-canvas leaflet-zoom-animated';
  }

  override onAdd(map: LeafletMap): this {
    this.#leaflet = map;
    map.getPane('overlayPane')?.append(this.#canvas);
    this.#redraw();
    return this;
  }

  override onRemove(): this {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#frame = this.#pause = null;
    this.#canvas.remove();
    this.#leaflet = null;
    return this;
  }

  override getEvents(): Record<string, (event: LeafletEvent) => void> {
    return {
      moveend: () => this.#redraw(),
      resize: () => this.#redraw(),
      move: () => this.#whenFar(),
      zoom: () => this.#place(this.#leaflet?.getCenter(), this.#leaflet?.getZoom()),
      zoomanim: (event) => {
        const { center, zoom } = event as ZoomAnimEvent;
        this.#place(center, zoom);
      },
    };
  }

  /** Devices changed: draws them soon. `moved`: some came, went or moved. */
  changed(keys: readonly string[], moved: boolean): void {
    if (moved) this.#builtZoom = null;
    else this.#clusters.touch(keys);
    const calmFor = this.#drawnAt + CALM_MS - performance.now();
    if (calmFor <= 0) this.#nextFrame();
    else
      this.#pause ??= setTimeout(() => {
        this.#pause = null;
        this.#nextFrame();
      }, calmFor);
  }

  #nextFrame(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#redraw();
    });
  }

  /** Other colours: day or night. */
  recolour(colours: MapColours): void {
    this.#colours = colours;
    this.#sprites.clear();
    this.#nextFrame();
  }

  /** What is drawn at a point of the map's container, CSS pixels; the topmost. */
  hit(container: { readonly x: number; readonly y: number }): Hit | null {
    const origin = this.#leaflet?.containerPointToLayerPoint([0, 0]);
    if (!origin) return null;
    const x = container.x + origin.x - this.#left;
    const y = container.y + origin.y - this.#top;
    let best: Drawn | null = null;
    let bestAway = Infinity;
    for (const one of this.#drawn) {
      const away = Math.hypot(one.x - x, one.y - y);
      if (away <= one.r + 5 && away < bestAway) {
        best = one;
        bestAway = away;
      }
    }
    if (!best) return null;
    if ('kind' in best.what) return { is: 'dot', dot: best.what };
    return { is: 'cluster', cluster: best.what, members: membersOf(best.what, this.#index.dots()) };
  }

  #whenFar(): void {
    const map = this.#leaflet;
    if (!map || map.getZoom() !== this.#zoom) return;
    const size = map.getSize();
    const origin = map.containerPointToLayerPoint([0, 0]);
    const slack = { x: origin.x - this.#left, y: origin.y - this.#top };
    if (slack.x < 20 || slack.y < 20 || slack.x > size.x * MARGIN * 2 - 20 || slack.y > size.y * MARGIN * 2 - 20)
      this.#nextFrame();
  }

  /** While zooming: stretches the last drawing to where it will be. */
  #place(centre: LatLng | undefined, zoom: number | undefined): void {
    const map = this.#leaflet;
    if (!map || !this.#centre || !centre || zoom === undefined) return;
    const scale = map.getZoomScale(zoom, this.#zoom);
    const pane = map.getPane('mapPane');
    const half = map.getSize().divideBy(2);
    const shift = pane ? DomUtil.getPosition(pane) : half.multiplyBy(0);
    const origin = map.project(centre, zoom).subtract(half).add(shift).round();
    const corner = map
      .project(this.#centre, zoom)
      .subtract(map.getSize().multiplyBy((0.5 + MARGIN) * scale))
      .subtract(origin);
    DomUtil.setTransform(this.#canvas, corner, scale);
  }

  #redraw(): void {
    const map = this.#leaflet;
    if (!map) return;
    this.#drawnAt = performance.now();
    const size = map.getSize();
    const zoom = map.getZoom();
    const width = Math.ceil(size.x * (1 + 2 * MARGIN));
    const height = Math.ceil(size.y * (1 + 2 * MARGIN));
    const corner = map.containerPointToLayerPoint([-size.x * MARGIN, -size.y * MARGIN]).round();
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    if (this.#canvas.width !== width * ratio || this.#canvas.height !== height * ratio) {
      this.#canvas.width = width * ratio;
      this.#canvas.height = height * ratio;
      this.#canvas.style.width = `${width}px`;
      this.#canvas.style.height = `${height}px`;
    }
    DomUtil.setTransform(this.#canvas, corner, 1);
    this.#centre = map.getCenter();
    this.#zoom = zoom;
    this.#left = corner.x;
    this.#top = corner.y;
    const ctx = this.#canvas.getContext('2d');
    if (!ctx) return;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    const dots = this.#index.dots();
    if (this.#builtZoom !== zoom) {
      this.#clusters.build(dots, zoom);
      this.#builtZoom = zoom;
    }
    this.#paint(ctx, dots, zoom, {
      width,
      height,
      ratio,
      left: corner.x + map.getPixelOrigin().x,
      top: corner.y + map.getPixelOrigin().y,
    });
  }

  #paint(
    ctx: CanvasRenderingContext2D,
    dots: ReadonlyMap<string, Dot>,
    zoom: number,
    view: {
      readonly width: number;
      readonly height: number;
      readonly ratio: number;
      readonly left: number;
      readonly top: number;
    },
  ): void {
    const world = worldSizePx(zoom);
    const clusters = this.#clusters.within(
      dots,
      (view.left - 40) / world,
      (view.top - 40) / world,
      (view.left + view.width + 40) / world,
      (view.top + view.height + 40) / world,
    );
    const drawn: Drawn[] = [];
    const r = glyphRadius(zoom);
    const alone: { dot: Dot; x: number; y: number }[] = [];
    for (const cluster of clusters) {
      const x = cluster.x * world - view.left;
      const y = cluster.y * world - view.top;
      const only = cluster.members.length === 1 ? dots.get(cluster.members[0] ?? '') : undefined;
      if (only) alone.push({ dot: only, x, y });
      else
        drawn.push({
          x,
          y,
          r: clusterRadius(cluster.members.length),
          what: cluster,
        });
    }
    for (const { dot, x, y } of alone) paintCone(ctx, dot, x, y, zoom, this.#colours, alone.length > CROWD);
    // What has an alert lies over its neighbours.
    const calmFirst = [...alone.filter(({ dot }) => dot.alerts === 0), ...alone.filter(({ dot }) => dot.alerts > 0)];
    for (const { dot, x, y } of calmFirst) {
      ctx.drawImage(this.#sprite(dot, r, view.ratio), x - SPRITE_PX / 2, y - SPRITE_PX / 2, SPRITE_PX, SPRITE_PX);
      if (dot.alerts > 0) paintAlarm(ctx, dot.gravity, x, y, r, this.#colours);
      drawn.push({ x, y, r, what: dot });
    }
    const { dot: labelOf, cluster: sumOf, always } = this.#label;
    if (zoom >= 13.5 || always()) {
      const readings = alone.flatMap(({ dot, x, y }) => {
        const text = labelOf(dot);
        const isUrgent = dot.alerts > 0 || dot.look === 'bad';
        return text === null ? [] : [{ x, y, r, half: readingHalf(ctx, text), isUrgent, text, look: dot.look }];
      });
      // The sign of an alert stands above its device.
      const signs = alone.flatMap(({ dot, x, y }) => (dot.alerts > 0 ? [{ x, y: y - 28, r: 18 }] : []));
      placeReadings(readings, [...drawn, ...signs]).forEach((place, i) => {
        const reading = readings[i];
        if (place && reading) paintReading(ctx, reading.text, reading.look, place.x, place.y, this.#colours);
      });
    }
    for (const { what, x, y, r: radius } of drawn) {
      if (!('members' in what)) continue;
      paintCluster(ctx, what, x, y, this.#colours);
      const text = sumOf(what);
      if (text !== null) paintReading(ctx, text, 'ok', x, y + radius + 12, this.#colours);
    }
    this.#drawn = drawn;
  }

  /** Glyphs are drawn once for each look and copied from then on. */
  #sprite(dot: Dot, r: number, ratio: number): HTMLCanvasElement {
    const key = `${dot.kind} ${dot.look} ${r} ${ratio}`;
    let sprite = this.#sprites.get(key);
    if (!sprite) {
      sprite = document.createElement('canvas');
      sprite.width = SPRITE_PX * ratio;
      sprite.height = SPRITE_PX * ratio;
      const ctx = sprite.getContext('2d');
      ctx?.scale(ratio, ratio);
      if (ctx) paintGlyph(ctx, dot.kind, dot.look, SPRITE_PX / 2, SPRITE_PX / 2, r, this.#colours);
      this.#sprites.set(key, sprite);
    }
    return sprite;
  }
}

function membersOf(cluster: Cluster, dots: ReadonlyMap<string, Dot>): readonly Dot[] {
  return cluster.members.flatMap((key) => dots.get(key) ?? []);
}
