import { html, nothing, type TemplateResult } from 'lit-html';
import type { AlertCounts, AlertGrouping, AlertTables } from '../../../contracts/history-alerts.ts';
import { niceScale } from '../../core/charts/scale.ts';
import { columnsOf, intoColumns } from '../../core/stats/columns.ts';
import { daysOf } from '../../core/stats/period.ts';
import { periodOf } from '../../core/stats/wants.ts';
import { barRows } from '../charts/bar-rows.ts';
import { intervalRows } from '../charts/interval-rows.ts';
import { legend } from '../charts/legend.ts';
import { swatch } from '../charts/swatch.ts';
import { timeChart } from '../charts/time-chart.ts';
import { alertsTable } from './alerts-table.ts';
import { chartCard } from './chart-card.ts';
import { keyFact, keysLoading } from './figure-view.ts';
import { hourChart } from './hour-chart.ts';
import { placeNameOf } from './place-name.ts';
import { answerOf, valueOf, type StatsFrame } from './stats-frame.ts';

type Table = AlertTables['tables'][number];
type Row = Table['rows'][number];

/** How many alerts, how quickly answered, and which rules cry wolf. */
export function alertsPage(frame: StatsFrame): TemplateResult {
  // Where there was none, one card says so.
  if (valueOf(frame, 'alerts')?.total.raised === 0) return html`${numbers(frame)} ${overTime(frame)}`;
  return html`${numbers(frame)} ${overTime(frame)} ${quality(frame)}
    <div class="chart-pair">${times('area', frame)} ${times('unit', frame)}</div>
    ${times('type', frame)}`;
}

function numbers(frame: StatsFrame): TemplateResult | typeof nothing {
  const { s, sf, f } = frame;
  const total = valueOf(frame, 'alerts')?.total;
  const before = valueOf(frame, 'alertsBefore')?.total;
  if (!total) return keysLoading(answerOf(frame, 'alerts')?.is === 'failed');
  const share = ({ share: value }: AlertCounts['falseAlarmRate']) => (value === null ? '–' : sf.percent(value));
  const rest = ({ low, high, of }: AlertCounts['falseAlarmRate']) =>
    low === null || high === null
      ? s.alerts.ofNone
      : s.alerts.interval(sf.percent(low), sf.percent(high), f.number(of));
  const took = (value: number | null) => (value === null ? '–' : f.span(Math.round(value)));
  const nineOfTen = (value: number | null) => (value === null ? s.alerts.ofNone : s.alerts.ninety(took(value)));
  const compared = (now: string, then: string | null) => (then === null ? now : s.alerts.before(now, then));
  return html`<ul class="keys-row">
    ${keyFact(s.alerts.raised, f.number(total.raised), compared(s.alerts.occurrences(f.number(total.occurrences)), before ? f.number(before.raised) : null))}
    ${keyFact(s.alerts.acknowledge, took(total.acknowledge.p50), compared(total.acknowledge.p90 === null ? s.alerts.noneTaken : nineOfTen(total.acknowledge.p90), before ? took(before.acknowledge.p50) : null))}
    ${keyFact(s.alerts.resolve, took(total.resolve.p50), compared(nineOfTen(total.resolve.p90), before ? took(before.resolve.p50) : null))}
    ${keyFact(s.alerts.inTime, share(total.acknowledgedInTime), rest(total.acknowledgedInTime))}
    ${keyFact(s.alerts.falseAlarms, share(total.falseAlarmRate), rest(total.falseAlarmRate))}
  </ul>`;
}

function overTime(frame: StatsFrame): TemplateResult {
  const { s, sf, f, stats, today, days } = frame;
  const answer = valueOf(frame, 'alerts');
  const table = answer?.tables.find(({ by }) => by === 'month' || by === 'day' || by === 'hour-of-day');
  const title = s.alerts.overTime;
  if (table?.by === 'hour-of-day') return byHour(table, title, frame);
  const step = table?.by === 'month' ? 'month' : 'day';
  const columns = columnsOf(step, daysOf(periodOf(stats.query, today)), days);
  const rows = intoColumns(table?.rows ?? [], columns).map((found) => found[0] ?? null);
  const begun = columns.map(({ from }) => from < frame.state.now);
  const count = (pick: (row: Row) => number) => rows.map((row, i) => (begun[i] ? (row ? pick(row) : 0) : null));
  return chartCard(
    {
      id: 'alerts-time',
      title,
      answers: [answerOf(frame, 'alerts')],
      empty: answer?.total.raised === 0,
      wide: true,
      chart: () =>
        html`${timeChart(
          {
            id: 'alerts-time',
            title,
            columns,
            layers: [
              { kind: 'bars', look: 0, values: count(({ raised }) => raised) },
              { kind: 'line', look: 1, values: count(({ falseAlarms }) => falseAlarms) },
            ],
            unseen: columns.map(() => false),
            left: s.alerts.unit,
            height: 220,
            note: (i) => {
              const row = rows[i] ?? null;
              const column = columns[i];
              return {
                head: column ? sf.column(column, step) : '',
                rows: [
                  { label: s.alerts.raised, value: f.number(row?.raised ?? 0), swatch: swatch('bar') },
                  { label: s.alerts.falseOnes, value: f.number(row?.falseAlarms ?? 0), swatch: swatch('line', 1) },
                  { label: s.alerts.resolvedOnes, value: f.number(row?.resolved ?? 0) },
                ],
              };
            },
          },
          frame,
        )}
        ${legend([
          { swatch: swatch('bar'), label: s.alerts.raised },
          { swatch: swatch('line', 1), label: s.alerts.falseOnes },
        ])}`,
      table: () => ({
        heads: [s.overview.time, s.alerts.raised, s.alerts.resolvedOnes, s.alerts.falseOnes, s.alerts.escalated],
        rows: columns.flatMap((column, i) => {
          const row = rows[i];
          return begun[i]
            ? [
                [
                  sf.column(column, step),
                  ...[row?.raised, row?.resolved, row?.falseAlarms, row?.escalated].map((value) =>
                    f.number(value ?? 0),
                  ),
                ],
              ]
            : [];
        }),
      }),
    },
    frame,
  );
}

function byHour(table: Table, title: string, frame: StatsFrame): TemplateResult {
  const { s, f } = frame;
  const at = (pick: (row: Row) => number) =>
    Array.from({ length: 24 }, (_, hour) =>
      table.rows.filter(({ slot }) => slot === hour).reduce((sum, row) => sum + pick(row), 0),
    );
  const raised = at((row) => row.raised);
  return chartCard(
    {
      id: 'alerts-time',
      title,
      answers: [answerOf(frame, 'alerts')],
      empty: table.rows.length === 0,
      wide: true,
      chart: () =>
        hourChart(
          {
            id: 'alerts-time',
            title,
            unit: s.alerts.unit,
            lines: [{ look: 0, label: s.alerts.raised, values: raised }],
            limit: null,
            counts: raised,
          },
          frame,
        ),
      table: () => ({
        heads: [s.spread.hour, s.alerts.raised, s.alerts.falseOnes],
        rows: raised.map((count, hour) => [
          s.overview.hour(String(hour)),
          f.number(count),
          f.number(at((row) => row.falseAlarms)[hour] ?? 0),
        ]),
      }),
    },
    frame,
  );
}

/** The quality record: share of false alarms of each rule with its interval, worst first. */
function quality(frame: StatsFrame): TemplateResult {
  const { s, sf, f, dispatch, state } = frame;
  const rows = [...rowsBy('rule', frame)].sort(
    (a, b) => (b.falseAlarmRate.low ?? -1) - (a.falseAlarmRate.low ?? -1) || b.raised - a.raised,
  );
  const most = niceScale([...rows.flatMap(({ falseAlarmRate: { high } }) => high ?? []), 0.2], 4).high;
  const ticks = niceScale([most], 4).ticks.map((value) => ({ value, label: sf.percent(value) }));
  const mayOpen = state.session.is === 'signed-in' && state.session.account.role === 'admin';
  return chartCard(
    {
      id: 'quality',
      title: s.alerts.quality,
      lead: s.alerts.qualityLead,
      answers: [answerOf(frame, 'alerts')],
      empty: rows.length === 0,
      wide: true,
      chart: () =>
        intervalRows(
          rows.map(({ name, key, falseAlarmRate: { share, low, high, of }, falseAlarms, raised }) => ({
            label: name ?? key ?? s.alerts.nobody,
            value: share,
            low,
            high,
            text:
              share === null ? s.alerts.ofNone : s.alerts.rate(sf.percent(share), f.number(falseAlarms), f.number(of)),
            note: s.alerts.raisedNote(f.number(raised)),
            ...(mayOpen &&
              key !== null && { act: () => dispatch({ type: 'paged', page: 'settings', path: ['rules', key] }) }),
          })),
          { most: Math.min(1, most), ticks: ticks.filter(({ value }) => value <= Math.min(1, most) + 1e-9) },
          s.alerts.quality,
        ),
      table: () => alertsTable(rows, (row) => row.name ?? row.key ?? s.alerts.nobody, s.alerts.rule, frame),
    },
    frame,
  );
}

const CARDS = { area: 'wards', unit: 'units', type: 'types' } as const;

/** Numbers and times of each ward, unit or type. */
function times(by: keyof typeof CARDS, frame: StatsFrame): TemplateResult {
  const { s, f, t } = frame;
  const places = valueOf(frame, 'alerts')?.places ?? [];
  const rows = [...rowsBy(by, frame)].sort((a, b) => b.raised - a.raised);
  const name = (row: Row): string => {
    if (row.key === null) return by === 'area' ? s.alerts.noArea : s.alerts.nobody;
    if (by === 'area') return placeNameOf('area', row.key, places, frame);
    if (by === 'type') return t.settings.rule.kinds[row.key as keyof typeof t.settings.rule.kinds] ?? row.key;
    return row.name ?? row.key;
  };
  const took = (value: number | null) => (value === null ? '–' : f.span(Math.round(value)));
  const title = s.alerts.by[CARDS[by]];
  return chartCard(
    {
      id: `alerts-${CARDS[by]}`,
      title,
      answers: [answerOf(frame, 'alerts')],
      empty: rows.length === 0,
      wide: by === 'type',
      chart: () =>
        html`${barRows(
          rows.slice(0, 12).map((row) => ({
            label: name(row),
            value: row.raised,
            text: f.number(row.raised),
            note: s.alerts.tookShort(took(row.acknowledge.p50), took(row.resolve.p50)),
          })),
          title,
        )}
        ${rows.length > 12 ? html`<p class="muted">${s.state.moreRows(f.number(rows.length - 12))}</p>` : nothing}`,
      table: () => alertsTable(rows, name, title, frame),
    },
    frame,
  );
}

function rowsBy(wanted: AlertGrouping, frame: StatsFrame): readonly Row[] {
  return valueOf(frame, 'alerts')?.tables.find(({ by }) => by === wanted)?.rows ?? [];
}
