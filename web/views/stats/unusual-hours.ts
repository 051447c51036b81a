import { html, nothing, type TemplateResult } from 'lit-html';
import type { Deviation } from '../../../contracts/deviations.ts';
import { unusualHoursOf, type UnusualHour } from '../../core/stats/unusual.ts';
import { icon } from '../icon.ts';
import { chartCard } from './chart-card.ts';
import { answerOf, type StatsFrame } from './stats-frame.ts';

const SHOWN = 8;

/** "63 (thường 20 ± 6): gấp 3,1 lần". */
export function unusualText(
  counted: number,
  deviation: Deviation,
  { f, s, sf }: Pick<StatsFrame, 'f' | 's' | 'sf'>,
): string {
  const usual = `${s.unusual.usual.toLocaleLowerCase()} ${usualOf(deviation, { f })}`;
  return `${f.number(counted)} (${usual}): ${ratioOf(counted, deviation, { f, s, sf })}`;
}

/** Hours of the period in which more or fewer were counted than usual: what a planner should look at first. */
export function unusualHours(frame: StatsFrame): TemplateResult {
  const { s, f } = frame;
  const answer = answerOf(frame, 'unusual');
  const hours = answer?.value ? unusualHoursOf(answer.value) : [];
  const made = hours.some(({ event }) => event.simulated);
  return chartCard(
    {
      id: 'unusual',
      title: s.unusual.title,
      lead: s.unusual.lead,
      answers: [answer && { ...answer, value: answer.value && { simulated: made ? [true] : [] } }],
      empty: false,
      wide: true,
      chart: () =>
        hours.length === 0
          ? html`<div class="blank chart-blank">
              ${icon('check')}<strong>${s.unusual.none}</strong><span>${s.unusual.noneLead}</span>
            </div>`
          : html`<ul class="unusual-hours">
                ${hours.slice(0, SHOWN).map((hour) => row(hour, frame))}
              </ul>
              ${hours.length > SHOWN ? html`<p class="muted">${s.unusual.further(f.number(hours.length - SHOWN))}</p>` : nothing}`,
      table:
        hours.length === 0
          ? null
          : () => ({
              heads: [
                s.unusual.when,
                s.unusual.where,
                s.unusual.what,
                s.unusual.counted,
                s.unusual.usual,
                s.unusual.ratio,
              ],
              rows: hours.map((hour) => [
                whenOf(hour, frame),
                placeOf(hour),
                whatOf(hour, frame),
                f.number(hour.counted),
                usualOf(hour.deviation, frame),
                ratioOf(hour.counted, hour.deviation, frame),
              ]),
            }),
    },
    frame,
  );
}

function row(hour: UnusualHour, frame: StatsFrame): TemplateResult {
  const { s, f, sf, days, ask } = frame;
  const { event, deviation, counted } = hour;
  const day = days.dayOf(Date.parse(deviation.from));
  const { zoneId } = event;
  const watched =
    deviation.watched === null ? s.unusual.stillRunning : s.unusual.watched(sf.percent(deviation.watched));
  return html`<li class="unusual-hour" data-side=${deviation.side}>
    <strong class="unusual-ratio"
      >${icon(deviation.side === 'more' ? 'up' : 'down')} ${ratioOf(counted, deviation, frame)}</strong
    >
    <span class="unusual-what">
      <button
        class="link"
        aria-label=${`${whenOf(hour, frame)} · ${placeOf(hour)}: ${s.unusual.open(sf.weekday(day))}`}
        @click=${() =>
          ask({
            period: { kind: 'day', day },
            ...(zoneId !== null && { where: { kind: 'zone', id: zoneId } as const }),
          })}
      >
        ${whenOf(hour, frame)}
      </button>
      <span dir="auto">${placeOf(hour)}</span>
      <span class="muted">${whatOf(hour, frame)}</span>
    </span>
    <span class="unusual-numbers">
      <span
        >${f.number(counted)} <small>${s.unusual.usual.toLocaleLowerCase()} ${usualOf(deviation, frame)}</small></span
      >
      <small class="muted">${watched}</small>
    </span>
  </li>`;
}

function whenOf({ deviation }: UnusualHour, { sf, days, f }: StatsFrame): string {
  const from = Date.parse(deviation.from);
  return `${sf.weekday(days.dayOf(from))} ${f.hourMinute(from)}–${f.hourMinute(Date.parse(deviation.to))}`;
}

function placeOf({ event }: UnusualHour): string {
  return event.zoneName === null ? event.deviceName : `${event.zoneName} · ${event.deviceName}`;
}

function whatOf({ event, deviation }: UnusualHour, { t, s }: StatsFrame): string {
  return `${event.class === null ? s.unusual.all : t.thing[event.class]}, ${s.unusual[deviation.what]}`;
}

function usualOf({ usual, spread }: Deviation, { f }: Pick<StatsFrame, 'f'>): string {
  // Even the most regular hour differs by chance.
  const sd = Math.sqrt(Math.max(usual, 1) + spread * spread);
  return `${f.number(usual, usual < 10 ? 1 : 0)} ± ${f.number(Math.ceil(sd))}`;
}

function ratioOf(
  counted: number,
  { usual, side, watched }: Deviation,
  { f, s, sf }: Pick<StatsFrame, 'f' | 's' | 'sf'>,
): string {
  if (usual === 0) return s.unusual.unheard;
  const ratio = counted / usual;
  return side === 'more' ? s.unusual.more(f.number(ratio, 1)) : s.unusual.fewer(sf.percent(ratio / (watched ?? 1)));
}
