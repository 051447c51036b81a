import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { ComparisonAnswer } from '../../../contracts/history-comparison.ts';
import { px } from '../../core/charts/curve.ts';
import { niceScale } from '../../core/charts/scale.ts';
import { verdictText } from '../../core/stats/verdict-text.ts';
import { periodBefore, periodOf } from '../../core/stats/wants.ts';
import { icon } from '../icon.ts';
import { sized } from '../charts/sized.ts';
import { swatch } from '../charts/swatch.ts';
import { legend } from '../charts/legend.ts';
import { twoRows } from '../charts/two-rows.ts';
import { chartCard } from './chart-card.ts';
import { keyFigure } from './figure-view.ts';
import { answerOf, valueOf, type StatsFrame } from './stats-frame.ts';

/** Two periods against each other, with a sentence that says what may be concluded. */
export function compare(frame: StatsFrame): TemplateResult {
  const { s, sf, stats, today } = frame;
  const answer = valueOf(frame, 'comparison');
  const then = periodBefore(stats.query, today);
  const now = periodOf(stats.query, today);
  const unit = stats.query.carUnits ? s.unit.short : s.unit.things;
  return html`${
      answer && answer.verdict
        ? html`<section class="verdict" data-verdict=${answer.verdict} aria-live="polite">
            ${icon(answer.verdict === 'too-little' ? 'cut' : answer.verdict === 'no-difference-shown' ? 'equal' : answer.verdict === 'more' ? 'up' : 'down')}
            <div>
              <strong>${s.compare.verdict[answer.verdict]}</strong>
              <p>${verdictText(answer, s, sf)}</p>
              ${leftOut(answer, frame)}
            </div>
          </section>`
        : nothing
    }
    ${
      answer
        ? html`<ul class="keys-row">
            ${keyFigure({ title: s.compare.before(then ? sf.period(then) : ''), figure: answer.before.figure, unit }, frame)}
            ${keyFigure({ title: s.compare.after(sf.period(now)), figure: answer.after.figure, unit, main: true }, frame)}
          </ul>`
        : nothing
    }
    <div class="chart-pair">
      ${chartCard(
        {
          id: 'ratio',
          title: s.compare.ratio,
          answers: [answerOf(frame, 'comparison')],
          empty: answer?.ratio == null,
          chart: () =>
            html`<div class="chart-box">${sized((width) => (answer ? ratioAxis(answer, width, frame) : html``))}</div>
              <p class="muted">${s.compare.method}</p>`,
          table: () => ({
            heads: [s.compare.ratio, s.compare.value],
            rows: answer
              ? [
                  [
                    s.compare.perDayBefore,
                    answer.before.perDay === null ? '–' : sf.amount(Math.round(answer.before.perDay)),
                  ],
                  [
                    s.compare.perDayAfter,
                    answer.after.perDay === null ? '–' : sf.amount(Math.round(answer.after.perDay)),
                  ],
                  [s.compare.change, answer.ratio === null ? '–' : sf.change(answer.ratio - 1)],
                  [s.compare.low, answer.ratioLow === null ? '–' : sf.change(answer.ratioLow - 1)],
                  [s.compare.high, answer.ratioHigh === null ? '–' : sf.change(answer.ratioHigh - 1)],
                  ['p', answer.p === null ? '–' : frame.f.number(answer.p, 4)],
                ]
              : [],
          }),
        },
        frame,
      )}
      ${chartCard(
        {
          id: 'weekdays',
          title: s.compare.weekdays,
          lead: s.compare.weekdaysLead,
          answers: [answerOf(frame, 'comparison')],
          empty: answer?.weekdays.every(({ before, after }) => before === null && after === null) ?? true,
          chart: () =>
            html`${twoRows(
              (answer?.weekdays ?? []).map(({ weekday, before, after, daysBefore, daysAfter }) => ({
                label: s.overview.dayNames[weekday] ?? '',
                before,
                after,
                beforeText: before === null ? '–' : s.compare.days(sf.amount(Math.round(before)), String(daysBefore)),
                afterText: after === null ? '–' : s.compare.days(sf.amount(Math.round(after)), String(daysAfter)),
              })),
              s.compare.weekdays,
            )}
            ${legend([
              {
                swatch: html`<svg class="swatch" viewBox="0 0 26 14" aria-hidden="true">
                  <rect class="two-before" x="6" y="1" width="14" height="12" />
                </svg>`,
                label: then ? sf.period(then) : '',
              },
              { swatch: swatch('bar'), label: sf.period(now) },
            ])}`,
          table: () => ({
            heads: [
              s.compare.weekday,
              then ? sf.period(then) : '',
              s.compare.daysUsed,
              sf.period(now),
              s.compare.daysUsed,
            ],
            rows: (answer?.weekdays ?? []).map(({ weekday, before, after, daysBefore, daysAfter }) => [
              s.overview.dayNames[weekday] ?? '',
              before === null ? '–' : sf.amount(Math.round(before)),
              String(daysBefore),
              after === null ? '–' : sf.amount(Math.round(after)),
              String(daysAfter),
            ]),
          }),
        },
        frame,
      )}
    </div>`;
}

function leftOut(
  { before, after, linesLeftOut }: ComparisonAnswer,
  { s, f }: StatsFrame,
): TemplateResult | typeof nothing {
  const dark = before.daysTooDark + after.daysTooDark;
  const holidays = before.daysHoliday + after.daysHoliday;
  const said = [
    s.compare.daysCompared(f.number(before.days), f.number(after.days)),
    ...(dark > 0 ? [s.compare.daysDark(f.number(dark))] : []),
    ...(before.daysOpen + after.daysOpen > 0 ? [s.compare.daysOpen(f.number(before.daysOpen + after.daysOpen))] : []),
    ...(holidays > 0 ? [s.compare.daysHoliday(f.number(holidays))] : []),
    ...(linesLeftOut.length > 0 ? [s.compare.linesLeftOut(f.number(linesLeftOut.length))] : []),
  ];
  return html`<p class="muted">${said.join(' ')}</p>`;
}

/** The change with its interval on an axis through "no change". */
function ratioAxis(answer: ComparisonAnswer, width: number, { sf, s }: StatsFrame): TemplateResult {
  const { ratio, ratioLow, ratioHigh } = answer;
  if (ratio === null) return html``;
  const changes = [ratio - 1, (ratioLow ?? ratio) - 1, (ratioHigh ?? ratio) - 1, 0];
  const room = Math.max(0.02, Math.max(...changes.map(Math.abs)) * 0.25);
  const scale = niceScale(
    [Math.min(...changes) - room, Math.max(...changes) + room],
    Math.max(3, Math.round(width / 110)),
    false,
  );
  const edge = 26;
  const x = (change: number) => edge + scale.share(change) * (width - 2 * edge);
  const [low, high, mid] = [x((ratioLow ?? ratio) - 1), x((ratioHigh ?? ratio) - 1), x(ratio - 1)];
  return html`<svg
    class="drawing"
    width=${width}
    height="150"
    role="img"
    aria-label=${`${s.compare.ratio}: ${sf.change(ratio - 1)}`}
  >
    ${scale.ticks.map(
      (tick) => svg`<g transform="translate(${px(x(tick))} 0)"><path class="chart-grid" d="M0 30V112" />
        <text class="chart-text" y="130" text-anchor="middle">${tick === 0 ? s.compare.same : sf.change(tick)}</text></g>`,
    )}
    <path class="ratio-zero" d=${`M${px(x(0))} 24V116`} />
    <path class="ratio-span" d=${`M${px(low)} 71H${px(high)}M${px(low)} 61V81M${px(high)} 61V81`} />
    <circle class="ratio-dot" cx=${px(mid)} cy="71" r="8" />
    <text class="ratio-text" x=${px(Math.max(40, Math.min(width - 40, mid)))} y="46" text-anchor="middle">
      ${sf.change(ratio - 1)}
    </text>
  </svg>`;
}
