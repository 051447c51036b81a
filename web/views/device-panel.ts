import { html, nothing, type TemplateResult } from 'lit-html';
import type { Camera, Sensor } from '../../contracts/api.ts';
import { countOf, stepAt } from '../core/map/past-counts.ts';
import { mayRespond } from '../core/rights.ts';
import { failureText } from '../core/text/dictionary.ts';
import { alertRow } from './alert-row.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';
import { areaName } from './names.ts';
import { seriesChart } from './series-chart.ts';
import { simulatedMark } from './simulated-mark.ts';

const DAY_MS = 86_400_000;

/** Everything about one camera or sensor. */
export function devicePanel(kind: 'camera' | 'sensor', id: string, frame: Frame): TemplateResult {
  const { state, t, dispatch } = frame;
  const device = kind === 'camera' ? state.cameras.get(id) : state.sensors.get(id);
  return html`<header class="panel-head">
      <span class="panel-glyph">${icon(kind)}</span>
      <div class="panel-title">
        <h2>${device?.name ?? id}</h2>
        <p>
          ${t[kind].title}${device && areaName(state, device.areaId) ? html` · ${areaName(state, device.areaId)}` : nothing}
        </p>
      </div>
      <button
        class="button button-icon"
        aria-label=${t.act.close}
        @click=${() => dispatch({ type: 'selected', selection: null })}
      >
        ${icon('close')}
      </button>
    </header>
    <div class="panel-body">
      ${
        device === undefined
          ? html`<p class="muted">${state.city.is === 'ready' ? failureText(t, 'not-found') : t.map.loading}</p>`
          : kind === 'camera'
            ? html`${cameraPicture(device as Camera, frame)} ${cameraFacts(device as Camera, frame)}`
            : sensorFacts(device as Sensor, frame)
      }
      ${recentAlerts(kind, id, frame)}
    </div>`;
}

function fact(name: string, value: TemplateResult | string | typeof nothing): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** What the camera sees now, for those who deal with alerts. */
function cameraPicture(camera: Camera, frame: Frame): TemplateResult | typeof nothing {
  if (!mayRespond(frame.state.session)) return nothing;
  return html`<section class="panel-picture">
    ${frame.seeing ? frame.seeing.liveView(camera, frame) : html`<div class="skeleton skeleton-picture" aria-busy="true"></div>`}
  </section>`;
}

function cameraFacts(camera: Camera, { state, t, f }: Frame): TemplateResult {
  const zones =
    state.city.is === 'ready' ? state.city.value.zones.filter(({ cameraId }) => cameraId === camera.id) : [];
  const point = t.compass[Math.round(camera.headingDeg / 45) % 8] ?? '';
  const lastAt = camera.lastFrameAt === null ? null : Date.parse(camera.lastFrameAt);
  const well = camera.condition === 'online';
  return html`<p class="device-state" data-look=${well ? 'ok' : camera.condition === 'offline' ? 'off' : 'poor'}>
      <strong>${camera.enabled ? t.camera.condition[camera.condition] : t.camera.disabled}</strong>
      ${camera.fault === null ? nothing : html`<span>${t.camera.fault[camera.fault]}</span>`}
      ${
        camera.conditionSince === null
          ? nothing
          : html`<span class="muted">${t.camera.since(f.moment(Date.parse(camera.conditionSince), state.now))}</span>`
      }
    </p>
    <dl class="facts">
      ${countedThen(camera.id, { state, t, f })}
      ${fact(
        t.camera.rate,
        `${t.camera.perSecond(f.number(camera.fps, 1))}${
          camera.kbps === null ? '' : ` · ${t.camera.kbps(f.number(camera.kbps))}`
        }`,
      )}
      ${fact(t.camera.lastFrame, lastAt === null ? t.time.never : f.ago(lastAt, state.now))}
      ${fact(t.camera.heading, t.camera.degrees(f.number(camera.headingDeg), point))}
      ${fact(t.camera.angle, `${f.number(camera.fieldOfViewDeg)}°`)}
      ${fact(t.camera.range, t.camera.metres(f.number(camera.rangeM)))}
      ${fact(t.camera.agent, state.agents.get(camera.agentId)?.name ?? camera.agentId)}
      ${fact(
        t.camera.zones,
        zones.length === 0
          ? html`<span class="muted">${t.camera.noZones}</span>`
          : zones.map(({ name }) => name).join(', '),
      )}
    </dl>`;
}

/** What this camera counted at the moment looked back to. */
function countedThen(
  cameraId: string,
  { state, t, f }: Pick<Frame, 'state' | 't' | 'f'>,
): TemplateResult | typeof nothing {
  const { past, view } = state;
  if (view.replayAt === null || past.is !== 'ready') return nothing;
  const [count, step] = [countOf(past.value, cameraId, view.replayAt), stepAt(past.value, view.replayAt)];
  if (count === null || step === null) return fact(t.replay.counts, t.replay.uncounted);
  const said = [
    t.replay.span(f.hourMinute(step.fromMs), f.hourMinute(step.toMs)),
    t.replay.crossed(f.number(count.crossed)),
    ...(count.entered === 0 ? [] : [t.replay.entered(f.number(count.entered))]),
  ];
  return fact(t.replay.counts, said.join(' · '));
}

function sensorFacts(sensor: Sensor, frame: Frame): TemplateResult {
  const { state, t, f, act } = frame;
  const at = sensor.at === null ? null : Date.parse(sensor.at);
  const series = state.series.get(sensor.id);
  const look =
    sensor.state === 'ok' ? 'ok' : sensor.state === 'silent' ? 'off' : sensor.state === 'warning' ? 'poor' : 'bad';
  return html`<p class="device-state" data-look=${look}>
      <strong class="reading"
        >${sensor.value === null ? t.sensor.none : html`${f.number(sensor.value, 2)} <small>${sensor.unit}</small>`}</strong
      >
      <span>${t.sensor.state[sensor.state]}</span>
      ${sensor.quality === 'suspect' ? html`<span class="overdue">${t.sensor.suspect}</span>` : nothing}
      <span class="muted">${at === null ? nothing : f.ago(at, state.now)}</span>
    </p>
    <section class="panel-part">
      <h3>${t.sensor.day}</h3>
      ${
        series?.is === 'ready'
          ? html`${simulatedMark(frame, sensor.id, state.now - DAY_MS, state.now)}
            ${seriesChart(sensor, series.value, frame)}`
          : series?.is === 'failed'
            ? html`<p role="alert">
                ${failureText(t, series.code)}
                <button class="link" @click=${() => void act.loadSeries(sensor.id)}>${t.act.retry}</button>
              </p>`
            : html`<div class="skeleton skeleton-chart" aria-busy="true"></div>`
      }
    </section>
    <dl class="facts">
      ${fact(t.quantity[sensor.quantity], sensor.unit)}
      ${fact(t.sensor.every, t.sensor.seconds(f.number(sensor.everyS)))}
      ${sensor.agentId === null ? nothing : fact(t.camera.agent, state.agents.get(sensor.agentId)?.name ?? sensor.agentId)}
    </dl>`;
}

function recentAlerts(kind: 'camera' | 'sensor', id: string, frame: Frame): TemplateResult {
  const recent = [...frame.state.alerts.values()]
    .filter((alert) => alert.deviceKind === kind && alert.deviceId === id)
    .sort((a, b) => b.id - a.id)
    .slice(0, 8);
  return html`<section class="panel-part">
    <h3>${frame.t.camera.recent}</h3>
    ${
      recent.length === 0
        ? html`<p class="muted">${frame.t.camera.noRecent}</p>`
        : html`<ol class="rows rows-inner">
            ${recent.map((alert) => alertRow(alert, frame))}
          </ol>`
    }
  </section>`;
}
