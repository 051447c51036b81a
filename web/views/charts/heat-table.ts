import { html, nothing, type TemplateResult } from 'lit-html';
import { LEVELS, levelsOf, type Levels } from '../../core/charts/levels.ts';
import type { StatsFrame } from '../stats/stats-frame.ts';
import { sized } from './sized.ts';

/** A heat map that is a table: each cell says its number, the shade makes the pattern visible. */
export interface HeatTable {
  readonly corner: string;
  readonly heads: readonly string[];
  readonly rows: readonly { readonly head: string; readonly values: readonly (number | null)[] }[];
  readonly label: string;
}

/** Room a column needs for its numbers, and the first one for its words, px. */
const COLUMN = 30;
const FIRST_COLUMN = 46;

/** Draws it, with columns for rows where that leaves room for the numbers; null is "not known". */
export function heatTable(table: HeatTable, frame: StatsFrame): TemplateResult {
  const levels = levelsOf(table.rows.flatMap(({ values }) => values.filter((value) => value !== null)));
  const needed = FIRST_COLUMN + COLUMN * table.heads.length;
  return html`<div class="heat-box" tabindex="0" role="region" aria-label=${table.label} data-arrows>
      ${sized((width) => drawn(width < needed ? turned(table) : table, levels, frame))}
    </div>
    ${heatKey(levels, frame)}`;
}

function turned({ heads, rows, ...table }: HeatTable): HeatTable {
  return {
    ...table,
    heads: rows.map(({ head }) => head),
    rows: heads.map((head, i) => ({ head, values: rows.map(({ values }) => values[i] ?? null) })),
  };
}

function drawn({ corner, heads, rows }: HeatTable, levels: Levels, { sf, s }: StatsFrame): TemplateResult {
  return html`<table class="heat">
    <thead>
      <tr>
        <td><span class="visually-hidden">${corner}</span></td>
        ${heads.map((head) => html`<th scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ head, values }) =>
          html`<tr>
            <th scope="row">${head}</th>
            ${values.map((value) =>
              value === null
                ? html`<td data-unseen><span class="visually-hidden">${s.overview.unseen}</span></td>`
                : html`<td data-level=${levels.of(value)}>${sf.short(value)}</td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** What the shades mean, with their limits. */
export function heatKey(levels: Levels, { sf, s }: Pick<StatsFrame, 'sf' | 's'>): TemplateResult {
  const { limits } = levels;
  return html`<p class="heat-key">
    <span>${s.overview.less}</span>
    ${Array.from({ length: LEVELS }, (_, i) => {
      const level = i + 1;
      const least = limits.find((limit) => levels.of(limit) === level);
      const used = level === 1 || least !== undefined;
      return used
        ? html`<span class="heat-step"
            ><i data-level=${level}></i>${least === undefined ? nothing : sf.short(least)}</span
          >`
        : nothing;
    })}
    <span>${s.overview.more}</span>
    ${limits.some((limit) => limit >= 1000) ? html`<span class="heat-unit">${s.overview.thousands}</span>` : nothing}
  </p>`;
}
