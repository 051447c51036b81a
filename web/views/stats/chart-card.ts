import { html, nothing, type TemplateResult } from 'lit-html';
import type { Answer } from '../../core/stats/state.ts';
import { failureText } from '../../core/text/dictionary.ts';
import { icon } from '../icon.ts';
import type { StatsFrame } from './stats-frame.ts';

/** The figures of a chart as rows and columns: its twin for whoever reads rather than looks. */
export interface ChartTable {
  readonly heads: readonly string[];
  /** First cell: what the row is about. */
  readonly rows: readonly (readonly string[])[];
}

/** A chart with everything that belongs around it. */
export interface ChartParts {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly lead?: string;
  /** The answers it is made of. */
  readonly answers: readonly (Answer<{ readonly simulated: readonly unknown[] }> | undefined)[];
  /** Share of the time that was watched; leave it out where the chart says it itself. */
  readonly observed?: number | null;
  /** Whether there is anything to draw. */
  readonly empty: boolean;
  readonly wide?: boolean;
  /** Called only when there is something to draw. */
  readonly chart: () => TemplateResult;
  readonly table: (() => ChartTable) | null;
}

const MOST_ROWS = 400;

/** A card with a chart or its table, what it rests on, and its state while loading, empty or failed. */
export function chartCard(parts: ChartParts, frame: StatsFrame): TemplateResult {
  const { id, title, lead, answers, wide = false } = parts;
  const { s, sf, stats, tell } = frame;
  const failed = answers.find((answer) => answer?.is === 'failed');
  const loading = answers.some((answer) => answer === undefined || answer.is === 'loading');
  const ready = !failed && answers.every((answer) => answer?.value != null);
  const tabled = stats.tables.has(id);
  const simulated = answers.some((answer) => (answer?.value?.simulated.length ?? 0) > 0);
  return html`<figure
    class="card chart-card"
    id=${`chart-${id}`}
    data-wide=${String(wide)}
    aria-labelledby=${`title-${id}`}
    aria-busy=${String(loading)}
  >
    <figcaption class="chart-head">
      <h3 id=${`title-${id}`}>${title}</h3>
      ${lead === undefined ? nothing : html`<span class="muted">${lead}</span>`}
      <span class="chart-tools">
        ${ready && simulated ? simulatedMark(frame) : nothing}
        ${ready && parts.observed !== undefined ? coverageMark(parts.observed, frame) : nothing}
        ${
          ready && !parts.empty && parts.table
            ? html`<button
                class="button button-quiet button-small"
                aria-pressed=${String(tabled)}
                aria-label=${`${tabled ? s.state.chart : s.state.table}: ${title}`}
                @click=${() => tell({ type: 'tabled', chart: id })}
              >
                ${icon(tabled ? 'chart' : 'list')} ${tabled ? s.state.chart : s.state.table}
              </button>`
            : nothing
        }
      </span>
    </figcaption>
    <div class="chart-body" ?data-stale=${loading && ready}>${body()}</div>
  </figure>`;

  function body(): TemplateResult {
    if (failed) return failure(failed.code, frame);
    if (!ready)
      return html`<div class="skeleton skeleton-figure"><span class="visually-hidden">${s.state.loading}</span></div>`;
    if (parts.empty)
      return html`<div class="blank chart-blank">
        ${icon('chart')}<strong>${s.state.none}</strong><span>${s.state.noneLead}</span>
      </div>`;
    return tabled && parts.table ? chartTable(parts.table(), s.state.tableOf(title), frame) : parts.chart();
  }

  function coverageMark(observed: number | null, { s }: StatsFrame): TemplateResult {
    return html`<span class="chip" title=${s.figure.help}
      >${icon('eye')} ${observed === null ? s.figure.unobserved : s.figure.observed(sf.percent(observed))}</span
    >`;
  }
}

/** Why there are no figures, and a way to try again. */
export function failure(code: string | null, { t, s, retry }: StatsFrame): TemplateResult {
  const why =
    code === 'too-large'
      ? s.state.tooMuch
      : code === 'not-found'
        ? s.state.missing
        : failureText(t, code ?? 'internal');
  return html`<div class="blank chart-blank" role="alert">
    ${icon('cut')}<strong>${s.state.failed}</strong>
    <span>${why}</span>
    <button class="button" @click=${retry}>${t.act.retry}</button>
  </div>`;
}

/** Says that figures are not of the real world. */
export function simulatedMark({ s }: StatsFrame): TemplateResult {
  return html`<span class="chip chip-simulated" title=${s.state.simulatedLead}>${s.state.simulated}</span>`;
}

/** The table of a chart, scrolled within its card. */
export function chartTable({ heads, rows }: ChartTable, label: string, { s, f }: StatsFrame): TemplateResult {
  return html`<div class="chart-table" tabindex="0" role="region" aria-label=${label} data-arrows>
    <table class="table">
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, MOST_ROWS).map(
          ([head, ...cells]) =>
            html`<tr>
              <th scope="row">${head}</th>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
    ${rows.length > MOST_ROWS ? html`<p class="muted">${s.state.moreRows(f.number(rows.length - MOST_ROWS))}</p>` : nothing}
  </div>`;
}
