import { html, type TemplateResult } from 'lit-html';
import type { FlowAnswer } from '../../../contracts/history.ts';
import { plusDays } from '../../core/stats/city-days.ts';
import { columnsOf, stepFor } from '../../core/stats/columns.ts';
import { best, flowSeries, inUnit, weekMeans, type FlowSeries } from '../../core/stats/flow-series.ts';
import { daysOf } from '../../core/stats/period.ts';
import { calendarYear, periodBefore, periodOf } from '../../core/stats/wants.ts';
import { calendarChart } from '../charts/calendar-chart.ts';
import { heatTable } from '../charts/heat-table.ts';
import { legend } from '../charts/legend.ts';
import type { PlotNote } from '../charts/plot.ts';
import { swatch } from '../charts/swatch.ts';
import { timeChart } from '../charts/time-chart.ts';
import { chartCard } from './chart-card.ts';
import { figureCells, unitOf } from './figure-view.ts';
import { answerOf, valueOf, type StatsFrame } from './stats-frame.ts';

/** The course of the period, with what was missed and the compared period over it. */
export function flowsOverTime(frame: StatsFrame): TemplateResult {
  const { s, sf, f, stats, today, days } = frame;
  const { query } = stats;
  const answer = valueOf(frame, 'flows');
  const period = daysOf(periodOf(query, today));
  const step = stepFor(period);
  const columns = columnsOf(step, period, days);
  const series = flowSeries(answer?.rows ?? [], columns, query.carUnits, frame.state.now);
  const then = periodBefore(query, today);
  const earlier = then ? valueOf(frame, 'flowsBefore') : null;
  const older = then && earlier ? olderSeries(earlier, then, frame) : null;
  const title = s.overview.flows;
  const anyEstimate = series.estimates.some((estimate, i) => estimate !== null && estimate > (series.values[i] ?? 0));
  const anyMargin = series.highs.some((high) => high !== null);
  return chartCard(
    {
      id: 'flows',
      title,
      lead: sf.period(periodOf(query, today)),
      answers: [answerOf(frame, 'flows'), ...(then ? [answerOf(frame, 'flowsBefore')] : [])],
      observed: answer ? inUnit(answer.total, query.carUnits).observed : null,
      empty: answer?.rows.length === 0 && (older?.series.values.every((value) => !value) ?? true),
      wide: true,
      chart: () =>
        html`${timeChart(
          {
            id: 'flows',
            title,
            columns,
            layers: [
              { kind: 'bars', look: 0, ...series },
              ...(older
                ? [{ kind: 'steps' as const, look: 1, values: columns.map((_, i) => older.series.values[i] ?? null) }]
                : []),
            ],
            unseen: series.unseen,
            left: unitOf(frame),
            note: (i) => flowNote(i, series, older),
          },
          frame,
        )}
        ${legend([
          { swatch: swatch('bar'), label: s.overview.seen },
          ...(anyEstimate ? [{ swatch: swatch('missed'), label: s.overview.missed }] : []),
          ...(anyMargin ? [{ swatch: swatch('whisker'), label: s.overview.interval }] : []),
          ...(series.unseen.includes(true) ? [{ swatch: swatch('unseen'), label: s.overview.unseen }] : []),
          ...(older && then
            ? [{ swatch: swatch('before', 1), label: `${s.overview.before}: ${sf.period(then)}` }]
            : []),
        ])}`,
      table: () => ({
        heads: [
          s.overview.time,
          s.figure.counted,
          s.figure.coverage,
          s.figure.estimate,
          s.figure.margin,
          ...(older ? [s.overview.before] : []),
        ],
        rows: columns.flatMap((column, i) => {
          const figure = series.figures[i];
          if (!figure) return [];
          const cells = figureCells(figure, frame);
          return [[sf.column(column, step), ...cells, ...(older ? [amountOr(older.series.values[i] ?? null)] : [])]];
        }),
      }),
    },
    frame,
  );

  function amountOr(value: number | null): string {
    return value === null ? '–' : sf.amount(value);
  }

  function flowNote(
    i: number,
    { figures }: FlowSeries,
    older: { series: FlowSeries; label: (i: number) => string } | null,
  ): PlotNote {
    const column = columns[i];
    const figure = figures[i] ?? null;
    return {
      head: column ? sf.column(column, step) : '',
      rows: [
        ...(figure
          ? [
              { label: s.overview.seen, value: sf.amount(figure.counted), swatch: swatch('bar') },
              ...(figure.observed === null ? [] : [{ label: s.figure.coverage, value: sf.percent(figure.observed) }]),
              ...(figure.estimated === null
                ? []
                : [
                    {
                      label: s.figure.estimate,
                      value: `${sf.amount(Math.round(figure.estimated))}${figure.plusMinus === null ? '' : ` ± ${f.number(Math.ceil(figure.plusMinus))}`}`,
                      swatch: swatch('missed'),
                    },
                  ]),
            ]
          : []),
        ...(older
          ? [{ label: older.label(i), value: amountOr(older.series.values[i] ?? null), swatch: swatch('before', 1) }]
          : []),
      ],
    };
  }
}

function olderSeries(
  answer: FlowAnswer,
  then: ReturnType<typeof periodOf>,
  { stats, days, today, state, sf }: StatsFrame,
) {
  const step = stepFor(daysOf(periodOf(stats.query, today)));
  const columns = columnsOf(step, daysOf(then), days);
  const series = flowSeries(answer.rows, columns, stats.query.carUnits, state.now);
  return { series, label: (i: number) => (columns[i] ? sf.column(columns[i], step) : '–') };
}

/** The rhythm of a week, hour by hour. */
export function weekPattern(frame: StatsFrame): TemplateResult {
  const { s, stats } = frame;
  const answer = valueOf(frame, 'week');
  const means = answer ? weekMeans(answer, stats.query.carUnits) : [];
  return chartCard(
    {
      id: 'week',
      title: s.overview.week,
      lead: s.overview.weekLead,
      answers: [answerOf(frame, 'week')],
      observed: answer ? inUnit(answer.total, stats.query.carUnits).observed : null,
      empty: answer?.rows.length === 0,
      wide: true,
      chart: () =>
        heatTable(
          {
            corner: s.overview.time,
            heads: Array.from({ length: 24 }, (_, hour) => s.overview.hour(String(hour))),
            rows: means.map((values, day) => ({ head: s.overview.dayNames[day + 1] ?? '', values })),
            label: s.overview.week,
          },
          frame,
        ),
      table: null,
    },
    frame,
  );
}

/** The days of the year; one opens that day. */
export function calendar(frame: StatsFrame): TemplateResult {
  const { s, sf, stats, today, days, ask } = frame;
  const { query } = stats;
  const answer = valueOf(frame, 'calendar');
  const year = calendarYear(query, today);
  const span = { from: `${year}-01-01`, to: `${year}-12-31` };
  const columns = columnsOf('day', span, days);
  const series = flowSeries(answer?.rows ?? [], columns, query.carUnits, frame.state.now);
  const values = series.figures.map((figure, i) => (figure === null || series.unseen[i] ? null : best(figure)));
  const title = s.overview.calendar(year);
  const { language } = frame.state.preferences;
  const holidays = new Map(
    (valueOf(frame, 'planning')?.holidays ?? []).map(({ date, name }) => [
      date,
      typeof name === 'string' ? name : name[language],
    ]),
  );
  const holidayOf = (i: number) => holidays.get(plusDays(span.from, i)) ?? null;
  return chartCard(
    {
      id: 'calendar',
      title,
      answers: [answerOf(frame, 'calendar')],
      observed: answer ? inUnit(answer.total, query.carUnits).observed : null,
      empty: answer?.rows.length === 0,
      wide: true,
      chart: () =>
        calendarChart(
          {
            id: 'calendar',
            title,
            year,
            values,
            unseen: series.unseen,
            special: values.map((_, i) => holidayOf(i) !== null),
            specialName: s.overview.holiday,
            open: (day) => ask({ period: { kind: 'day', day } }),
            note: (i) => {
              const figure = series.figures[i] ?? null;
              const heads = [s.figure.counted, s.figure.coverage, s.figure.estimate, s.figure.margin];
              return {
                head: sf.weekday(plusDays(span.from, i)),
                rows: [
                  ...(holidayOf(i) === null ? [] : [{ label: s.overview.holiday, value: holidayOf(i) ?? '' }]),
                  ...(figure ? figureCells(figure, frame).map((value, n) => ({ label: heads[n] ?? '', value })) : []),
                ],
              };
            },
          },
          frame,
        ),
      table: () => ({
        heads: [s.overview.time, s.figure.counted, s.figure.coverage, s.figure.estimate, s.figure.margin],
        rows: series.figures.flatMap((figure, i) =>
          figure
            ? [
                [
                  [sf.weekday(plusDays(span.from, i)), holidayOf(i)].filter((text) => text !== null).join(' · '),
                  ...figureCells(figure, frame),
                ],
              ]
            : [],
        ),
      }),
    },
    frame,
  );
}
