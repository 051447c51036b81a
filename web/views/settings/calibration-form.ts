import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { Calibration } from '../../../contracts/devices.ts';
import type { PicturePoint } from '../../../contracts/geometry.ts';
import { calibrationTrouble } from '../../../contracts/homography.ts';
import {
  calibrationErrors,
  FIRST_CALIBRATION,
  groundGrid,
  withPoint,
  withRectangle,
} from '../../core/settings/calibration-edit.ts';
import { pictureOf, type Draft } from '../../core/settings/draft.ts';
import { fieldFaultText } from '../../core/text/field-fault-text.ts';
import { snapshotUrl } from '../../edges/http.ts';
import type { Frame } from '../frame.ts';
import { draftForm } from './draft-form.ts';
import { field, numberInput } from './field.ts';
import { pointHandle } from './point-handle.ts';

const KMH = 50;

/** Four points of the picture whose places on the ground are known: what speeds and lengths are made of. */
export function calibrationForm(draft: Extract<Draft, { kind: 'camera' }>, frame: Frame): TemplateResult {
  const { t, dispatch } = frame;
  const { value } = draft;
  const change = (calibration: Calibration | null) => dispatch({ type: 'draft-changed', change: { calibration } });
  const { calibration } = value;
  const trouble = calibration && calibrationTrouble(calibration);
  const body = html`<div class="draft-columns draft-columns-wide">
    <div class="draft-fields">
      <p>${t.setup.calibrationLead}</p>
      ${calibration ? fields(calibration, change, frame) : nothing}
      <div class="field-row">
        <button type="button" class="button" @click=${() => change(calibration ? null : FIRST_CALIBRATION)}>
          ${calibration ? t.setup.calibrationClear : t.setup.calibrationStart}
        </button>
      </div>
      ${trouble ? html`<p class="field-fault" role="alert">${fieldFaultText(t, trouble)}</p>` : nothing}
      ${calibration && !trouble ? errors(calibration, frame) : nothing}
    </div>
    ${picture(value.id, calibration, change, frame)}
  </div>`;
  const title = `${t.setup.calibration} – ${value.name}`;
  return draftForm(draft, { title, back: ['cameras', value.id], body, ready: !trouble, isPart: true }, frame);
}

function fields(calibration: Calibration, change: (calibration: Calibration) => void, { t, f }: Frame): TemplateResult {
  const [farLeft, , nearRight] = calibration.points;
  const width = Math.abs((nearRight?.groundM[0] ?? 10) - (farLeft?.groundM[0] ?? 0));
  const length = Math.abs((farLeft?.groundM[1] ?? 20) - (nearRight?.groundM[1] ?? 0));
  return html`<fieldset class="choice-set">
      <legend>${t.setup.rectangle}</legend>
      <div class="field-row">
        ${field(
          t.setup.widthM,
          numberInput(width, (m) => change(withRectangle(calibration, m, length)), { min: 0.1, max: 1000 }),
        )}
        ${field(
          t.setup.lengthM,
          numberInput(length, (m) => change(withRectangle(calibration, width, m)), { min: 0.1, max: 1000 }),
        )}
      </div>
    </fieldset>
    <details>
      <summary>${t.setup.eachPoint}</summary>
      ${calibration.points.map(({ groundM: [x, y] }, i) => {
        const set = (groundM: readonly [number, number]) => change(withPoint(calibration, i, { groundM }));
        return html`<div class="field-row">
          ${field(
            `${t.setup.point(f.number(i + 1))} – ${t.setup.rightM}`,
            numberInput(x, (m) => set([m, y]), { min: -5000, max: 5000 }),
          )}
          ${field(
            t.setup.aheadM,
            numberInput(y, (m) => set([x, m]), { min: -5000, max: 5000 }),
          )}
        </div>`;
      })}
    </details>`;
}

function errors(calibration: Calibration, { t, f }: Frame): TemplateResult {
  const sure = calibrationErrors(calibration, KMH);
  if (!sure) return html``;
  return html`<p class="calibration-errors">
    ${t.setup.errors(f.number(sure.lengthM, 2), f.number(KMH), f.number(sure.speedKmh, 1))}
  </p>`;
}

function picture(
  cameraId: string,
  calibration: Calibration | null,
  change: (calibration: Calibration) => void,
  { state, t, f }: Frame,
): TemplateResult {
  const alertId = pictureOf(state, cameraId);
  const grid = calibration && groundGrid(calibration);
  const points = calibration?.points.map(({ picture: [x, y] }) => `${x},${y}`).join(' ');
  return html`<figure class="editor">
    <div class="editor-picture" ?data-empty=${alertId === null}>
      ${alertId === null ? nothing : html`<img src=${snapshotUrl(alertId)} alt="" draggable="false" />`}
      <svg class="editor-drawing" viewBox="0 0 1 1" preserveAspectRatio="none">
        ${grid?.lines.map(([a, b]) => (a && b ? svg`<line class="calibration-grid" x1=${a[0]} y1=${a[1]} x2=${b[0]} y2=${b[1]} />` : nothing))}
        ${points ? svg`<g class="editor-shape"><polygon points=${points} /></g>` : nothing}
      </svg>
      ${calibration?.points.map(({ picture: at }, i) =>
        pointHandle({
          at,
          label: t.setup.point(f.number(i + 1)),
          text: f.number(i + 1),
          move: (to: PicturePoint) => change(withPoint(calibration, i, { picture: to })),
        }),
      )}
    </div>
    <figcaption>
      <p class="muted">${grid ? t.setup.grid(f.number(grid.stepM)) : t.setup.calibrationHint}</p>
    </figcaption>
  </figure>`;
}
