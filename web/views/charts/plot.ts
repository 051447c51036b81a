import { html, nothing, type TemplateResult } from 'lit-html';
import { walkTo } from '../../core/charts/walk.ts';
import type { StatsFrame } from '../stats/stats-frame.ts';

/** A drawing whose values can be read one by one, with the pointer or the arrow keys. */
export interface PlotParts {
  readonly id: string;
  /** What the chart is called. */
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** How many values there are, and how many stand in a row where they form a grid. */
  readonly count: number;
  readonly columns?: number;
  /** Which value lies under a place in the drawing. */
  readonly hit: (x: number, y: number) => number | null;
  /** Where the value's note is hung up. */
  readonly anchor: (index: number) => readonly [x: number, y: number];
  readonly note: (index: number) => PlotNote;
}

/** What is said of one value. */
export interface PlotNote {
  readonly head: string;
  readonly rows: readonly { readonly label: string; readonly value: string; readonly swatch?: TemplateResult }[];
}

const NOTE_WIDTH = 230;

/** Puts a drawing into a box that keys and pointer can walk through; the value pointed at is spoken and shown. */
export function plot(parts: PlotParts, drawing: TemplateResult, frame: StatsFrame): TemplateResult {
  const { id, title, width, height, count } = parts;
  const { stats, tell, s } = frame;
  const at = stats.pointed?.chart === id && stats.pointed.index < count ? stats.pointed.index : null;
  const point = (index: number | null) => tell({ type: 'pointed', chart: id, index });
  const note = at === null ? null : parts.note(at);
  const moved = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    const box = event.currentTarget.getBoundingClientRect();
    point(parts.hit(event.clientX - box.left, event.clientY - box.top));
  };
  return html`<div
    class="plot"
    tabindex="0"
    role="slider"
    data-arrows
    aria-label=${s.state.walk(title)}
    aria-valuemin="0"
    aria-valuemax=${Math.max(0, count - 1)}
    aria-valuenow=${at ?? 0}
    aria-valuetext=${note === null ? s.state.read : `${note.head}: ${note.rows.map(({ label, value }) => `${label} ${value}`).join(', ')}`}
    .style=${`height:${height}px`}
    @pointermove=${moved}
    @pointerdown=${moved}
    @pointerleave=${(event: PointerEvent) => {
      // A finger that is lifted leaves the note standing to be read.
      if (event.pointerType === 'mouse') point(null);
    }}
    @blur=${() => point(null)}
    @keydown=${(event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const next = walkTo(event.key, at, count, parts.columns);
      if (next === undefined || (next === null && at === null)) return;
      event.preventDefault();
      event.stopPropagation();
      tell({ type: 'walked', chart: id, key: event.key, count, columns: parts.columns ?? 1 });
    }}
  >
    ${drawing} ${at === null || note === null ? nothing : noteBox(note, parts.anchor(at), width)}
  </div>`;
}

function noteBox({ head, rows }: PlotNote, [x, y]: readonly [number, number], width: number): TemplateResult {
  const right = x + 14 + NOTE_WIDTH > width && x - 14 - NOTE_WIDTH > -40;
  const left = right ? Math.max(0, x - 14 - NOTE_WIDTH) : Math.min(x + 14, Math.max(0, width - NOTE_WIDTH));
  return html`<div
    class="plot-note"
    aria-hidden="true"
    .style=${`left:${left}px;top:${Math.max(0, y)}px;width:${NOTE_WIDTH}px`}
  >
    <strong>${head}</strong>
    <dl>
      ${rows.map(
        ({ label, value, swatch }) =>
          html`<div>
            <dt>${swatch ?? nothing}${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </div>`;
}
