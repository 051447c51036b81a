import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { px } from '../../core/charts/curve.ts';
import { inBins, type Bin } from '../../core/charts/histogram.ts';
import { niceScale } from '../../core/charts/scale.ts';
import type { StatsFrame } from '../stats/stats-frame.ts';
import { plot } from './plot.ts';
import { sized } from './sized.ts';

/** How often which values occurred. */
export interface Histogram {
  readonly id: string;
  readonly title: string;
  readonly bins: readonly Bin[];
  /** Values to be marked: percentiles, a limit. */
  readonly marks: readonly { readonly value: number; readonly label: string; readonly limit?: boolean }[];
  /** What the bars count, and the axis says. */
  readonly counts: string;
  readonly axis: string;
  /** A value with its unit. */
  readonly value: (value: number) => string;
  /** A value as it stands below the axis. */
  readonly tick: (value: number) => string;
}

const TOP = 93;
const BOTTOM = 40;
const HEIGHT = 351;
/** Rows of labels above the bars, how far they are apart, and how wide a letter is at most. */
const ROWS = 5;
const LINE = 15;
const LETTER = 6.9;

/** Draws bars of equal width with marks at percentiles. */
export function histogram(chart: Histogram, frame: StatsFrame): TemplateResult {
  return html`<div class="chart-box">${sized((width) => drawn(chart, width, frame))}</div>`;
}

function drawn(chart: Histogram, width: number, frame: StatsFrame): TemplateResult {
  const { sf, s, stats } = frame;
  const { bins, marks, id, value } = chart;
  const all = bins.reduce((sum, { count }) => sum + count, 0) || 1;
  const scale = niceScale(bins.map(({ count }) => count));
  const left = 12 + 6.6 * Math.max(...scale.ticks.map((tick) => sf.axis(tick).length));
  const wide = width - left - 12;
  const tall = HEIGHT - TOP - BOTTOM;
  const step = wide / Math.max(1, bins.length);
  const x = (of: number) => inBins(of, bins) * step;
  const y = (count: number) => tall * (1 - scale.share(count));
  const at = stats.pointed?.chart === id ? stats.pointed.index : null;
  const every = Math.max(1, Math.ceil(46 / step));
  const labels = inRows(
    marks.map((mark) => ({ ...mark, x: x(mark.value), text: `${mark.label} ${value(mark.value)}` })),
    wide,
  );
  const edges = [...bins.map(({ from }) => from), bins.at(-1)?.to ?? 0];
  const drawing = html`<svg class="drawing" width=${width} height=${HEIGHT} aria-hidden="true" focusable="false">
    <g transform="translate(${px(left)} ${TOP})">
      ${scale.ticks.map(
        (tick) => svg`<g transform="translate(0 ${px(y(tick))})"><path class="chart-grid" d="M0 0H${px(wide)}" />
          <text class="chart-text" x="-7" y="4" text-anchor="end">${sf.axis(tick)}</text></g>`,
      )}
      ${bins.map(
        (
          { count },
          i,
        ) => svg`<rect class="chart-bar" data-look="0" ?data-at=${i === at} x=${px(i * step + Math.min(1, step / 8))}
          y=${px(y(count))} width=${px(Math.max(1, step - Math.min(2, step / 4)))} height=${px(tall - y(count))} />`,
      )}
      ${edges.map((edge, i) => (i % every === 0 ? svg`<text class="chart-text" x=${px(i * step)} y=${tall + 16} text-anchor="middle">${chart.tick(edge)}</text>` : nothing))}
      <path class="chart-ground" d="M0 ${tall}H${px(wide)}" />
      <text class="chart-text" x=${px(wide)} y=${tall + 34} text-anchor="end">${chart.axis}</text>
      <text class="chart-text" x=${px(7 - left)} y=${-TOP + 12}>${chart.counts}</text>
      ${labels.map(
        ({ x, row, limit }) =>
          svg`<path class=${limit ? 'chart-limit-line' : 'percentile-line'} transform="translate(${px(x)} 0)" d="M0 ${-8 - row * LINE}V${tall}" />`,
      )}
      ${labels.map(
        ({ start, row, limit, text }) => svg`<g class=${limit ? 'chart-limit' : 'chart-percentile'}>
          <text class="chart-text" x=${px(start)} y=${-12 - row * LINE}>${text}</text></g>`,
      )}
    </g>
  </svg>`;
  return plot(
    {
      id,
      title: chart.title,
      width,
      height: HEIGHT,
      count: bins.length,
      hit: (px) => {
        const index = Math.floor((px - left) / step);
        return index >= 0 && index < bins.length ? index : null;
      },
      anchor: (i) => [left + (i + 0.5) * step, TOP - 10],
      note: (i) => {
        const bin = bins[i];
        if (!bin) return { head: '', rows: [] };
        const below = bins.slice(0, i + 1).reduce((sum, { count }) => sum + count, 0);
        return {
          head: s.period.range(value(bin.from), value(bin.to)),
          rows: [
            { label: chart.counts, value: sf.amount(bin.count) },
            { label: s.spread.share, value: sf.percent(bin.count / all) },
            { label: s.spread.upTo(value(bin.to)), value: sf.percent(below / all) },
          ],
        };
      },
    },
    drawing,
    frame,
  );
}

/** Each label beside its line, to the left where the drawing ends; those that would touch go one row up. */
function inRows<T extends { readonly x: number; readonly text: string }>(
  marks: readonly T[],
  wide: number,
): readonly (T & { readonly row: number; readonly start: number })[] {
  const placed: { readonly row: number; readonly from: number; readonly to: number }[] = [];
  return [...marks]
    .sort((a, b) => a.x - b.x)
    .map((mark) => {
      const length = LETTER * mark.text.length;
      const start = mark.x + 4 + length > wide ? mark.x - 4 - length : mark.x + 4;
      const to = start + length + 6;
      const isFree = (row: number) => placed.every((one) => one.row !== row || one.to <= start || one.from >= to);
      let row = 0;
      while (row < ROWS - 1 && !isFree(row)) row++;
      placed.push({ row, from: start, to });
      return { ...mark, row, start };
    });
}
