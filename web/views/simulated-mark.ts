import { html, nothing, type TemplateResult } from 'lit-html';
import { isSimulated } from '../core/simulated.ts';
import type { Frame } from './frame.ts';

/** Says that what a device (null: any) told in a time was made up. */
export function simulatedMark(
  { state, t }: Pick<Frame, 'state' | 't'>,
  deviceId: string | null,
  fromMs: number,
  toMs = fromMs,
): TemplateResult | typeof nothing {
  return isSimulated(state, deviceId, fromMs, toMs)
    ? html`<span class="chip chip-simulated" title=${t.simulated.lead}>${t.simulated.mark}</span>`
    : nothing;
}
