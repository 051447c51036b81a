import { html, nothing, type TemplateResult } from 'lit-html';
import type { ZoneSettings } from '../../../contracts/devices.ts';
import type { Draft } from '../../core/settings/draft.ts';
import { polygonTrouble } from '../../../contracts/plane.ts';
import type { ShapeEdit } from '../../core/settings/shape-edit.ts';
import type { Frame } from '../frame.ts';
import { draftForm } from './draft-form.ts';
import { faultAt, field, textInput } from './field.ts';
import { shapeEditor } from './shape-editor.ts';

/** A zone or counting line on a camera's picture. */
export function zoneForm(draft: Extract<Draft, { kind: 'zone' }>, frame: Frame): TemplateResult {
  const { state, t, dispatch } = frame;
  const { value, failure, open } = draft;
  const { shape } = value;
  const change = (change: Partial<ZoneSettings>) => dispatch({ type: 'draft-changed', change });
  const edit = (one: ShapeEdit) => dispatch({ type: 'shape-edited', edit: one });
  const others =
    state.city.is === 'ready'
      ? state.city.value.zones.filter((zone) => zone.cameraId === value.cameraId && zone.id !== value.id)
      : [];
  const body = html`<div class="draft-columns draft-columns-wide">
    <div class="draft-fields">
      ${field(
        t.settings.name,
        textInput(value.name, (name) => change({ name }), { required: true }),
        faultAt(failure, 'name', t),
      )}
      ${field(t.settings.id, html`<output class="mono">${value.id || '–'}</output>`, faultAt(failure, 'id', t), t.settings.idHint)}
      ${
        shape.kind === 'line'
          ? html`<button type="button" class="button" @click=${() => edit({ do: 'turn-around' })}>
              ${t.settings.swap}
            </button>`
          : open
            ? html`<button
                type="button"
                class="button"
                ?disabled=${shape.polygon.length < 3}
                @click=${() => edit({ do: 'close' })}
              >
                ${t.settings.close}
              </button>`
            : html`<button type="button" class="button" @click=${() => edit({ do: 'redraw' })}>
                  ${t.settings.redraw}
                </button>
                ${wayTools(shape.way !== undefined, edit, frame)}`
      }
      ${shape.kind === 'line' ? sideFields(shape, change, frame) : nothing}
    </div>
    ${shapeEditor({ shape, open, others, pictureOf: draft.pictureOf, edit }, frame)}
  </div>`;
  return draftForm(
    draft,
    {
      title: draft.isNew ? (shape.kind === 'line' ? t.settings.addLine : t.settings.addZone) : value.name,
      back: ['cameras', value.cameraId],
      body,
      ready: value.id !== '' && !open && (shape.kind === 'line' || polygonTrouble(shape.polygon) === null),
    },
    frame,
  );
}

function wayTools(hasWay: boolean, edit: (edit: ShapeEdit) => void, { t }: Frame): TemplateResult {
  if (!hasWay)
    return html`<button type="button" class="button" @click=${() => edit({ do: 'add-way' })}>${t.setup.way}</button>`;
  return html`<p class="muted">${t.setup.wayHint}</p>
    <div class="field-row">
      <button type="button" class="button" @click=${() => edit({ do: 'turn-around' })}>${t.setup.turnWay}</button>
      <button type="button" class="button" @click=${() => edit({ do: 'drop-way' })}>${t.setup.dropWay}</button>
    </div>`;
}

type Line = Extract<ZoneSettings['shape'], { kind: 'line' }>;

/** Both sides have a name or none has. */
function sideFields(shape: Line, change: (change: Partial<ZoneSettings>) => void, { t }: Frame): TemplateResult {
  const name = (side: 'a' | 'b', text: string) => {
    const sides = { a: shape.sides?.a ?? 'A', b: shape.sides?.b ?? 'B', [side]: text };
    const { sides: _, ...bare } = shape;
    change({ shape: sides.a.trim() === '' && sides.b.trim() === '' ? bare : { ...shape, sides } });
  };
  return html`${field(
    t.setup.sideA,
    textInput(shape.sides?.a ?? '', (text) => name('a', text)),
  )}
  ${field(
    t.setup.sideB,
    textInput(shape.sides?.b ?? '', (text) => name('b', text)),
    null,
    t.setup.sidesHint,
  )}`;
}
