import { html, nothing, type TemplateResult } from 'lit-html';
import type { Area } from '../../../contracts/devices.ts';
import { areaOverlaps, overlapsWith, type AreaOverlap } from '../../../contracts/outline-overlap.ts';
import type { Frame } from '../frame.ts';

/** Pages are drawn often: each list and each drawn boundary is judged once. */
const ofList = new WeakMap<readonly Area[], readonly AreaOverlap[]>();
const ofDraft = new WeakMap<Area, { readonly known: readonly Area[]; readonly found: readonly AreaOverlap[] }>();

/** Which units of the list overlap, as it is now and will be. What has ended is history. */
export function overlapsCard(known: readonly Area[], frame: Frame): TemplateResult | typeof nothing {
  const { state, t, f } = frame;
  const found = ofList.get(known) ?? areaOverlaps(known);
  ofList.set(known, found);
  const lasting = found.filter(({ ids }) =>
    ids.every((id) =>
      known.some((one) => one.id === id && !(one.validTo !== null && Date.parse(one.validTo) <= state.now)),
    ),
  );
  if (lasting.length === 0) return nothing;
  return html`<section class="card area-overlaps" role="status">
    <h3>${t.areas.overlapping(f.number(lasting.length))}</h3>
    <p class="muted">${t.areas.overlapLead}</p>
    <ul>
      ${lasting.map(
        ({ ids: [one, other], m2 }) =>
          html`<li dir="auto">
            ${t.areas.overlapPair(nameOf(one, known, frame), nameOf(other, known, frame), km2(m2, frame))}
          </li>`,
      )}
    </ul>
  </section>`;
}

/** What the boundary that is drawn overlaps. It can be stored so: two surveys differ, and the other may be the wrong one. */
export function overlapsSaid(area: Area, known: readonly Area[], frame: Frame): readonly TemplateResult[] {
  const before = ofDraft.get(area);
  const found = before?.known === known ? before.found : overlapsWith(area, known);
  ofDraft.set(area, { known, found });
  return found.map(
    ({ ids: [, other], m2, share }) =>
      html`<p class="field-fault area-overlap" role="status">
        ${frame.t.areas.overlaps(nameOf(other, known, frame), km2(m2, frame), `${frame.f.number(share * 100, 1)} %`)}
      </p>`,
  );
}

const km2 = (m2: number, { f }: Frame): string => f.number(m2 / 1e6, m2 < 100_000 ? 3 : 1);

function nameOf(id: string, known: readonly Area[], { state }: Frame): string {
  const area = known.findLast((one) => one.id === id);
  return (state.preferences.language === 'vi' ? area?.nameVi : area?.nameEn) ?? id;
}
