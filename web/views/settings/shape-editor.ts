import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { PicturePoint } from '../../../contracts/geometry.ts';
import { polygonTrouble } from '../../../contracts/plane.ts';
import type { ZoneSettings } from '../../../contracts/devices.ts';
import { forwardArrow, intoPicture, type ShapeEdit } from '../../core/settings/shape-edit.ts';
import { fieldFaultText } from '../../core/text/field-fault-text.ts';
import { snapshotUrl } from '../../edges/http.ts';
import type { Frame } from '../frame.ts';

const KEY_STEP = 0.01;

/** What is drawn, and whom to tell. */
export interface ShapeParts {
  readonly shape: ZoneSettings['shape'];
  /** Corners are still being set. */
  readonly open: boolean;
  readonly others: readonly ZoneSettings[];
  /** The alert whose picture is drawn on. */
  readonly pictureOf: number | null;
  readonly edit: (edit: ShapeEdit) => void;
}

/** The camera's picture with a zone or a line on it that is drawn and bent by mouse, finger or keyboard. */
export function shapeEditor(parts: ShapeParts, frame: Frame): TemplateResult {
  const { t, f, state } = frame;
  const { shape, open } = parts;
  const latest = parts.pictureOf === null ? undefined : state.alerts.get(parts.pictureOf);
  const fault = shape.kind === 'zone' && !open ? polygonTrouble(shape.polygon) : null;
  return html`<figure class="editor" ?data-open=${open}>
    <div class="editor-picture" ?data-empty=${latest === undefined}>
      ${latest ? html`<img src=${snapshotUrl(latest.id)} alt="" draggable="false" @error=${noPicture} />` : nothing}
      <svg
        class="editor-drawing"
        viewBox="0 0 1 1"
        preserveAspectRatio="none"
        @click=${(event: MouseEvent) => parts.edit({ do: 'add', point: pointOf(event) })}
      >
        ${parts.others.map(({ shape: other }) => drawn(other, 'editor-other'))} ${drawn(shape, 'editor-shape', open)}
        ${shape.kind === 'zone' && !open ? sides(shape.polygon, parts) : nothing}
      </svg>
      ${corners(shape).map((at, i) =>
        handle(
          at,
          i,
          shape.kind === 'zone' ? t.settings.corner(f.number(i + 1)) : t.settings.end(f.number(i + 1)),
          parts,
        ),
      )}
      ${shape.kind === 'zone' && shape.way ? (['from', 'to'] as const).map((end) => wayHandle(end, parts, frame)) : nothing}
      ${shape.kind === 'line' ? sideNames(shape) : nothing}
    </div>
    <figcaption>
      <p>${shape.kind === 'zone' ? t.settings.drawHint : t.settings.lineHint}</p>
      ${fault === null ? nothing : html`<p class="field-fault" role="alert">${fieldFaultText(t, fault)}</p>`}
      <p class="muted">
        ${latest ? t.settings.pictureFrom(f.full(Date.parse(latest.clock.capturedAt))) : t.settings.noPicture}
      </p>
    </figcaption>
  </figure>`;
}

function drawn(shape: ZoneSettings['shape'], name: string, open = false): TemplateResult {
  if (shape.kind === 'line') {
    const { from, to } = shape.line;
    const { tail, tip } = forwardArrow(from, to, 0.08);
    return svg`<g class=${name}>
      <line x1=${from[0]} y1=${from[1]} x2=${to[0]} y2=${to[1]} />
      <line class="editor-arrow" x1=${tail[0]} y1=${tail[1]} x2=${tip[0]} y2=${tip[1]} />
      <circle class="editor-arrow-tip" cx=${tip[0]} cy=${tip[1]} r="0.008" />
    </g>`;
  }
  const points = shape.polygon.map(([x, y]) => `${x},${y}`).join(' ');
  const { way } = shape;
  return svg`<g class=${name}>${open ? svg`<polyline points=${points} />` : svg`<polygon points=${points} />`}
    ${
      way
        ? svg`<line class="editor-arrow" x1=${way.from[0]} y1=${way.from[1]} x2=${way.to[0]} y2=${way.to[1]} />
            <circle class="editor-arrow-tip" cx=${way.to[0]} cy=${way.to[1]} r="0.012" />`
        : nothing
    }</g>`;
}

/** Wide, unseen sides: a click on one puts a corner there. */
function sides(polygon: readonly PicturePoint[], parts: ShapeParts): TemplateResult[] {
  return polygon.map((a, i) => {
    const b = polygon[(i + 1) % polygon.length] ?? a;
    return svg`<line class="editor-side" x1=${a[0]} y1=${a[1]} x2=${b[0]} y2=${b[1]}
      @click=${(event: MouseEvent) => {
        event.stopPropagation();
        parts.edit({ do: 'split', index: i, point: pointOf(event) });
      }} />`;
  });
}

function corners(shape: ZoneSettings['shape']): readonly PicturePoint[] {
  return shape.kind === 'zone' ? shape.polygon : [shape.line.from, shape.line.to];
}

/** A corner that can be taken hold of. A button over the picture, so that it has a focus and a name. */
function handle(at: PicturePoint, index: number, label: string, { shape, open, edit }: ShapeParts): TemplateResult {
  const drag = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) edit({ do: 'move', index, point: pointOf(event) });
  };
  const key = (event: KeyboardEvent) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const [dx = 0, dy = 0] = step ?? [];
    if (step) edit({ do: 'move', index, point: intoPicture(at[0] + dx * KEY_STEP, at[1] + dy * KEY_STEP) });
    else if (event.key === 'Delete' || event.key === 'Backspace') edit({ do: 'remove', index });
    else return;
    event.preventDefault();
  };
  const closes = open && index === 0 && shape.kind === 'zone';
  return html`<button
    type="button"
    class="editor-handle"
    data-arrows
    ?data-closing=${closes}
    aria-label=${label}
    .style=${`left:${at[0] * 100}%;top:${at[1] * 100}%`}
    @pointerdown=${(event: PointerEvent & { readonly currentTarget: HTMLElement }) =>
      event.currentTarget.setPointerCapture(event.pointerId)}
    @pointermove=${drag}
    @click=${() => {
      if (closes) edit({ do: 'close' });
    }}
    @keydown=${key}
  ></button>`;
}

/** One end of the arrow that says which way is right. */
function wayHandle(end: 'from' | 'to', { shape, edit }: ShapeParts, { t }: Frame): TemplateResult {
  const at = shape.kind === 'zone' ? shape.way?.[end] : undefined;
  if (!at) return html``;
  const move = (point: PicturePoint) => edit({ do: 'move-way', end, point });
  const key = (event: KeyboardEvent) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    const [dx = 0, dy = 0] = step;
    move(intoPicture(at[0] + dx * KEY_STEP, at[1] + dy * KEY_STEP));
    event.preventDefault();
  };
  return html`<button
    type="button"
    class="editor-handle editor-handle-way"
    data-arrows
    aria-label=${t.setup.wayEnd[end]}
    .style=${`left:${at[0] * 100}%;top:${at[1] * 100}%`}
    @pointerdown=${(event: PointerEvent & { readonly currentTarget: HTMLElement }) =>
      event.currentTarget.setPointerCapture(event.pointerId)}
    @pointermove=${(event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) move(pointOf(event));
    }}
    @keydown=${key}
  ></button>`;
}

/** What lies on the two sides of a line, written beside it. */
function sideNames({ line: { from, to }, sides }: Extract<ZoneSettings['shape'], { kind: 'line' }>): TemplateResult[] {
  const { tail, tip } = forwardArrow(from, to, 0.13);
  const left: PicturePoint = [2 * tail[0] - tip[0], 2 * tail[1] - tip[1]];
  return (
    [
      [left, sides?.a ?? 'A'],
      [tip, sides?.b ?? 'B'],
    ] as const
  ).map(
    ([at, name]) =>
      html`<span class="editor-side-name" dir="auto" .style=${`left:${at[0] * 100}%;top:${at[1] * 100}%`}
        >${name}</span
      >`,
  );
}

/** A picture that cannot be had leaves the grid to draw on. */
function noPicture(event: Event): void {
  const image = event.currentTarget as HTMLElement;
  image.hidden = true;
  image.closest('.editor-picture')?.setAttribute('data-empty', '');
}

/** Where on the picture something happened, as fractions of it. */
function pointOf(event: MouseEvent): PicturePoint {
  const picture = (event.currentTarget as Element).closest('.editor-picture')?.getBoundingClientRect();
  if (!picture) return [0, 0];
  return intoPicture((event.clientX - picture.left) / picture.width, (event.clientY - picture.top) / picture.height);
}
