import { html, type TemplateResult } from 'lit-html';
import type { CameraSettings } from '../../../contracts/devices.ts';
import type { Draft } from '../../core/settings/draft.ts';
import type { Frame } from '../frame.ts';
import { icon } from '../icon.ts';
import { cameraFinder, streamTrial } from './camera-finder.ts';
import { draftForm } from './draft-form.ts';
import { choice, faultAt, field, numberInput, textInput, tick } from './field.ts';
import { placePicker } from './place-picker.ts';

type CameraDraft = Extract<Draft, { kind: 'camera' }>;

/** A camera: its stream, its place and look on the map, the zones on its picture. */
export function cameraForm(draft: CameraDraft, frame: Frame, basemap: Promise<unknown>): TemplateResult {
  const { state, t, dispatch } = frame;
  const { value, failure } = draft;
  const change = (change: Partial<CameraSettings>) => dispatch({ type: 'draft-changed', change });
  const agents = [...state.agents.values()].map(({ id, name }) => [id, name] as const);
  const body = html`<div class="draft-columns">
    <div class="draft-fields">
      ${field(
        t.settings.name,
        textInput(value.name, (name) => change({ name }), { required: true }),
        faultAt(failure, 'name', t),
      )}
      ${field(t.settings.id, html`<output class="mono">${value.id || '–'}</output>`, faultAt(failure, 'id', t), t.settings.idHint)}
      ${field(
        t.settings.address,
        textInput(value.url, (url) => change({ url }), { required: true, max: 1000, mono: true }),
        faultAt(failure, 'url', t),
        t.settings.addressHint,
      )}
      ${streamTrial(value, draft.isNew, frame)}
      ${field(
        t.settings.agent,
        choice(value.agentId, agents, (agentId) => change({ agentId })),
        faultAt(failure, 'agentId', t),
      )}
      <div class="field-row">
        ${field(
          `${t.settings.heading} (°)`,
          numberInput(value.headingDeg, (deg) => change({ headingDeg: ((deg % 360) + 360) % 360 }), { step: 1 }),
          faultAt(failure, 'headingDeg', t),
        )}
        ${field(
          `${t.settings.fieldOfView} (°)`,
          numberInput(value.fieldOfViewDeg, (fieldOfViewDeg) => change({ fieldOfViewDeg }), {
            min: 5,
            max: 360,
            step: 1,
          }),
          faultAt(failure, 'fieldOfViewDeg', t),
        )}
        ${field(
          `${t.settings.range} (m)`,
          numberInput(value.rangeM, (rangeM) => change({ rangeM }), { min: 1, max: 2000, step: 1 }),
          faultAt(failure, 'rangeM', t),
        )}
      </div>
      <div class="field-row">
        ${field(
          t.settings.sampleFps,
          numberInput(value.sampleFps, (sampleFps) => change({ sampleFps }), { min: 0.2, max: 25 }),
          faultAt(failure, 'sampleFps', t),
        )}
        ${field(
          t.settings.priority,
          choice(
            value.priority,
            (['low', 'normal', 'high'] as const).map((one) => [one, t.settings.priorities[one]] as const),
            (priority) => change({ priority }),
          ),
        )}
      </div>
      ${tick(t.settings.looksDown, value.looksDown, (looksDown) => change({ looksDown }))}
      ${tick(t.settings.enabled, value.enabled, (enabled) => change({ enabled }))}
    </div>
    <div class="draft-side">
      <h3>${t.settings.place}</h3>
      <div
        class="picker"
        ${placePicker({
          placed: { place: value.place, look: value },
          theme: state.preferences.theme,
          basemap,
          onPlace: (place) => change({ place }),
          onLook: (headingDeg, rangeM) => change({ headingDeg, rangeM }),
        })}
      ></div>
      <p class="muted">${t.settings.placeCamera} ${value.place.lat.toFixed(5)}, ${value.place.lon.toFixed(5)}</p>
    </div>
  </div>`;
  const form = draftForm(
    draft,
    {
      title: draft.isNew ? t.settings.add.cameras : value.name,
      back: ['cameras'],
      body,
      ready: value.id !== '' && value.url !== 'rtsp://',
    },
    frame,
  );
  const finder = draft.isNew ? cameraFinder(value, change, frame) : html``;
  return draft.isNew ? html`${form} ${finder}` : html`${form} ${zoneList(value.id, frame)}`;
}

function zoneList(cameraId: string, { state, t, dispatch }: Frame): TemplateResult {
  const zones = state.city.is === 'ready' ? state.city.value.zones.filter((zone) => zone.cameraId === cameraId) : [];
  const open = (zoneId: string) => () =>
    dispatch({ type: 'paged', page: 'settings', path: ['cameras', cameraId, 'zones', zoneId] });
  return html`<section class="card zone-list">
    <header class="page-head">
      <h3>${t.settings.zones}</h3>
      <span class="page-tools">
        ${(['calibration', 'masks'] as const).map(
          (part) =>
            html`<button
              class="button"
              @click=${() => dispatch({ type: 'paged', page: 'settings', path: ['cameras', cameraId, part] })}
            >
              ${t.setup[part]}
            </button>`,
        )}
        <button class="button" @click=${open('new')}>${icon('plus')} ${t.settings.addZone}</button>
        <button class="button" @click=${open('new-line')}>${icon('plus')} ${t.settings.addLine}</button>
      </span>
    </header>
    ${
      zones.length === 0
        ? html`<p class="muted">${t.camera.noZones}</p>`
        : html`<ul class="entries">
            ${zones.map(
              (zone) =>
                html`<li>
                  <button class="entry" @click=${open(zone.id)}>
                    <strong>${zone.name}</strong><span class="muted">${t.settings.zoneKind[zone.shape.kind]}</span>
                  </button>
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}
