import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { px } from '../../core/charts/curve.ts';
import { dashOf, markOf } from '../../core/charts/looks.ts';
import type { Scale } from '../../core/charts/scale.ts';
import {
  layOut,
  type Bar,
  type Column,
  type Drawn,
  type Layer,
  type Limit,
  type TimeLayout,
} from '../../core/charts/time-layout.ts';
import { timeTicks } from '../../core/charts/time-ticks.ts';
import type { StatsFrame } from '../stats/stats-frame.ts';
import { plot, type PlotNote } from './plot.ts';
import { sized } from './sized.ts';

/** Values over time. */
export interface TimeChart {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly layers: readonly Layer[];
  readonly limits?: readonly (Limit & { readonly label: string })[];
  /** Columns in which nothing was watched. */
  readonly unseen: readonly boolean[];
  /** Says at the top of the axes what they count. */
  readonly left: string;
  readonly right?: string;
  readonly height?: number;
  readonly note: (index: number) => PlotNote;
}

const TOP = 22;
const BOTTOM = 24;

/** Draws bars, lines and steps over time, with what was missed, gaps and limits. */
export function timeChart(chart: TimeChart, frame: StatsFrame): TemplateResult {
  return html`<div class="chart-box">${sized((width) => drawn(chart, width, frame))}</div>`;
}

function drawn(chart: TimeChart, width: number, frame: StatsFrame): TemplateResult {
  const { columns, layers, limits = [], height = 260 } = chart;
  const { sf, days, stats } = frame;
  const tall = height - TOP - BOTTOM;
  // Labels decide how wide the edges are, edges how wide the drawing is: two passes are enough.
  const draft = layOut(columns, layers, limits, { width: width - 90, height: tall });
  const edge = (scale: Scale | null) =>
    scale === null ? 10 : 10 + 6.6 * Math.max(...scale.ticks.map((tick) => sf.axis(tick).length));
  const [left, right] = [edge(draft.left), edge(draft.right)];
  const wide = Math.max(60, width - left - right);
  const layout = layOut(columns, layers, limits, { width: wide, height: tall });
  const from = columns[0]?.from ?? 0;
  const to = columns.at(-1)?.to ?? 1;
  const ticks = timeTicks(from, to, Math.max(2, Math.floor(wide / 62)), days);
  const at = stats.pointed?.chart === chart.id ? columns[stats.pointed.index] : undefined;
  const drawing = html`<svg class="drawing" width=${width} height=${height} aria-hidden="true" focusable="false">
    <g transform="translate(${px(left)} ${TOP})">
      ${chart.unseen.map((unseen, i) => (unseen && columns[i] ? gap(columns[i], layout, tall) : nothing))}
      ${layout.left.ticks.map(
        (tick) => svg`<g transform="translate(0 ${px(layout.y(tick))})">
        <path class="chart-grid" d="M0 0H${px(wide)}" /><text class="chart-text" x="-7" y="4" text-anchor="end">${sf.axis(tick)}</text></g>`,
      )}
      ${layout.right?.ticks.map((tick) => svg`<text class="chart-text" x=${px(wide + 7)} y=${px(layout.y(tick, 'right') + 4)}>${sf.axis(tick)}</text>`) ?? nothing}
      <text class="chart-text chart-axis-name" x=${px(7 - left)} y="-10">${chart.left}</text>
      ${chart.right === undefined ? nothing : svg`<text class="chart-text chart-axis-name" x=${px(wide + right - 4)} y="-10" text-anchor="end">${chart.right}</text>`}
      ${ticks.map(
        ({ at, unit }) => svg`<g transform="translate(${px(layout.x(at))} ${tall})">
        <path class="chart-tick" d="M0 0V5" /><text class="chart-text" data-unit=${unit} y="18" text-anchor=${layout.x(at) > wide - 14 ? 'end' : layout.x(at) < 14 ? 'start' : 'middle'}>${sf.tick({ at, unit })}</text></g>`,
      )}
      ${at ? svg`<rect class="chart-cursor" x=${px(layout.x(at.from))} y="0" width=${px(Math.max(1, layout.x(at.to) - layout.x(at.from)))} height=${tall} />` : nothing}
      ${layout.drawn.map((layer, i) => paint(layer, layers[i]?.kind === 'steps'))}
      ${limits.map((limit) => limitLine(limit, layout, wide))}
      <path class="chart-ground" d="M0 ${tall}H${px(wide)}" />
    </g>
  </svg>`;
  const hit = (x: number) => {
    const when = from + ((x - left) / wide) * (to - from);
    if (when < from || when >= to) return null;
    const index = columns.findLastIndex((column) => column.from <= when);
    return index === -1 ? null : index;
  };
  const middle = (i: number) => ((columns[i]?.from ?? 0) + (columns[i]?.to ?? 0)) / 2;
  return plot(
    {
      id: chart.id,
      title: chart.title,
      width,
      height,
      count: columns.length,
      hit,
      anchor: (i) => [left + layout.x(middle(i)), 6],
      note: chart.note,
    },
    drawing,
    frame,
  );
}

function gap({ from, to }: Column, layout: TimeLayout, tall: number): TemplateResult {
  const x = layout.x(from);
  return svg`<rect class="chart-unseen" x=${px(x)} y="0" width=${px(layout.x(to) - x)} height=${tall} />`;
}

function limitLine({ value, axis, label }: Limit & { readonly label: string }, layout: TimeLayout, wide: number) {
  const y = layout.y(value, axis);
  return svg`<g class="chart-limit"><path class="chart-limit-line" d="M0 ${px(y)}H${px(wide)}" />
    <text class="chart-text" x=${px(wide - 4)} y=${px(y - 5)} text-anchor="end">${label}</text></g>`;
}

function paint(layer: Drawn, before: boolean): TemplateResult {
  if (layer.kind === 'bars')
    return svg`<g data-look=${layer.look}>${layer.bars.map((bar) => (bar ? barShape(bar) : nothing))}</g>`;
  const marks = layer.dots.filter((dot) => dot !== null);
  return svg`<g data-look=${layer.look}>
    ${layer.band === '' ? nothing : svg`<path class="chart-band" d=${layer.band} />`}
    ${layer.area === '' ? nothing : svg`<path class="chart-area" d=${layer.area} />`}
    <path class=${before ? 'chart-before' : 'chart-line'} d=${layer.line} stroke-dasharray=${before ? nothing : dashOf(layer.look)} />
    ${before ? nothing : thinned(marks).map(([x, y]) => svg`<path class="chart-mark" transform="translate(${px(x)} ${px(y)})" d=${markOf(layer.look)} />`)}
  </g>`;
}

/** A few marks tell lines apart; more would hide them. */
function thinned<T>(marks: readonly T[]): readonly T[] {
  const every = Math.ceil(marks.length / 9);
  return marks.filter((_, i) => i % every === Math.floor(every / 2));
}

function barShape({ x, width, top, height, estimateTop, whisker }: Bar): TemplateResult {
  const middle = x + width / 2;
  const wing = Math.min(4, width / 3);
  return svg`<rect class="chart-bar" x=${px(x)} y=${px(top)} width=${px(width)} height=${px(height)} />
    ${estimateTop === null ? nothing : svg`<rect class="chart-missed" x=${px(x)} y=${px(estimateTop)} width=${px(width)} height=${px(top - estimateTop)} />`}
    ${whisker === null || width < 6 ? nothing : svg`<path class="chart-whisker" d="M${px(middle)} ${px(whisker.high)}V${px(whisker.low)}M${px(middle - wing)} ${px(whisker.high)}h${px(wing * 2)}M${px(middle - wing)} ${px(whisker.low)}h${px(wing * 2)}" />`}`;
}
