import { html, type TemplateResult } from 'lit-html';
import type { PicturePoint } from '../../../contracts/geometry.ts';
import { intoPicture } from '../../core/settings/shape-edit.ts';

const KEY_STEP = 0.01;

/** A point on a picture (`.editor-picture`) that is moved by mouse, finger or arrow keys. */
export function pointHandle({
  at,
  label,
  text,
  move,
}: {
  readonly at: PicturePoint;
  readonly label: string;
  readonly text: string;
  readonly move: (to: PicturePoint) => void;
}): TemplateResult {
  const key = (event: KeyboardEvent) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    const [dx = 0, dy = 0] = step;
    move(intoPicture(at[0] + dx * KEY_STEP, at[1] + dy * KEY_STEP));
    event.preventDefault();
  };
  const drag = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    const frame = event.currentTarget.closest('.editor-picture')?.getBoundingClientRect();
    if (!frame || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    move(intoPicture((event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height));
  };
  return html`<button
    type="button"
    class="editor-handle point-handle"
    data-arrows
    aria-label=${label}
    .style=${`left:${at[0] * 100}%;top:${at[1] * 100}%`}
    @pointerdown=${(event: PointerEvent & { readonly currentTarget: HTMLElement }) =>
      event.currentTarget.setPointerCapture(event.pointerId)}
    @pointermove=${drag}
    @keydown=${key}
  >
    ${text}
  </button>`;
}
