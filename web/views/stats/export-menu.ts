import { html, nothing, type TemplateResult } from 'lit-html';
import type { ExportFormat } from '../../../contracts/exports.ts';
import { EXPORT_CHOICES, exportFor, exportOrderOf, type ExportChoice } from '../../core/stats/export-order.ts';
import { daysOf } from '../../core/stats/period.ts';
import { questionFilePath, questionFiles, type QuestionFile } from '../../core/stats/question-files.ts';
import { periodOf } from '../../core/stats/wants.ts';
import { failureText } from '../../core/text/dictionary.ts';
import { icon } from '../icon.ts';
import { foldByEscape, keepInSight } from './filter-menu.ts';
import type { StatsFrame } from './stats-frame.ts';

const FORMATS = [
  ['csv', 'CSV'],
  ['xlsx', 'Excel'],
  ['geojson', 'GeoJSON'],
  ['parquet', 'Parquet'],
] as const satisfies readonly (readonly [ExportFormat, string])[];
const MOST_REPORTS = 6;

/** Files of what is looked at, and monthly reports. */
export function exportMenu(frame: StatsFrame): TemplateResult {
  const { s, stats, tell, exporter } = frame;
  const of = stats.exportOf ?? exportFor(stats.query.section, stats.query.events);
  const isRunning = stats.exporting?.is === 'running';
  return html`<details
    class="menu filter filter-export"
    id="filter-export"
    data-side="right"
    @keydown=${foldByEscape}
    @toggle=${(event: Event) => {
      keepInSight(event);
      if (event.currentTarget instanceof HTMLDetailsElement && event.currentTarget.open) void exporter.reports();
    }}
  >
    <summary class="button">${icon('download')} ${s.export.label}</summary>
    <div class="menu-body filter-body export-body">
      <p class="muted">${s.export.lead}</p>
      ${pageTables(frame)}
      <h3>${s.export.raw}</h3>
      <label class="export-what"
        >${s.export.what}
        <select
          class="select"
          .value=${of}
          @change=${(event: Event) => {
            const value = event.target instanceof HTMLSelectElement ? event.target.value : '';
            const chosen = EXPORT_CHOICES.find((one) => one === value);
            if (chosen !== undefined) tell({ type: 'export-chosen', of: chosen });
          }}
        >
          ${EXPORT_CHOICES.map((one) => html`<option value=${one} ?selected=${one === of}>${s.export.kinds[one]}</option>`)}
        </select></label
      >
      <div class="export-formats" role="group" aria-label=${s.export.formats}>
        ${FORMATS.map(
          ([format, name]) =>
            html`<button class="button" ?disabled=${isRunning} @click=${() => take(frame, of, format)}>
              ${name}
            </button>`,
        )}
      </div>
      ${progress(frame)} ${reports(frame)}
    </div>
  </details>`;
}

/** Every answer on the page as a file: links, so that the browser saves them by itself. */
function pageTables({ s, stats, state, today }: StatsFrame): TemplateResult | typeof nothing {
  const files = questionFiles(stats.query, today);
  if (files.length === 0) return nothing;
  const { language } = state.preferences;
  const titles: Readonly<Partial<Record<QuestionFile['slot'], string>>> = s.export.tables;
  return html`<section class="export-tables">
    <h3>${s.export.page}</h3>
    <p class="muted">${s.export.pageLead}</p>
    <ul>
      ${files.map(({ slot, of }) => {
        const title = titles[slot] ?? slot;
        return html`<li>
          <span>${title}</span>
          ${FORMATS.map(
            ([format, name]) =>
              html`<a
                class="link"
                href=${questionFilePath(of, format, language)}
                download
                aria-label=${s.export.tableAs(title, name)}
                >${name}</a
              >`,
          )}
        </li>`;
      })}
    </ul>
  </section>`;
}

function take(frame: StatsFrame, of: ExportChoice, format: (typeof FORMATS)[number][0]): void {
  const { stats, today, days, state, exporter } = frame;
  const { language } = state.preferences;
  void exporter.take(exportOrderOf(stats.query, { of, format, today, days, language }));
}

function progress({ s, t, f, stats, exporter }: StatsFrame): TemplateResult | typeof nothing {
  const { exporting } = stats;
  if (exporting === null) return nothing;
  const rows = f.number(exporting.rows);
  if (exporting.is === 'failed')
    return html`<p class="export-fault" role="alert">
      ${s.export.failed} ${exporting.code === null ? nothing : failureText(t, exporting.code)}
    </p>`;
  if (exporting.is !== 'running')
    return html`<p role="status">${exporting.is === 'done' ? s.export.done(rows) : s.export[exporting.is]}</p>`;
  return html`<div class="export-progress" role="status">
    <span>${s.export.running(rows)}</span>
    <progress aria-label=${s.export.progress} max="1" .value=${exporting.share}></progress>
    <button class="button button-quiet button-small" @click=${() => void exporter.cancel()}>${s.export.cancel}</button>
  </div>`;
}

function reports(frame: StatsFrame): TemplateResult {
  const { s, t, stats, state, today, exporter } = frame;
  const month = daysOf(periodOf(stats.query, today)).to.slice(0, 7);
  const said = monthText(month < today.slice(0, 7) ? month : today.slice(0, 7));
  const mayOrder = state.session.is === 'signed-in' && state.session.account.role !== 'police';
  const { where } = stats.query;
  const areaId = where.kind === 'area' ? where.id : null;
  const order = (): void =>
    void exporter.order({
      month: month < today.slice(0, 7) ? month : today.slice(0, 7),
      areaId,
      boundaries: areaId === null ? 'then' : stats.query.boundaries,
      language: state.preferences.language,
    });
  return html`<section class="export-reports">
    <h3>${s.export.reports}</h3>
    ${mayOrder ? html`<button class="button" @click=${order}>${s.export.order(said)}</button>` : nothing}
    ${reportsFault(frame)} ${stats.reports?.length === 0 ? html`<p class="muted">${s.export.noReports}</p>` : nothing}
    <ul>
      ${(stats.reports ?? []).slice(0, MOST_REPORTS).map((report) => {
        const name = s.export.reportOf(monthText(report.month), report.areaName ?? s.place.city);
        const wards = report.boundaries === 'now' ? ` · ${s.export.wardsNow}` : '';
        const words = s.export.states[report.state];
        return html`<li>
          <span>${name}${wards} <span class="muted">${t.language[report.language]}</span></span>
          ${
            report.state === 'done'
              ? html`<a
                  href="/api/reports/${report.id}/file"
                  target="_blank"
                  rel="noopener"
                  aria-label="${words}: ${name}"
                  >${words}</a
                >`
              : html`<span class="muted"
                  >${words}${report.state === 'running' ? ` ${Math.round(report.share * 100)} %` : ''}</span
                >`
          }
        </li>`;
      })}
    </ul>
  </section>`;
}

/** A list that could not be fetched is no empty list. */
function reportsFault({ s, t, stats, exporter }: StatsFrame): TemplateResult | typeof nothing {
  const fault = stats.reportsFault;
  if (fault === null) return nothing;
  return html`<p class="export-fault" role="alert">
    ${fault.what === 'list' ? s.export.listFailed : s.export.orderFailed} ${failureText(t, fault.code)}
    ${
      fault.what === 'list'
        ? html`<button class="link" @click=${() => void exporter.reports()}>${t.act.retry}</button>`
        : nothing
    }
  </p>`;
}

function monthText(month: string): string {
  const [year = '', number = ''] = month.split('-');
  return `${Number(number)}/${year}`;
}
