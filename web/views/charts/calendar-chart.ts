import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { px } from '../../core/charts/curve.ts';
import { levelsOf } from '../../core/charts/levels.ts';
import { monthStart, plusDays, weekdayOf, type Day } from '../../core/stats/city-days.ts';
import type { StatsFrame } from '../stats/stats-frame.ts';
import { heatKey } from './heat-table.ts';
import { plot, type PlotNote } from './plot.ts';
import { sized } from './sized.ts';

/** Values of the days of one year. */
export interface CalendarChart {
  readonly id: string;
  readonly title: string;
  readonly year: string;
  /** One for each day of the year; null: not known. */
  readonly values: readonly (number | null)[];
  readonly unseen: readonly boolean[];
  /** Days that are no ordinary ones, and what they are called together. */
  readonly special: readonly boolean[];
  readonly specialName: string;
  readonly note: (index: number) => PlotNote;
  readonly open: (day: Day) => void;
}

const GAP = 20;
const HEAD = 32;

/** A year as twelve small months whose days are shaded by size; a click or Enter opens a day. */
export function calendarChart(chart: CalendarChart, frame: StatsFrame): TemplateResult {
  return html`<div class="chart-box">${sized((width) => drawn(chart, width, frame))}</div>
    ${heatKey(levelsOf(chart.values.filter((value) => value !== null)), frame)}
    ${
      chart.special.includes(true)
        ? html`<p class="calendar-key">
            <svg width="16" height="16" aria-hidden="true"><rect x="1" y="1" width="14" height="14" rx="3" /></svg>
            ${chart.specialName}
          </p>`
        : nothing
    }`;
}

function drawn(chart: CalendarChart, width: number, frame: StatsFrame): TemplateResult {
  const { s, stats } = frame;
  const { year, values, unseen, id } = chart;
  const across = width > 740 ? 6 : width > 480 ? 4 : 2;
  const cell = Math.max(8, Math.min(30, Math.floor((width - GAP * (across - 1)) / across / 7)));
  const block = { wide: cell * 7, tall: HEAD + cell * 6 + 10 };
  const spread = (width - across * block.wide) / (across - 1);
  const levels = levelsOf(values.filter((value) => value !== null));
  const first = `${year}-01-01`;
  const places = values.map((_, i) => {
    const day = plusDays(first, i);
    const month = Number(day.slice(5, 7)) - 1;
    const lead = weekdayOf(monthStart(day)) - 1;
    const square = lead + Number(day.slice(8)) - 1;
    return {
      x: (month % across) * (block.wide + spread) + (square % 7) * cell,
      y: Math.floor(month / across) * block.tall + HEAD + Math.floor(square / 7) * cell,
    };
  });
  const height = Math.ceil(12 / across) * block.tall;
  const at = stats.pointed?.chart === id ? stats.pointed.index : null;
  const months = Array.from({ length: 12 }, (_, month) => {
    const x = (month % across) * (block.wide + spread);
    const y = Math.floor(month / across) * block.tall;
    return svg`<text class="chart-text chart-strong" x=${px(x)} y=${y + 12}>${s.overview.monthNames[month + 1] ?? ''}</text>
      ${[1, 2, 3, 4, 5, 6, 7].map((day) => svg`<text class="chart-text calendar-day-name" x=${px(x + (day - 0.5) * cell)} y=${y + 27} text-anchor="middle">${s.overview.dayLetters[day] ?? ''}</text>`)}`;
  });
  const drawing = html`<svg class="drawing" width=${width} height=${height} aria-hidden="true" focusable="false">
    ${months}
    ${values.map((value, i) => {
      const { x = 0, y = 0 } = places[i] ?? {};
      const inner = cell - 2;
      const look = unseen[i] ? nothing : value === null ? 'none' : levels.of(value);
      return svg`<g class="calendar-day" data-level=${look} ?data-unseen=${unseen[i] === true} ?data-at=${at === i} ?data-special=${chart.special[i] === true}>
        <rect x=${px(x + 1)} y=${px(y + 1)} width=${inner} height=${inner} rx="3" />
        ${cell >= 17 ? svg`<text x=${px(x + cell / 2)} y=${px(y + cell / 2 + 3.6)} text-anchor="middle">${Number(plusDays(first, i).slice(8))}</text>` : nothing}
      </g>`;
    })}
  </svg>`;
  const open = () => {
    if (at !== null) chart.open(plusDays(first, at));
  };
  return html`<div
    @click=${open}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Enter') open();
    }}
  >
    ${plot(
      {
        id,
        title: chart.title,
        width,
        height,
        count: values.length,
        columns: 7,
        hit: (x, y) => {
          const index = places.findIndex(
            (place) => x >= place.x && x < place.x + cell && y >= place.y && y < place.y + cell,
          );
          return index === -1 ? null : index;
        },
        anchor: (i) => [(places[i]?.x ?? 0) + cell / 2, (places[i]?.y ?? 0) + cell + 4],
        note: chart.note,
      },
      drawing,
      frame,
    )}
  </div>`;
}
