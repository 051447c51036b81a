import { html, nothing, type TemplateResult } from 'lit-html';
import type { SensorSeriesAnswer, SensorTrafficAnswer } from '../../../contracts/history-sensors.ts';
import type { Sensor } from '../../../contracts/api.ts';
import { columnsOf, intoColumns } from '../../core/stats/columns.ts';
import { best, inUnit } from '../../core/stats/flow-series.ts';
import { daysOf } from '../../core/stats/period.ts';
import { MOST_SENSORS } from '../../core/stats/query.ts';
import { SERIES_SLOTS } from '../../core/stats/state.ts';
import { periodOf } from '../../core/stats/wants.ts';
import { legend } from '../charts/legend.ts';
import { swatch } from '../charts/swatch.ts';
import { timeChart } from '../charts/time-chart.ts';
import { icon } from '../icon.ts';
import { severityMark } from '../severity-mark.ts';
import { chartCard } from './chart-card.ts';
import { whereName } from './place-name.ts';
import { answerOf, valueOf, type StatsFrame } from './stats-frame.ts';

/** As the usual is drawn everywhere: grey, dashed. */
const USUAL_LOOK = 7;

/** Series of sensors with limits and silences; the first of them against the traffic. */
export function sensors(frame: StatsFrame): TemplateResult {
  const { stats } = frame;
  return html`${choice(frame)} ${stats.query.sensors.map((id, i) => series(id, SERIES_SLOTS[i] ?? 'series0', i, frame))}
  ${stats.query.sensors.length > 0 ? traffic(frame) : nothing}`;
}

function choice({ s, t, f, stats, state, ask }: StatsFrame): TemplateResult {
  const { sensors: chosen } = stats.query;
  const all = [...state.sensors.values()].sort(
    (a, b) => a.quantity.localeCompare(b.quantity) || a.name.localeCompare(b.name, 'vi'),
  );
  const toggle = (id: string) =>
    ask({ sensors: chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(-MOST_SENSORS) });
  return html`<section class="card sensor-choice" aria-label=${s.sensors.choose}>
    <p class="muted">${s.sensors.chooseLead(f.number(MOST_SENSORS))}</p>
    <ul class="choice-chips">
      ${all.map(
        (sensor: Sensor) =>
          html`<li>
            <button
              class="choice-chip"
              aria-pressed=${String(chosen.includes(sensor.id))}
              @click=${() => toggle(sensor.id)}
            >
              ${icon('sensor')} ${sensor.name} <small>${t.quantity[sensor.quantity]}</small>
            </button>
          </li>`,
      )}
      ${all.length === 0 ? html`<li class="muted">${s.sensors.none}</li>` : nothing}
    </ul>
  </section>`;
}

function series(id: string, slot: (typeof SERIES_SLOTS)[number], look: number, frame: StatsFrame): TemplateResult {
  const { s, sf, f, days, state, t, stats, today } = frame;
  const answer: SensorSeriesAnswer | null = valueOf(frame, slot);
  const title = state.sensors.get(id)?.name ?? answer?.places.find((place) => place.id === id)?.name ?? id;
  const step = answer?.by ?? 'hour';
  const columns = columnsOf(step, daysOf(periodOf(stats.query, today)), days);
  const points = intoColumns(answer?.points ?? [], columns).map((found) => found[0] ?? null);
  const value = (of: number | null | undefined) => (of == null ? '–' : `${f.number(of, 2)} ${answer?.unit ?? ''}`);
  const limits = answer?.thresholds ?? [];
  const begun = columns.map(({ from }) => from < state.now);
  const isUsualKnown = points.some((point) => point?.usual != null);
  const unlike = points.filter((point) => point?.unlike != null).length;
  const silent = points.map((point, i) => begun[i] === true && (point === null || point.mean === null));
  return chartCard(
    {
      id: `series-${id}`,
      title,
      lead: answer ? t.quantity[answer.quantity as keyof typeof t.quantity] : '',
      answers: [answerOf(frame, slot)],
      observed: answer?.observed ?? null,
      empty: answer?.points.every(({ mean }) => mean === null) ?? false,
      wide: true,
      chart: () =>
        html`${timeChart(
          {
            id: `series-${id}`,
            title,
            columns,
            layers: [
              ...(isUsualKnown
                ? [
                    {
                      kind: 'line' as const,
                      look: USUAL_LOOK,
                      values: points.map((point) => point?.usual?.usual ?? null),
                      lows: points.map((point) => point?.usual?.low ?? null),
                      highs: points.map((point) => point?.usual?.high ?? null),
                    },
                  ]
                : []),
              {
                kind: 'line',
                look,
                values: points.map((point) => point?.mean ?? null),
                lows: points.map((point) => point?.min ?? null),
                highs: points.map((point) => point?.max ?? null),
              },
            ],
            limits: limits.map(({ limit, ruleName }) => ({ value: limit, label: `${ruleName}: ${value(limit)}` })),
            unseen: silent,
            left: answer?.unit ?? '',
            height: 240,
            note: (i) => {
              const column = columns[i];
              const point = points[i] ?? null;
              return {
                head: column ? sf.column(column, step) : '',
                rows: [
                  { label: s.sensors.mean, value: value(point?.mean), swatch: swatch('line', look) },
                  { label: s.sensors.range, value: s.period.range(value(point?.min), value(point?.max)) },
                  ...(point?.usual
                    ? [
                        {
                          label: point.unlike === null ? s.sensors.usual : s.sensors.unlike[point.unlike],
                          value: `${value(point.usual.usual)} (${s.period.range(f.number(point.usual.low, 2), f.number(point.usual.high, 2))})`,
                          swatch: swatch('line', USUAL_LOOK),
                        },
                      ]
                    : []),
                  { label: s.figure.coverage, value: point ? sf.percent(point.observed) : '–' },
                  ...(point && point.suspect > 0 ? [{ label: s.sensors.suspect, value: f.number(point.suspect) }] : []),
                ],
              };
            },
          },
          frame,
        )}
        ${legend([
          { swatch: swatch('line', look), label: s.sensors.meanBand },
          ...(isUsualKnown ? [{ swatch: swatch('line', USUAL_LOOK), label: s.sensors.usualBand }] : []),
          ...(limits.length > 0 ? [{ swatch: swatch('limit'), label: s.sensors.limits }] : []),
          ...(silent.includes(true) ? [{ swatch: swatch('unseen'), label: s.sensors.silent }] : []),
        ])}
        ${isUsualKnown ? html`<p class="chart-saying">${s.sensors.unlikeCount(f.number(unlike))}</p>` : nothing}
        ${
          limits.length === 0
            ? nothing
            : html`<ul class="limit-list">
                ${limits.map(({ ruleName, severity, side, limit }) => html`<li>${severityMark(severity, t.severity[severity])} ${ruleName}: ${s.sensors.side[side](value(limit))}</li>`)}
              </ul>`
        }`,
      table: () => ({
        heads: [
          s.overview.time,
          s.sensors.mean,
          s.sensors.lowest,
          s.sensors.highest,
          ...(isUsualKnown ? [s.sensors.usual] : []),
          s.figure.coverage,
          s.sensors.suspect,
        ],
        rows: columns.flatMap((column, i) => {
          const point = points[i];
          if (begun[i] !== true) return [];
          return [
            [
              sf.column(column, step),
              value(point?.mean),
              value(point?.min),
              value(point?.max),
              ...(isUsualKnown
                ? [`${value(point?.usual?.usual)}${point?.unlike ? ` – ${s.sensors.unlike[point.unlike]}` : ''}`]
                : []),
              point ? sf.percent(point.observed) : '–',
              f.number(point?.suspect ?? 0),
            ],
          ];
        }),
      }),
    },
    frame,
  );
}

function traffic(frame: StatsFrame): TemplateResult {
  const { s, sf, f, stats, days, today, state } = frame;
  const answer: SensorTrafficAnswer | null = valueOf(frame, 'traffic');
  const { carUnits } = stats.query;
  const [id = ''] = stats.query.sensors;
  const step = answer?.by ?? 'hour';
  const columns = columnsOf(step, daysOf(periodOf(stats.query, today)), days);
  const points = intoColumns(answer?.points ?? [], columns).map((found) => found[0] ?? null);
  const name = state.sensors.get(id)?.name ?? id;
  const title = s.sensors.against(name, whereName(stats.query.where, frame));
  const unit = carUnits ? s.unit.short : s.unit.things;
  const counts = points.map((point) => (point ? best(inUnit(point.traffic, carUnits)) : null));
  return chartCard(
    {
      id: 'traffic',
      title,
      answers: [answerOf(frame, 'traffic')],
      observed: answer ? meanObserved(answer, carUnits) : null,
      empty: answer?.points.length === 0,
      wide: true,
      chart: () =>
        html`${timeChart(
            {
              id: 'traffic',
              title,
              columns,
              layers: [
                { kind: 'bars', look: 7, axis: 'right', values: counts },
                { kind: 'line', look: 0, values: points.map((point) => point?.mean ?? null) },
              ],
              unseen: columns.map(() => false),
              left: answer?.unit ?? '',
              right: unit,
              note: (i) => {
                const column = columns[i];
                const point = points[i] ?? null;
                return {
                  head: column ? sf.column(column, step) : '',
                  rows: [
                    {
                      label: name,
                      value: point?.mean == null ? '–' : `${f.number(point.mean, 2)} ${answer?.unit ?? ''}`,
                      swatch: swatch('line', 0),
                    },
                    {
                      label: s.sensors.traffic,
                      value: counts[i] == null ? '–' : sf.amount(Math.round(counts[i])),
                      swatch: swatch('bar', 7),
                    },
                  ],
                };
              },
            },
            frame,
          )}
          ${legend([
            { swatch: swatch('line', 0), label: `${name} (${answer?.unit ?? ''})` },
            { swatch: swatch('bar', 7), label: `${s.sensors.traffic} (${unit})` },
          ])}
          <p class="chart-saying">${answer ? correlation(answer.correlation, frame) : ''}</p>`,
      table: () => ({
        heads: [s.overview.time, name, s.sensors.traffic, s.figure.coverage],
        rows: columns.flatMap((column, i) => {
          const point = points[i];
          if (!point) return [];
          const { observed } = inUnit(point.traffic, carUnits);
          return [
            [
              sf.column(column, step),
              point.mean === null ? '–' : f.number(point.mean, 2),
              sf.amount(Math.round(counts[i] ?? 0)),
              observed === null ? '–' : sf.percent(observed),
            ],
          ];
        }),
      }),
    },
    frame,
  );
}

function meanObserved({ points }: SensorTrafficAnswer, carUnits: boolean): number | null {
  const known = points.flatMap(({ traffic: two }) => inUnit(two, carUnits).observed ?? []);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
}

/** In words how far the two go together. */
function correlation(of: SensorTrafficAnswer['correlation'], { s, f }: StatsFrame): string {
  const { rank, rankLow, rankHigh, withoutWeek, steps } = of;
  if (rank === null) return s.sensors.noCorrelation;
  const size = Math.abs(rank);
  const strength = size < 0.2 ? 'none' : size < 0.4 ? 'weak' : size < 0.7 ? 'clear' : 'strong';
  const way =
    strength === 'none'
      ? s.sensors.together.none
      : s.sensors.together[strength](rank > 0 ? s.sensors.rises : s.sensors.falls);
  const range =
    rankLow === null || rankHigh === null ? '' : s.sensors.rankRange(f.number(rankLow, 2), f.number(rankHigh, 2));
  const rest = withoutWeek === null ? '' : s.sensors.withoutWeek(f.number(withoutWeek, 2));
  return [way, s.sensors.rank(f.number(rank, 2), range, f.number(steps)), rest, s.sensors.notWhy]
    .filter((text) => text !== '')
    .join(' ');
}
