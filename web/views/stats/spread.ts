import { html, nothing, type TemplateResult } from 'lit-html';
import type { AdjustedSpread, Figure, Spread } from '../../../contracts/history.ts';
import { wholeBins } from '../../core/charts/histogram.ts';
import { SPREADS } from '../../core/stats/query.ts';
import { histogram } from '../charts/histogram.ts';
import { legend } from '../charts/legend.ts';
import { swatch } from '../charts/swatch.ts';
import { chartCard } from './chart-card.ts';
import { hourChart } from './hour-chart.ts';
import { figureCells, keyFact, keyFigure } from './figure-view.ts';
import { answerOf, valueOf, type StatsFrame } from './stats-frame.ts';

const NO_FIGURE: Figure = { counted: 0, observed: null, estimated: null, plusMinus: null };
const SHOWN_QUANTILES = [0.15, 0.5, 0.85, 0.95];

/** How fast, how long, how full: distributions with their percentiles, and how they change over the day. */
export function spreadPage(frame: StatsFrame): TemplateResult {
  const { s, stats, ask } = frame;
  const { spread, limitKmh } = stats.query;
  return html`<div class="stats-switch">
      <div class="switch" role="group" aria-label=${s.spread.label}>
        ${SPREADS.map(
          (one) =>
            html`<button aria-pressed=${String(spread === one)} @click=${() => ask({ spread: one })}>
              ${s.spread.of[one]}
            </button>`,
        )}
      </div>
      ${
        spread === 'speed'
          ? html`<label class="inline-field"
              >${s.spread.limit}
              <input
                type="number"
                min="1"
                max="300"
                step="5"
                .value=${limitKmh === null ? '' : String(limitKmh)}
                @change=${(event: { currentTarget: HTMLInputElement }) => {
                  const value = event.currentTarget.valueAsNumber;
                  ask({ limitKmh: value >= 1 && value <= 300 ? Math.round(value) : null });
                }}
              />
              km/h</label
            >`
          : nothing
      }
    </div>
    ${spread === 'speed' ? speeds(frame) : stays(frame)}`;
}

const quantile = ({ quantiles }: Spread, q: number): number | null =>
  quantiles.find((one) => Math.abs(one.q - q) < 1e-9)?.value ?? null;

function speeds(frame: StatsFrame): TemplateResult {
  const { s, sf, f, stats } = frame;
  const answer = valueOf(frame, 'speeds');
  const limit = stats.query.limitKmh;
  const kmh = (value: number) => `${f.number(value, value < 10 ? 1 : 0)} km/h`;
  const rows = answer?.rows.filter(({ slot }) => slot !== null) ?? [];
  return html`${
    answer && answer.speeds.count > 0
      ? html`<ul class="keys-row">
          ${keyFigure({ title: s.spread.measured, figure: answer.count, unit: s.spread.vehicles, main: true }, frame)}
          ${quantileFacts(answer.speeds, answer.adjusted, kmh, s)}
          ${answer.overLimit === null || limit === null ? nothing : keyFact(s.spread.over(f.number(limit)), sf.percent(answer.overLimit), s.spread.ofVehicles)}
        </ul>`
      : nothing
  }
  ${distribution('speed', answerOf(frame, 'speeds'), answer?.speeds ?? null, kmh, answer ? s.spread.errorKmh(f.number(answer.binErrorKmh, 1)) : '', frame, limit)}
  ${chartCard(
    {
      id: 'speed-hours',
      title: s.spread.byHour,
      answers: [answerOf(frame, 'speeds')],
      observed: answer?.observed ?? null,
      empty: rows.length === 0,
      wide: true,
      chart: () =>
        html`${hourChart(
          {
            id: 'speed-hours',
            title: s.spread.byHour,
            unit: 'km/h',
            lines: [
              { look: 1, label: s.spread.percentile('85'), values: hours(rows, ({ p85 }) => p85) },
              { look: 0, label: s.spread.median, values: hours(rows, ({ p50 }) => p50) },
              { look: 2, label: s.spread.percentile('15'), values: hours(rows, ({ p15 }) => p15) },
            ],
            limit: limit === null ? null : { value: limit, label: s.spread.limitLabel(f.number(limit)) },
            counts: hours(rows, ({ count }) => count),
          },
          frame,
        )}
        ${legend([1, 0, 2].map((look, i) => ({ swatch: swatch('line', look), label: [s.spread.percentile('85'), s.spread.median, s.spread.percentile('15')][i] ?? '' })))}`,
      table: () => ({
        heads: [
          s.spread.hour,
          ...figureHeads(s),
          s.spread.percentile('15'),
          s.spread.median,
          s.spread.percentile('85'),
        ],
        rows: rows.map(({ slot, figure, p15, p50, p85 }) => [
          s.overview.hour(String(slot)),
          ...figureCells(figure, frame),
          ...[p15, p50, p85].map((value) => (value === null ? '–' : kmh(value))),
        ]),
      }),
    },
    frame,
  )}`;
}

/** "0:52", "11:00", "1:10:00": short enough to stand below an axis. */
function minutesSeconds(value: number): string {
  const whole = Math.round(value);
  const two = (part: number) => String(part).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

const figureHeads = (s: StatsFrame['s']) => [s.figure.counted, s.figure.coverage, s.figure.estimate, s.figure.margin];

function adjustedText([value = '', low = '', high = '']: readonly string[], s: StatsFrame['s']): string {
  return low === high ? s.spread.adjustedOnly(value) : s.spread.adjusted(value, low, high);
}

/** Percentiles of what was seen; below each, where something was missed, what it probably was altogether. */
function quantileFacts(
  of: Spread,
  adjusted: AdjustedSpread,
  text: (value: number) => string,
  s: StatsFrame['s'],
): TemplateResult {
  const fact = (q: number, title: string, lead: string) => {
    const value = quantile(of, q);
    if (value === null) return nothing;
    const all = adjusted?.quantiles.find((one) => Math.abs(one.q - q) < 1e-9);
    const note = all ? adjustedText([all.value, all.low, all.high].map(text), s) : lead;
    return keyFact(title, text(value), note);
  };
  return html`${fact(0.5, s.spread.median, s.spread.medianLead)}
  ${fact(0.85, s.spread.percentile('85'), s.spread.percentileLead('85'))}
  ${fact(0.95, s.spread.percentile('95'), s.spread.percentileLead('95'))}`;
}

function hours<R extends { readonly slot: number | null }>(
  rows: readonly R[],
  pick: (row: R) => number | null,
): (number | null)[] {
  const found = new Map(rows.map((row) => [row.slot, pick(row)]));
  return Array.from({ length: 24 }, (_, hour) => found.get(hour) ?? null);
}

function distribution(
  id: 'speed' | 'stay' | 'occupancy',
  answer: ReturnType<typeof answerOf<'speeds'>> | ReturnType<typeof answerOf<'stays'>>,
  of: Spread | null,
  text: (value: number) => string,
  error: string,
  frame: StatsFrame,
  limit: number | null = null,
): TemplateResult {
  const { s, sf } = frame;
  const bins = wholeBins(of?.bins ?? []);
  const marks = of
    ? SHOWN_QUANTILES.flatMap((q) => {
        const value = quantile(of, q);
        return value === null ? [] : [{ value, label: `P${Math.round(q * 100)}` }];
      })
    : [];
  return chartCard(
    {
      id: `${id}-spread`,
      title: s.spread.title[id],
      lead: error,
      answers: [answer],
      observed: answer?.value?.observed ?? null,
      empty: bins.length === 0,
      wide: true,
      chart: () =>
        histogram(
          {
            id: `${id}-spread`,
            title: s.spread.title[id],
            bins,
            marks: [...marks, ...(limit === null ? [] : [{ value: limit, label: s.spread.limitShort, limit: true }])],
            counts: s.spread.counts[id],
            axis: s.spread.axisUnit[id],
            value: text,
            tick: id === 'stay' ? minutesSeconds : (value) => text(value).replace(/\s.*$/, ''),
          },
          frame,
        ),
      table: () => ({
        heads: [s.spread.axis[id], s.spread.counts[id], s.spread.share],
        rows: [
          ...marks.map(({ label, value }) => [label, text(value), '']),
          ...bins.map(({ from, to, count }) => [
            s.period.range(text(from), text(to)),
            sf.amount(count),
            sf.percent(count / Math.max(1, of?.count ?? 1)),
          ]),
        ],
      }),
    },
    frame,
  );
}

function stays(frame: StatsFrame): TemplateResult {
  const { s, sf, f, stats } = frame;
  const answer = valueOf(frame, 'stays');
  const occupancy = stats.query.spread === 'occupancy';
  const seconds = (value: number) => f.span(value < 60 ? Math.round(value * 10) / 10 : Math.round(value));
  const things = (value: number) => f.number(value, 1);
  const rows = answer?.rows.filter(({ slot }) => slot !== null) ?? [];
  const of = answer ? (occupancy ? answer.occupancy : answer.stays) : null;
  const text = occupancy ? things : seconds;
  const lines = occupancy
    ? [{ look: 0, label: s.spread.meanInside, values: hours(rows, ({ meanOccupancy }) => meanOccupancy) }]
    : [
        { look: 1, label: s.spread.percentile('85'), values: hours(rows, ({ p85S }) => p85S) },
        { look: 0, label: s.spread.median, values: hours(rows, ({ medianS }) => medianS) },
      ];
  return html`${
    of && of.count > 0
      ? html`<ul class="keys-row">
          ${
            occupancy
              ? keyFact(
                  s.spread.quarters,
                  sf.amount(of.count),
                  answer && answer.darkQuarters > 0
                    ? s.spread.quartersDark(sf.amount(answer.darkQuarters))
                    : s.spread.quartersUnit,
                )
              : keyFigure(
                  {
                    title: s.spread.staysCounted,
                    figure: answer?.count ?? NO_FIGURE,
                    unit: s.spread.staysUnit,
                    main: true,
                  },
                  frame,
                )
          }
          ${of.mean === null ? nothing : keyFact(s.spread.meanLabel, text(of.mean), '')}
          ${quantileFacts(of, occupancy ? null : (answer?.adjusted ?? null), text, s)}
        </ul>`
      : nothing
  }
  ${distribution(occupancy ? 'occupancy' : 'stay', answerOf(frame, 'stays'), of, text, answer && !occupancy ? s.spread.error(sf.percent(answer.binError)) : '', frame)}
  ${chartCard(
    {
      id: 'stay-hours',
      title: s.spread.byHour,
      answers: [answerOf(frame, 'stays')],
      observed: answer?.observed ?? null,
      empty: rows.length === 0,
      wide: true,
      chart: () =>
        html`${hourChart({ id: 'stay-hours', title: s.spread.byHour, unit: occupancy ? s.spread.axis.occupancy : s.spread.secondsUnit, lines, limit: null, counts: hours(rows, ({ count }) => count) }, frame)}
        ${legend(lines.map(({ look, label }) => ({ swatch: swatch('line', look), label })))}`,
      table: () => ({
        heads: [s.spread.hour, ...figureHeads(s), s.spread.median, s.spread.percentile('85'), s.spread.meanInside],
        rows: rows.map(({ slot, figure, medianS, p85S, meanOccupancy }) => [
          s.overview.hour(String(slot)),
          ...figureCells(figure, frame),
          medianS === null ? '–' : seconds(medianS),
          p85S === null ? '–' : seconds(p85S),
          meanOccupancy === null ? '–' : things(meanOccupancy),
        ]),
      }),
    },
    frame,
  )}`;
}
