import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { linePath, px, type Corner } from '../../core/charts/curve.ts';
import { dashOf, markOf } from '../../core/charts/looks.ts';
import { niceScale } from '../../core/charts/scale.ts';
import { plot } from '../charts/plot.ts';
import { sized } from '../charts/sized.ts';
import { swatch } from '../charts/swatch.ts';
import type { StatsFrame } from './stats-frame.ts';

/** Values of the 24 hours of a day. */
export interface HourChart {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly {
    readonly look: number;
    readonly label: string;
    readonly values: readonly (number | null)[];
  }[];
  readonly limit: { readonly value: number; readonly label: string } | null;
  /** How many each hour rests on. */
  readonly counts: readonly (number | null)[];
}

const HEIGHT = 260;
const TOP = 24;
const BOTTOM = 24;

/** Lines over the hours of the day. */
export function hourChart(chart: HourChart, frame: StatsFrame): TemplateResult {
  return html`<div class="chart-box">${sized((width) => drawn(chart, width, frame))}</div>`;
}

function drawn(chart: HourChart, width: number, frame: StatsFrame): TemplateResult {
  const { sf, s, f, stats } = frame;
  const known = chart.lines.flatMap(({ values }) => values.filter((value) => value !== null));
  const scale = niceScale([...known, ...(chart.limit ? [chart.limit.value] : [])]);
  const left = 12 + 6.6 * Math.max(...scale.ticks.map((tick) => sf.axis(tick).length));
  const wide = width - left - 10;
  const tall = HEIGHT - TOP - BOTTOM;
  const step = wide / 24;
  const y = (value: number) => tall * (1 - scale.share(value));
  const every = step > 30 ? 1 : step > 14 ? 3 : 6;
  const at = stats.pointed?.chart === chart.id ? stats.pointed.index : null;
  const drawing = html`<svg class="drawing" width=${width} height=${HEIGHT} aria-hidden="true" focusable="false">
    <g transform="translate(${px(left)} ${TOP})">
      ${at === null ? nothing : svg`<rect class="chart-cursor" x=${px(at * step)} y="0" width=${px(step)} height=${tall} />`}
      ${scale.ticks.map(
        (tick) => svg`<g transform="translate(0 ${px(y(tick))})"><path class="chart-grid" d="M0 0H${px(wide)}" />
          <text class="chart-text" x="-7" y="4" text-anchor="end">${sf.axis(tick)}</text></g>`,
      )}
      <text class="chart-text" x=${px(7 - left)} y="-11">${chart.unit}</text>
      ${Array.from({ length: 24 }, (_, hour) => (hour % every === 0 ? svg`<text class="chart-text" x=${px((hour + 0.5) * step)} y=${tall + 17} text-anchor="middle">${s.overview.hour(String(hour))}</text>` : nothing))}
      ${chart.lines.map(({ look, values }) => {
        const corners = values.map((value, i): Corner => (value === null ? null : [(i + 0.5) * step, y(value)]));
        return svg`<g data-look=${look}><path class="chart-line" d=${linePath(corners)} stroke-dasharray=${dashOf(look)} />
          ${corners.map((corner) => (corner ? svg`<path class="chart-mark" transform="translate(${px(corner[0])} ${px(corner[1])})" d=${markOf(look)} />` : nothing))}</g>`;
      })}
      ${
        chart.limit
          ? svg`<g class="chart-limit"><path class="chart-limit-line" d="M0 ${px(y(chart.limit.value))}H${px(wide)}" />
              <text class="chart-text" x=${px(wide - 4)} y=${px(y(chart.limit.value) - 5)} text-anchor="end">${chart.limit.label}</text></g>`
          : nothing
      }
      <path class="chart-ground" d="M0 ${tall}H${px(wide)}" />
    </g>
  </svg>`;
  return plot(
    {
      id: chart.id,
      title: chart.title,
      width,
      height: HEIGHT,
      count: 24,
      hit: (x) => {
        const hour = Math.floor((x - left) / step);
        return hour >= 0 && hour < 24 ? hour : null;
      },
      anchor: (i) => [left + (i + 0.5) * step, 8],
      note: (i) => ({
        head: `${s.overview.hour(String(i))}–${s.overview.hour(String(i + 1))}`,
        rows: [
          ...chart.lines.map(({ look, label, values }) => ({
            label,
            value: values[i] == null ? '–' : f.number(values[i], 1),
            swatch: swatch('line', look),
          })),
          { label: s.figure.counted, value: chart.counts[i] == null ? '–' : sf.amount(chart.counts[i]) },
        ],
      }),
    },
    drawing,
    frame,
  );
}
