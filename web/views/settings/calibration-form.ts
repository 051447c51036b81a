import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { Calibration, CameraSettings } from '../../../contracts/devices.ts';
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
import { mapPoints, offMap, ontoMap, sideLengths, withMapPoint } from '../../core/settings/ground-map.ts';
import type { Place } from '../../core/map/bearing.ts';
import { fieldFaultText } from '../../core/text/field-fault-text.ts';
import { snapshotUrl } from '../../edges/http.ts';
import type { Frame } from '../frame.ts';
import { draftForm } from './draft-form.ts';
import { field, numberInput } from './field.ts';
import { groundPoints } from './ground-points.ts';
import { pointHandle } from './point-handle.ts';

const KMH = 50;
/** An error bar wider than this share of the speed says that the points are no good. */
const POOR_SHARE = 0.2;

/** Four points of the picture whose places on the ground are known: what speeds and lengths are made of. */
export function calibrationForm(
  draft: Extract<Draft, { kind: 'camera' }>,
  frame: Frame,
  basemap: Promise<unknown>,
): TemplateResult {
  const { t, dispatch } = frame;
  const { value } = draft;
  const change = (calibration: Calibration | null) => dispatch({ type: 'draft-changed', change: { calibration } });
  const { calibration } = value;
  const trouble = calibration && calibrationTrouble(calibration);
  const isMap = calibration?.origin !== undefined;
  const body = html`<div class="draft-columns ${isMap ? 'draft-columns-map' : 'draft-columns-wide'}">
    <div class="draft-fields">
      <p>${isMap ? t.setup.mapLead : t.setup.calibrationLead}</p>
      ${calibration ? ways(calibration, value, change, frame) : nothing}
      ${trouble ? html`<p class="field-fault" role="alert">${fieldFaultText(t, trouble)}</p>` : nothing}
      ${calibration && !trouble ? errors(calibration, frame) : nothing}
      ${calibration && !isMap ? measured(calibration, change, frame) : nothing}
      <div class="field-row">
        <button type="button" class="button" @click=${() => change(calibration ? null : FIRST_CALIBRATION)}>
          ${calibration ? t.setup.calibrationClear : t.setup.calibrationStart}
        </button>
      </div>
    </div>
    <div class="draft-side">
      ${picture(value.id, calibration, change, frame)}
      ${isMap ? groundMap(calibration, value, change, frame, basemap) : nothing}
    </div>
    ${calibration?.origin ? places(calibration, calibration.origin, change, frame) : nothing}
  </div>`;
  const title = `${t.setup.calibration} – ${value.name}`;
  return draftForm(draft, { title, back: ['cameras', value.id], body, ready: !trouble, isPart: true }, frame);
}

type Change = (calibration: Calibration) => void;

/** Measured with a tape, or looked up on the map. */
function ways(calibration: Calibration, camera: CameraSettings, change: Change, { t }: Frame): TemplateResult {
  const isMap = calibration.origin !== undefined;
  return html`<div class="segments" role="group" aria-label=${t.setup.groundFrom}>
    <button
      type="button"
      class="segment"
      aria-pressed=${!isMap}
      @click=${() => (isMap ? change(offMap(calibration)) : undefined)}
    >
      ${t.setup.byMeasure}
    </button>
    <button type="button" class="segment" aria-pressed=${isMap} @click=${() => change(ontoMap(calibration, camera))}>
      ${t.setup.byMap}
    </button>
  </div>`;
}

function measured(calibration: Calibration, change: Change, { t, f }: Frame): TemplateResult {
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

/** Where each point lies, to be typed when it was surveyed; and how far it is to the next, to be checked on the street. */
function places(
  calibration: Calibration,
  origin: Place,
  change: Change,
  { state, t, f, dispatch }: Frame,
): TemplateResult {
  const sides = sideLengths(calibration);
  return html`<fieldset class="choice-set">
    <legend>${t.setup.onMap}</legend>
    <div class="ground-places">
      ${mapPoints(calibration).map((place, i) => {
        const n = f.number(i + 1);
        const set = (to: Partial<Place>) => change(withMapPoint(calibration, i, { ...place, ...to }));
        // A degree either way is more than any camera sees.
        const near = (middle: number) => ({ min: middle - 1, max: middle + 1 });
        return html`<div class="field-row" ?data-chosen=${state.setup.groundPoint === i}>
          <button
            type="button"
            class="button button-icon ground-choose"
            aria-pressed=${state.setup.groundPoint === i}
            aria-label=${t.setup.choosePoint(n)}
            @click=${() => dispatch({ type: 'setup-changed', change: { groundPoint: i } })}
          >
            ${n}
          </button>
          ${field(
            `${t.setup.point(n)} – ${t.setup.lat}`,
            numberInput(rounded(place.lat), (lat) => set({ lat }), near(origin.lat)),
          )}
          ${field(
            t.setup.lon,
            numberInput(rounded(place.lon), (lon) => set({ lon }), near(origin.lon)),
          )}
        </div>`;
      })}
    </div>
    <p class="muted">
      ${t.setup.sides}
      ${sides.map((m, i) => `${i + 1}–${((i + 1) % sides.length) + 1}: ${f.number(m, 1)} m`).join(' · ')}
    </p>
  </fieldset>`;
}

/** A centimetre on the ground. */
const rounded = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;

function groundMap(
  calibration: Calibration,
  camera: CameraSettings,
  change: Change,
  { state, t, f, dispatch }: Frame,
  basemap: Promise<unknown>,
): TemplateResult {
  const { groundPoint } = state.setup;
  return html`<figure class="ground-map">
    <div
      class="picker"
      role="group"
      aria-label=${t.setup.onMap}
      ${groundPoints({
        points: mapPoints(calibration),
        chosen: groundPoint,
        camera,
        theme: state.preferences.theme,
        own: state.city.is === 'ready' ? state.city.value.baseMap : null,
        basemap,
        nameOf: (i) => t.setup.mapPoint(f.number(i + 1)),
        onPut: (i, place) => change(withMapPoint(calibration, i, place)),
        onChoose: (i) => dispatch({ type: 'setup-changed', change: { groundPoint: i } }),
      })}
    ></div>
    <figcaption class="muted">${t.setup.mapHint(f.number(groundPoint + 1))}</figcaption>
  </figure>`;
}

/** How sure the result is: a speed with its error bar, and in words. */
function errors(calibration: Calibration, { t, f }: Frame): TemplateResult {
  const sure = calibrationErrors(calibration, KMH);
  if (!sure) return html``;
  const { lengthM, speedKmh } = sure;
  const poor = speedKmh > POOR_SHARE * KMH;
  const x = (kmh: number) => Math.max(0, Math.min(100, kmh));
  const [from, to] = [x(KMH - speedKmh), x(KMH + speedKmh)];
  return html`<div class="calibration-errors" data-poor=${poor ? 'yes' : nothing}>
    <svg viewBox="-4 0 122 22" aria-hidden="true">
      <line class="error-axis" x1="0" y1="14" x2="100" y2="14" />
      ${[0, 25, 50, 75, 100].map((kmh) => svg`<text x=${kmh} y="21">${kmh}</text>`)}
      <text x="111" y="21">km/h</text>
      <path class="error-bar" d="M${from} 4v8M${from} 8H${to}M${to} 4v8" />
      <circle class="error-middle" cx=${KMH} cy="8" r="2.4" />
    </svg>
    <p>${t.setup.errors(f.number(lengthM, 2), f.number(KMH), f.number(speedKmh, 1))}</p>
    ${poor ? html`<p class="field-fault" role="alert">${calibration.origin === undefined ? t.setup.poor : t.setup.poorOnMap}</p>` : nothing}
  </div>`;
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
