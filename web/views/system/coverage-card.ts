import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { SystemState } from '../../../contracts/system-state.ts';
import { pictureShares } from '../../core/system/problems.ts';
import type { Frame } from '../frame.ts';
import { card } from './card.ts';

/** What became of the pictures of all cameras together. */
export function coverageCard({ coverage }: SystemState, frame: Frame): TemplateResult {
  const { t, f } = frame;
  const shares = pictureShares(coverage);
  const { all } = shares;
  const parts = (['looked', 'quiet', 'dropped', 'missing'] as const).map((part) => [part, shares[part]] as const);
  let x = 0;
  return card(
    t.system.coverage(f.number(coverage.minutes)),
    all === 0
      ? html`<p class="muted">${t.system.noCoverage}</p>`
      : html`<svg class="shares" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            ${parts.map(([part, count]) => {
              const width = (100 * count) / all;
              const rect = svg`<rect data-part=${part} x=${x} y="0" width=${width} height="10" />`;
              x += width;
              return rect;
            })}
          </svg>
          <ul class="shares-key">
            ${parts.map(
              ([part, count]) =>
                html`<li data-part=${part}>
                  <span
                    >${t.system.coverageBar[part]}${
                      part === 'looked' ? html` <span class="muted">${inferred(coverage, frame)}</span>` : nothing
                    }</span
                  >
                  <b>${f.number(count)}</b>
                  <span class="muted">${t.system.percent(f.number((100 * count) / all, 1))}</span>
                </li>`,
            )}
          </ul>
          ${Object.keys(coverage.dropped).length === 0 ? nothing : html`<p class="muted">${reasons(coverage.dropped, frame)}</p>`}`,
  );
}

/** The cameras of which the least was seen; nothing while none has been counted. */
export function coverageByCameraCard(
  { coverage: { cameras } }: SystemState,
  frame: Frame,
): TemplateResult | typeof nothing {
  const { state, t, f } = frame;
  const { coverage } = t;
  if (cameras.length === 0) return nothing;
  return html`<section class="card">
    <h3>${coverage.byCamera}</h3>
    <div class="coverage-cameras" tabindex="0" role="region" aria-label=${coverage.byCamera}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">${coverage.camera}</th>
            <th scope="col">${coverage.expected}</th>
            <th scope="col">${coverage.received}</th>
            <th scope="col">${coverage.looked}</th>
            <th scope="col">${coverage.quiet}</th>
            <th scope="col">${coverage.dropped}</th>
          </tr>
        </thead>
        <tbody>
          ${cameras.map((camera) => {
            const lost = Object.values(camera.dropped).reduce((sum, n) => sum + n, 0);
            return html`<tr>
              <th scope="row">${state.cameras.get(camera.cameraId)?.name ?? camera.cameraId}</th>
              <td>${f.number(camera.expected)}</td>
              <td>${f.number(camera.received)}</td>
              <td>${f.number(camera.looked)} <small class="muted">${inferred(camera, frame)}</small></td>
              <td>${f.number(camera.quiet)}</td>
              <td class="coverage-why">
                ${f.number(lost)}${lost === 0 ? nothing : html` <small class="muted">${reasons(camera.dropped, frame)}</small>`}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** How much of the pictures looked at went through the detector. */
function inferred({ looked, lookedArea }: { looked: number; lookedArea: number }, { t, f }: Frame): string {
  return looked === 0 ? '' : t.coverage.ofPicture(f.number((100 * lookedArea) / looked));
}

function reasons(dropped: Readonly<Record<string, number>>, { t, f }: Frame): string {
  const why = (reason: string): string =>
    reason in t.system.dropReason ? t.system.dropReason[reason as keyof typeof t.system.dropReason] : reason;
  return Object.entries(dropped)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, n]) => `${why(reason)}: ${f.number(n)}`)
    .join(' · ');
}
