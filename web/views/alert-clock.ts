import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { Alert } from '../../contracts/alerts.ts';
import { legs, seenAfterMs, type ClockMoment, type Leg } from '../core/alerts/clock-legs.ts';
import type { Frame } from './frame.ts';

/** Legs a machine is answerable for; the rest is up to people. */
const MACHINE: ReadonlySet<ClockMoment> = new Set(['received', 'perceived', 'raised', 'pushed', 'shown']);

/** The clock of an alert: how long each leg took, from the picture to the screen, then to the hand that took it. */
export function alertClock(alert: Alert, { t, f }: Frame): TemplateResult {
  const all = legs(alert.clock);
  const seen = seenAfterMs(alert.clock);
  return html`<section class="panel-part clock">
    <h3>${t.alert.clock}</h3>
    <p class="clock-lead" ?data-waiting=${seen === null}>
      ${seen === null ? t.alert.clockWaiting : t.alert.clockLead(f.duration(seen))}
    </p>
    ${machineBar(all)}
    <ol class="clock-legs">
      ${all.map(
        (leg) =>
          html`<li data-moment=${leg.moment} ?data-pending=${leg.at === null}>
            <span class="clock-name"
              >${leg.moment === 'captured' && alert.deviceKind === 'sensor' ? t.moment.measured : t.moment[leg.moment]}</span
            >
            <span class="clock-took">${leg.tookMs === null ? nothing : `+${f.duration(leg.tookMs)}`}</span>
            <span class="clock-at">${leg.at === null ? t.moment.pending : f.clockMs(leg.at)}</span>
          </li>`,
      )}
    </ol>
  </section>`;
}

/** The machine's legs in proportion. Widths are attributes, not styles, for the sake of a strict CSP. */
function machineBar(all: readonly Leg[]): TemplateResult | typeof nothing {
  const machine = all.filter(({ moment, tookMs }) => MACHINE.has(moment) && tookMs !== null);
  const total = machine.reduce((sum, { tookMs }) => sum + (tookMs ?? 0), 0);
  if (total === 0) return nothing;
  let x = 0;
  return html`<svg class="clock-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
    ${machine.map(({ moment, tookMs }) => {
      const width = (1000 * (tookMs ?? 0)) / total;
      const rect = svg`<rect data-moment=${moment} x=${x} y="0" width=${Math.max(0, width - 3)} height="10" rx="2"/>`;
      x += width;
      return rect;
    })}
  </svg>`;
}
