import { html, nothing, type TemplateResult } from 'lit-html';
import type { Figure, FlowAnswer } from '../../../contracts/history.ts';
import { best, busiest, inUnit, weekMeans } from '../../core/stats/flow-series.ts';
import { daysOf } from '../../core/stats/period.ts';
import { daysSoFar, periodOf } from '../../core/stats/wants.ts';
import { barRows, pairRows } from '../charts/bar-rows.ts';
import { calendar, flowsOverTime, weekPattern } from './overview-time.ts';
import { chartCard } from './chart-card.ts';
import { figureCells, keyFact, keysLoading, keyFigure, unitOf } from './figure-view.ts';
import { lineNameOf } from './place-name.ts';
import { answerOf, valueOf, type StatsFrame } from './stats-frame.ts';
import { usualWeek } from './usual-week.ts';
import { unusualHours } from './unusual-hours.ts';

const MOST_LINES = 8;

/** How many, when, of which class, which way: the page a planner begins with. */
export function overview(frame: StatsFrame): TemplateResult {
  return html`${keyNumbers(frame)} ${flowsOverTime(frame)}
    <div class="chart-pair">${byClass(frame)} ${byWay(frame)}</div>
    ${unusualHours(frame)} ${weekPattern(frame)} ${usualOfPlace(frame)} ${calendar(frame)}`;
}

/** An answer about another place stays in its slot until it is replaced: only what is asked for now is shown. */
function usualOfPlace(frame: StatsFrame): TemplateResult | typeof nothing {
  const { where, classes } = frame.stats.query;
  return where.kind === 'zone' && classes.length < 2 ? usualWeek(frame) : nothing;
}

function keyNumbers(frame: StatsFrame): TemplateResult | typeof nothing {
  const { s, sf, stats, today } = frame;
  const { carUnits } = stats.query;
  const classes = valueOf(frame, 'classes');
  const week = valueOf(frame, 'week');
  const before = stats.query.against === null ? null : valueOf(frame, 'flowsBefore');
  if (!classes) return keysLoading(answerOf(frame, 'classes')?.is === 'failed');
  const total = inUnit(classes.total, carUnits);
  const peak = week ? busiest(weekMeans(week, carUnits)) : null;
  const counted = daysSoFar(daysOf(periodOf(stats.query, today)), today);
  return html`<ul class="keys-row">
    ${keyFigure({ title: s.overview.total, figure: total, unit: unitOf(frame), before: before ? inUnit(before.total, carUnits) : null, main: true }, frame)}
    ${sortedParts(classes, carUnits)
      .slice(0, 2)
      .map(({ key, figure }) =>
        keyFigure({ title: className(key.class ?? null, frame), figure, unit: unitOf(frame) }, frame),
      )}
    ${keyFact(s.overview.perDay, counted > 0 ? sf.amount(Math.round(best(total) / counted)) : '–', unitOf(frame))}
    ${
      peak
        ? keyFact(
            s.overview.busiest,
            s.overview.busiestAt(s.overview.dayNames[peak.weekday] ?? '', `${peak.hour}:00`),
            s.overview.perHour(sf.amount(Math.round(peak.mean))),
          )
        : nothing
    }
  </ul>`;
}

function sortedParts(answer: FlowAnswer, carUnits: boolean) {
  return answer.parts
    .map(({ key, ...two }) => ({ key, figure: inUnit(two, carUnits) }))
    .sort((a, b) => best(b.figure) - best(a.figure));
}

function className(of: string | null, { t, s }: StatsFrame): string {
  const name = of === null ? s.overview.unknownClass : (t.thing[of as keyof typeof t.thing] ?? of);
  return name.charAt(0).toLocaleUpperCase() + name.slice(1);
}

function byClass(frame: StatsFrame): TemplateResult {
  const { s, sf, stats } = frame;
  const answer = valueOf(frame, 'classes');
  const parts = answer ? sortedParts(answer, stats.query.carUnits) : [];
  const all = parts.reduce((sum, { figure }) => sum + best(figure), 0);
  const share = (figure: Figure) => (all > 0 ? sf.percent(best(figure) / all) : '–');
  return chartCard(
    {
      id: 'classes',
      title: s.overview.classes,
      answers: [answerOf(frame, 'classes')],
      observed: answer ? inUnit(answer.total, stats.query.carUnits).observed : null,
      empty: parts.length === 0,
      chart: () =>
        barRows(
          parts.map(({ key, figure }) => ({
            label: className(key.class ?? null, frame),
            value: figure.counted,
            estimate: figure.estimated,
            text: sf.amount(figure.counted),
            note: share(figure),
          })),
          s.overview.classes,
        ),
      table: () => ({
        heads: [
          s.classes.label,
          s.figure.counted,
          s.figure.coverage,
          s.figure.estimate,
          s.figure.margin,
          s.overview.share,
        ],
        rows: parts.map(({ key, figure }) => [
          className(key.class ?? null, frame),
          ...figureCells(figure, frame),
          share(figure),
        ]),
      }),
    },
    frame,
  );
}

function byWay(frame: StatsFrame): TemplateResult {
  const { s, sf, stats } = frame;
  const answer = valueOf(frame, 'ways');
  const lines = new Map<string, { forward: number; backward: number }>();
  for (const { key, ...two } of answer?.parts ?? []) {
    const id = key.zoneId ?? null;
    if (id === null) continue;
    const line = lines.get(id) ?? { forward: 0, backward: 0 };
    lines.set(id, { ...line, [key.direction ?? 'forward']: inUnit(two, stats.query.carUnits).counted });
  }
  const sorted = [...lines].sort(([, a], [, b]) => b.forward + b.backward - a.forward - a.backward);
  const name = (id: string) => lineNameOf(id, answer?.places ?? [], frame);
  return chartCard(
    {
      id: 'ways',
      title: s.overview.ways,
      ...(sorted.length > MOST_LINES && { lead: s.overview.waysLead }),
      answers: [answerOf(frame, 'ways')],
      observed: answer ? inUnit(answer.total, stats.query.carUnits).observed : null,
      empty: sorted.length === 0,
      chart: () =>
        pairRows(
          sorted.slice(0, MOST_LINES).map(([id, { forward, backward }]) => ({
            label: name(id),
            back: backward,
            forth: forward,
            backText: sf.amount(backward),
            forthText: sf.amount(forward),
          })),
          [s.overview.backward, s.overview.forward],
          s.overview.ways,
        ),
      table: () => ({
        heads: [s.overview.line, s.overview.forward, s.overview.backward],
        rows: sorted.map(([id, { forward, backward }]) => [name(id), sf.amount(forward), sf.amount(backward)]),
      }),
    },
    frame,
  );
}
