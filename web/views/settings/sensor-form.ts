import { html, type TemplateResult } from 'lit-html';
import type { Quantity, SensorSettings } from '../../../contracts/devices.ts';
import type { Draft } from '../../core/settings/draft.ts';
import type { Frame } from '../frame.ts';
import { draftForm } from './draft-form.ts';
import { choice, faultAt, field, numberInput, textInput, tick } from './field.ts';
import { placePicker } from './place-picker.ts';

/** Units people expect for each quantity, offered when the quantity is chosen. */
const UNIT: Readonly<Record<Quantity, string>> = {
  'water-level': 'm',
  pm25: 'µg/m³',
  pm10: 'µg/m³',
  temperature: '°C',
  humidity: '%',
  noise: 'dB',
  rain: 'mm',
  co2: 'ppm',
  battery: '%',
  'traffic-count': 'xe',
  other: '-',
};

/** A sensor: what it measures, where it stands, how it is read. */
export function sensorForm(
  draft: Extract<Draft, { kind: 'sensor' }>,
  frame: Frame,
  basemap: Promise<unknown>,
): TemplateResult {
  const { state, t, dispatch } = frame;
  const { value, failure } = draft;
  const change = (change: Partial<SensorSettings>) => dispatch({ type: 'draft-changed', change });
  const agents = [
    ['', t.settings.ownMqtt] as const,
    ...[...state.agents.values()].map(({ id, name }) => [id, name] as const),
  ];
  const quantities = (Object.keys(UNIT) as Quantity[]).map((one) => [one, t.quantity[one]] as const);
  const body = html`<div class="draft-columns">
    <div class="draft-fields">
      ${field(
        t.settings.name,
        textInput(value.name, (name) => change({ name }), { required: true }),
        faultAt(failure, 'name', t),
      )}
      ${field(t.settings.id, html`<output class="mono">${value.id || '–'}</output>`, faultAt(failure, 'id', t), t.settings.idHint)}
      <div class="field-row">
        ${field(
          t.settings.quantity,
          choice(value.quantity, quantities, (quantity) => change({ quantity, unit: UNIT[quantity] })),
        )}
        ${field(
          t.settings.unit,
          textInput(value.unit, (unit) => change({ unit }), { required: true, max: 16 }),
          faultAt(failure, 'unit', t),
        )}
        ${field(
          t.settings.every,
          numberInput(value.everyS, (everyS) => change({ everyS }), { min: 1, max: 86_400 }),
          faultAt(failure, 'everyS', t),
        )}
      </div>
      ${field(
        t.settings.agent,
        choice(value.agentId ?? '', agents, (id) =>
          change(id === '' ? { agentId: null, url: null } : { agentId: id, url: value.url ?? 'http://' }),
        ),
        faultAt(failure, 'agentId', t),
      )}
      ${
        value.agentId === null
          ? html``
          : field(
              t.settings.source,
              textInput(value.url ?? '', (url) => change({ url }), { required: true, max: 1000, mono: true }),
              faultAt(failure, 'url', t),
            )
      }
      ${plausibleRange(value, change, frame)}
      ${tick(t.settings.enabled, value.enabled, (enabled) => change({ enabled }))}
    </div>
    <div class="draft-side">
      <h3>${t.settings.place}</h3>
      <div
        class="picker"
        ${placePicker({
          placed: { place: value.place, look: null },
          theme: state.preferences.theme,
          basemap,
          onPlace: (place) => change({ place }),
          onLook: () => undefined,
        })}
      ></div>
      <p class="muted">${t.settings.placeSensor} ${value.place.lat.toFixed(5)}, ${value.place.lon.toFixed(5)}</p>
    </div>
  </div>`;
  return draftForm(
    draft,
    {
      title: draft.isNew ? t.settings.add.sensors : value.name,
      back: ['sensors'],
      body,
      ready: value.id !== '' && value.unit.trim() !== '' && (value.agentId === null || (value.url ?? '') !== ''),
    },
    frame,
  );
}

function plausibleRange(
  value: SensorSettings,
  change: (change: Partial<SensorSettings>) => void,
  { t }: Frame,
): TemplateResult {
  const set = (side: 'min' | 'max', text: string) => {
    if (text.trim() === '') return change({ plausible: null });
    const number = Number(text);
    if (!Number.isFinite(number)) return;
    const { min = number, max = number } = value.plausible ?? {};
    change({ plausible: { min, max, [side]: number } });
  };
  const input = (side: 'min' | 'max') =>
    html`<input
      type="number"
      step="any"
      .value=${value.plausible === null ? '' : String(value.plausible[side])}
      @change=${({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => set(side, currentTarget.value)}
    />`;
  return html`<fieldset class="choice-set">
    <legend>${t.settings.plausible}</legend>
    <div class="field-row">${field(t.settings.from, input('min'))} ${field(t.settings.to, input('max'))}</div>
    <small class="muted">${t.settings.plausibleHint}</small>
  </fieldset>`;
}
