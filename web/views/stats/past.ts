import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { linePath, px } from '../../core/charts/curve.ts';
import { lengthOf } from '../../core/stats/period.ts';
import { raisedBy, stateAt, trafficBySteps, type PastMoment } from '../../core/stats/past-moment.ts';
import type { PastAnswer } from '../../../contracts/history-events.ts';
import { periodOf } from '../../core/stats/wants.ts';
import { icon } from '../icon.ts';
import { severityMark } from '../severity-mark.ts';
import { failure, simulatedMark } from './chart-card.ts';
import { hotSpots } from './hot-spots.ts';
import { pastMap } from './past-map.ts';
import { sceneAt } from './past-scene.ts';
import { lineNameOf, placeNameOf } from './place-name.ts';
import { answerOf, valueOf, type StatsFrame } from './stats-frame.ts';

/** How many times faster than life the map plays. */
export const RATES = [1, 10, 60, 300, 900, 3600] as const;

/** Any time of the past on the map: flows, sensors, cameras and alerts as they were; or where most happened. */
export function past(frame: StatsFrame): TemplateResult {
  const { s, stats, ask } = frame;
  return html`<div class="stats-switch">
      <div class="switch" role="group" aria-label=${s.past.show}>
        ${(['flows', 'spots'] as const).map(
          (one) =>
            html`<button aria-pressed=${String(stats.query.past === one)} @click=${() => ask({ past: one })}>
              ${s.past.shows[one]}
            </button>`,
        )}
      </div>
      <span class="muted">${stats.query.past === 'flows' ? s.past.how : s.past.spotsHow}</span>
    </div>
    ${stats.query.past === 'flows' ? film(frame) : hotSpots(frame)}`;
}

function film(frame: StatsFrame): TemplateResult {
  const { s, state, stats, basemap } = frame;
  const answer = valueOf(frame, 'past');
  const status = answerOf(frame, 'past');
  const city = state.city.is === 'ready' ? state.city.value : null;
  if (status?.is === 'failed') return html`<div class="card">${failure(status.code, frame)}</div>`;
  if (!answer || !city)
    return html`<div class="card skeleton past-skeleton" aria-busy="true">
      <span class="visually-hidden">${s.state.loading}</span>
    </div>`;
  const { scene, moment } = sceneAt(answer, Math.min(stats.player.minute, minutesOf(answer) - 1), frame);
  return html`<div class="past" aria-busy=${String(status?.is === 'loading')}>
    <figure class="card past-stage">
      <div
        class="past-map"
        role="group"
        aria-label=${s.past.mapLabel}
        ${pastMap({ scene, theme: state.preferences.theme, centre: city.centre, basemap })}
      ></div>
      ${player(answer, moment, frame)}
    </figure>
    <aside class="card past-list" aria-label=${s.past.atThen}>${atThen(answer, moment, frame)}</aside>
  </div>`;
}

/** How long the answer's time is. */
function minutesOf({ from, to }: PastAnswer): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
}

function player(answer: PastAnswer, moment: PastMoment, frame: StatsFrame): TemplateResult {
  const { s, sf, f, days, stats, tell, ask } = frame;
  const { rate, running } = stats.player;
  const last = minutesOf(answer);
  const minute = Math.min(stats.player.minute, last - 1);
  const stepMin = answer.stepS / 60;
  const said = `${sf.weekday(days.dayOf(moment.at))} ${f.hourMinute(moment.at)}`;
  const to = (wanted: number) => Math.max(0, Math.min(last - 1, Math.round(wanted)));
  const seek = (wanted: number) => tell({ type: 'player', player: { minute: to(wanted), running: false } });
  return html`<div class="player">
    <div class="player-buttons">
      <button
        class="button button-icon"
        aria-label=${s.past.stepBack}
        title=${s.past.stepBack}
        @click=${() => seek(minute - stepMin)}
      >
        ${icon('back')}
      </button>
      <button
        class="button button-main player-play"
        aria-label=${running ? s.past.pause : s.past.play}
        @click=${() => {
          if (running) ask({ minute: to(minute) });
          tell({ type: 'player', player: { running: !running, ...(minute >= last - 1 && { minute: 0 }) } });
        }}
      >
        ${icon(running ? 'pause' : 'play')}
      </button>
      <button
        class="button button-icon"
        aria-label=${s.past.stepForth}
        title=${s.past.stepForth}
        @click=${() => seek(minute + stepMin)}
      >
        ${icon('forth')}
      </button>
      <label class="visually-hidden" for="player-rate">${s.past.rate}</label>
      <select
        class="select"
        id="player-rate"
        @change=${(event: { currentTarget: HTMLSelectElement }) => tell({ type: 'player', player: { rate: Number(event.currentTarget.value) } })}
      >
        ${RATES.map((one) => html`<option value=${one} ?selected=${one === rate}>${f.number(one)}×</option>`)}
      </select>
      <time class="player-time" datetime=${new Date(moment.at).toISOString()}>${said}</time>
    </div>
    <div class="player-track">
      ${backdrop(answer)}
      <input
        type="range"
        min="0"
        max=${last - 1}
        step=${Math.min(stepMin, 5)}
        .value=${String(Math.round(minute))}
        aria-label=${s.past.slider}
        aria-valuetext=${said}
        @input=${(event: { currentTarget: HTMLInputElement }) => seek(event.currentTarget.valueAsNumber)}
        @change=${(event: { currentTarget: HTMLInputElement }) => ask({ minute: to(event.currentTarget.valueAsNumber) })}
      />
    </div>
    <div class="player-axis" aria-hidden="true">${axis(answer, frame)}</div>
  </div>`;
}

/** Traffic and alerts over the whole time, behind the slider: where it is worth looking. */
function backdrop(answer: PastAnswer): TemplateResult {
  const traffic = trafficBySteps(answer);
  const most = Math.max(1, ...traffic);
  const bars = raisedBy(answer, 96);
  const mostAlerts = Math.max(1, ...bars);
  const curve = traffic.map((value, i): readonly [number, number] => [
    ((i + 0.5) * 1000) / traffic.length,
    38 - (34 * value) / most,
  ]);
  return html`<svg
    class="player-backdrop"
    viewBox="0 0 1000 40"
    preserveAspectRatio="none"
    aria-hidden="true"
    focusable="false"
  >
    <path class="player-traffic" d=${`M0 38L${curve.map(([x, y]) => `${px(x)} ${px(y)}`).join('L')}L1000 38Z`} />
    <path class="player-line" d=${linePath(curve)} vector-effect="non-scaling-stroke" />
    ${bars.map((count, i) => (count === 0 ? nothing : svg`<rect class="player-alerts" x=${px((i * 1000) / 96 + 2)} y="0" width="6.4" height=${px(3 + (9 * count) / mostAlerts)} />`))}
  </svg>`;
}

function axis({ from, to }: PastAnswer, { f, sf, days, stats, today }: StatsFrame): TemplateResult[] {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const single = lengthOf(periodOf(stats.query, today)) === 1;
  return [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = start + (end - start) * share;
    return html`<span
      >${single ? (share === 1 ? '24:00' : f.hourMinute(at)) : sf.day(days.dayOf(share === 1 ? at - 1 : at)).slice(0, 5)}</span
    >`;
  });
}

/** The map's moment in words: what reads instead of looks. */
function atThen(answer: PastAnswer, moment: PastMoment, frame: StatsFrame): TemplateResult {
  const { s, sf, f, t, days, state, dispatch } = frame;
  const flows = [...moment.flows]
    .map((flow) => ({ ...flow, all: flow.forward + flow.backward + flow.entered }))
    .sort((a, b) => b.all - a.all);
  const total = flows.reduce((sum, { all }) => sum + all, 0);
  const unwell = [...moment.cameras].filter(([, condition]) => condition !== null && condition !== 'online');
  return html`<h3 class="past-when">
      <time datetime=${new Date(moment.at).toISOString()}
        >${sf.weekday(days.dayOf(moment.at))} · ${f.hourMinute(moment.at)}</time
      >
      ${answer.simulated.length > 0 ? simulatedMark(frame) : nothing}
    </h3>
    <section>
      <h4>${s.past.alerts(f.number(moment.alerts.length))}</h4>
      <ul class="past-alerts">
        ${moment.alerts.slice(0, 12).map(
          (alert) =>
            html`<li>
              ${severityMark(alert.severity, t.severity[alert.severity])}
              <button
                class="link"
                @click=${() => dispatch({ type: 'selected', selection: { kind: 'alert', id: alert.id } })}
              >
                ${alert.ruleName}
              </button>
              <small>${alert.deviceName} · ${t.state[stateAt(alert, moment.at)]}</small>
            </li>`,
        )}
        ${moment.alerts.length === 0 ? html`<li class="muted">${s.past.noAlerts}</li>` : nothing}
        ${answer.moreAlerts ? html`<li class="muted">${s.past.moreAlerts}</li>` : nothing}
      </ul>
    </section>
    <section>
      <h4>${s.past.flows(sf.amount(Math.round(total)))}</h4>
      <ol class="past-flows">
        ${flows.slice(0, 8).map(
          ({ zoneId, forward, backward, entered }) =>
            html`<li>
              <span>${lineNameOf(zoneId, answer.places, frame)}</span>
              <strong
                >${entered > 0 ? sf.short(Math.round(entered)) : html`↑ ${sf.short(Math.round(forward))} <span class="muted">↓ ${sf.short(Math.round(backward))}</span>`}</strong
              >
            </li>`,
        )}
        ${flows.length === 0 ? html`<li class="muted">${s.state.none}</li>` : nothing}
      </ol>
      <p class="muted">${s.past.counted}</p>
    </section>
    <section>
      <h4>${s.past.sensors}</h4>
      <ul class="past-sensors">
        ${moment.sensors.map(({ sensorId, value, state: level }) => {
          const sensor = state.sensors.get(sensorId);
          const word =
            value === null
              ? t.sensor.state.silent
              : level === 2
                ? t.sensor.state.critical
                : level === 1
                  ? t.sensor.state.warning
                  : t.sensor.state.ok;
          return html`<li data-level-state=${value === null ? 'none' : String(level ?? 0)}>
            <span>${sensor?.name ?? placeNameOf('sensor', sensorId, answer.places, frame)}</span>
            <strong>${value === null ? '–' : `${f.number(value, 1)} ${sensor?.unit ?? ''}`}</strong>
            <small>${word}</small>
          </li>`;
        })}
        ${unwell.map(
          ([cameraId, condition]) =>
            html`<li data-level-state="2">
              <span>${placeNameOf('camera', cameraId, answer.places, frame)}</span>
              <strong>${condition === null ? '–' : t.camera.condition[condition]}</strong>
              <small>${t.camera.title}</small>
            </li>`,
        )}
      </ul>
    </section>`;
}
