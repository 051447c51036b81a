import { html, type TemplateResult } from 'lit-html';
import { polygonTrouble } from '../../../contracts/plane.ts';
import { pictureOf, type Draft } from '../../core/settings/draft.ts';
import { editShape, type Drawing } from '../../core/settings/shape-edit.ts';
import { fieldFaultText } from '../../core/text/field-fault-text.ts';
import type { Frame } from '../frame.ts';
import { draftForm } from './draft-form.ts';
import { shapeEditor } from './shape-editor.ts';

const MOST_MASKS = 16;

/** Parts of a camera's picture whose movement is ignored: trees, flags, a neighbour's window. */
export function masksForm(draft: Extract<Draft, { kind: 'camera' }>, frame: Frame): TemplateResult {
  const { state, t, f, dispatch } = frame;
  const { masks, id, name } = draft.value;
  const drawing: Drawing = { shape: { kind: 'zone', polygon: state.setup.mask }, open: true };
  const trouble = state.setup.mask.length < 3 ? null : polygonTrouble(state.setup.mask);
  const body = html`<div class="draft-columns draft-columns-wide">
    <div class="draft-fields">
      <p>${t.setup.masksLead}</p>
      <ul class="entries">
        ${masks.map(
          (_, i) =>
            html`<li class="finder-stream">
              <span>${t.setup.mask(f.number(i + 1))}</span>
              <button
                type="button"
                class="button"
                @click=${() => dispatch({ type: 'draft-changed', change: { masks: masks.filter((_, at) => at !== i) } })}
              >
                ${t.settings.remove}
              </button>
            </li>`,
        )}
      </ul>
      ${trouble ? html`<p class="field-fault" role="alert">${fieldFaultText(t, trouble)}</p>` : html``}
    </div>
    ${shapeEditor(
      {
        ...drawing,
        others: masks.map((polygon, i) => ({
          id: `mask-${i}`,
          cameraId: id,
          name: '',
          shape: { kind: 'zone', polygon },
        })),
        pictureOf: pictureOf(state, id),
        edit: (edit) => {
          const next = editShape(drawing, edit);
          if (next.shape.kind !== 'zone') return;
          const { polygon } = next.shape;
          const isDone = !next.open && masks.length < MOST_MASKS && polygonTrouble(polygon) === null;
          if (isDone) dispatch({ type: 'draft-changed', change: { masks: [...masks, polygon] } });
          dispatch({ type: 'setup-changed', change: { mask: isDone ? [] : polygon } });
        },
      },
      frame,
    )}
  </div>`;
  return draftForm(
    draft,
    { title: `${t.setup.masks} – ${name}`, back: ['cameras', id], body, ready: true, isPart: true },
    frame,
  );
}
