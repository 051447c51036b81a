import { html, nothing, type TemplateResult } from 'lit-html';
import type { Recipient } from '../../../contracts/recipients.ts';
import type { Frame } from '../frame.ts';
import { recipientName } from '../names.ts';
import { field } from './field.ts';

const ROLES = [
  { kind: 'role', id: 'operator' },
  { kind: 'role', id: 'police' },
] as const satisfies readonly Recipient[];

/** Whom a rule's alerts are for: nobody in particular, a unit, a ward's duty officers or a role. */
export function recipientField(
  chosen: Recipient | null,
  change: (recipient: Recipient | null) => void,
  fault: string | null,
  { state, t }: Frame,
): TemplateResult {
  const { units, areas } = state.city.is === 'ready' ? state.city.value : { units: [], areas: [] };
  const groups: readonly (readonly [Recipient['kind'], readonly Recipient[]])[] = [
    ['unit', units.filter(({ endedAt }) => endedAt === null).map(({ id }) => ({ kind: 'unit', id }) as const)],
    ['ward', areas.filter(({ kind }) => kind === 'ward').map(({ id }) => ({ kind: 'ward', id }) as const)],
    ['role', ROLES],
  ];
  const key = (whom: Recipient | null) => (whom === null ? '' : `${whom.kind}:${whom.id}`);
  const all = groups.flatMap(([, some]) => some);
  // One that has ended is shown until another is chosen; the gateway does not take it again.
  const gone = chosen !== null && !all.some((one) => key(one) === key(chosen)) ? chosen : null;
  const select = html`<select
    @change=${({ currentTarget }: { readonly currentTarget: HTMLSelectElement }) =>
      change(all.find((one) => key(one) === currentTarget.value) ?? null)}
  >
    <option value="" ?selected=${chosen === null}>${t.units.nobody}</option>
    ${gone === null ? nothing : html`<option value=${key(gone)} selected disabled>${recipientName(state, gone)}</option>`}
    ${groups.map(([kind, some]) =>
      some.length === 0
        ? nothing
        : html`<optgroup label=${t.units.groups[kind]}>
            ${some.map(
              (whom) =>
                html`<option value=${key(whom)} ?selected=${key(whom) === key(chosen)}>
                  ${recipientName(state, whom)}
                </option>`,
            )}
          </optgroup>`,
    )}
  </select>`;
  return field(t.units.recipient, select, fault, t.units.recipientHint);
}
