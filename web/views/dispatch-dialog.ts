import { html, nothing, type TemplateResult } from 'lit-html';
import type { NewStep } from '../../contracts/api.ts';
import type { Unit } from '../../contracts/units.ts';
import { formText, submitted } from './form-text.ts';
import type { Frame } from './frame.ts';
import { formFoot } from './modal.ts';
import { recipientName, unitName } from './names.ts';

const DEADLINES_MIN = [5, 10, 15, 30, 60];

/** Hands alerts to a ward's duty officer or a unit, with a deadline and instructions. */
export function dispatchDialog(ids: readonly number[], frame: Frame): TemplateResult {
  const { state, t, f, act, dispatch } = frame;
  const wards = state.city.is === 'ready' ? state.city.value.areas.filter(({ kind }) => kind === 'ward') : [];
  const people = state.assignees.is === 'ready' ? state.assignees.value.accounts : [];
  const units = state.city.is === 'ready' ? state.city.value.units.filter(({ endedAt }) => endedAt === null) : [];
  const first = ids[0] === undefined ? undefined : state.alerts.get(ids[0]);
  // Whom the rule says it is for comes first, if it can be handed to them.
  const asRuled =
    first?.recipient?.kind === 'unit'
      ? units.find(({ id }) => id === first.recipient?.id)
      : first?.recipient?.kind === 'ward'
        ? wards.find(({ id }) => id === first.recipient?.id)
        : undefined;
  const name = (area: { nameVi: string; nameEn: string }) =>
    state.preferences.language === 'vi' ? area.nameVi : area.nameEn;
  const submit = (event: SubmitEvent) => {
    const form = submitted(event);
    const [kind, id = ''] = formText(form, 'whom').split(':', 2);
    const ward = wards.find((area) => area.id === id);
    const person = people.find((one) => one.id === id);
    const assignee =
      kind === 'ward' && ward
        ? ({ kind: 'ward', id, name: name(ward) } as const)
        : kind === 'account' && person
          ? ({ kind: 'account', id, name: person.name } as const)
          : kind === 'unit'
            ? ({ kind: 'unit', id, name: unitName(state, id) ?? id } as const)
            : null;
    if (!assignee) return;
    const minutes = Number(formText(form, 'minutes'));
    const text = formText(form, 'text').trim();
    const step: NewStep = {
      kind: 'dispatched',
      assignee,
      ...(minutes > 0 ? { deadlineAt: new Date(state.now + minutes * 60_000).toISOString() } : {}),
      ...(text === '' ? {} : { text }),
    };
    dispatch({ type: 'dialog-closed' });
    void act.step(ids, step);
  };
  return html`<form class="modal-form" @submit=${submit}>
    <p class="muted">${t.dialog.dispatchLead}</p>
    ${
      asRuled && first?.recipient
        ? html`<fieldset>
            <legend>${t.units.byRule}</legend>
            <label class="choice"
              ><input
                type="radio"
                name="whom"
                value="${first.recipient.kind}:${asRuled.id}"
                required
                checked
                autofocus
              />
              <span dir="auto">${recipientName(state, first.recipient)}</span> ${phoneOf(asRuled)}</label
            >
          </fieldset>`
        : nothing
    }
    <fieldset>
      <legend>${t.dialog.toWard}</legend>
      <div class="choices">
        ${wards
          .filter((area) => area !== asRuled)
          .map(
            (area) =>
              html`<label class="choice"
                ><input
                  type="radio"
                  name="whom"
                  value="ward:${area.id}"
                  required
                  ?checked=${!asRuled && first?.areaId === area.id}
                  ?autofocus=${!asRuled && first?.areaId === area.id}
                />
                ${name(area)}</label
              >`,
          )}
      </div>
    </fieldset>
    <fieldset>
      <legend>${t.dialog.toUnit}</legend>
      <div class="choices">
        ${nearest(units, first?.areaId ?? null)
          .filter((unit) => unit !== asRuled)
          .map(
            (unit) =>
              html`<label class="choice"
                ><input type="radio" name="whom" value="unit:${unit.id}" required />
                <span dir="auto">${unitName(state, unit.id)}</span> ${phoneOf(unit)}</label
              >`,
          )}
      </div>
    </fieldset>
    ${
      people.length === 0
        ? nothing
        : html`<fieldset>
            <legend>${t.dialog.toPerson}</legend>
            <div class="choices choices-many">
              ${people.map(
                (one) =>
                  html`<label class="choice"
                    ><input type="radio" name="whom" value="account:${one.id}" required />
                    <span class="choice-of"
                      ><span dir="auto">${one.name}</span><small>${t.role[one.role]}</small></span
                    ></label
                  >`,
              )}
            </div>
          </fieldset>`
    }
    <fieldset>
      <legend>${t.dialog.deadline}</legend>
      <div class="choices choices-row">
        ${DEADLINES_MIN.map(
          (minutes) =>
            html`<label class="choice"
              ><input type="radio" name="minutes" value=${minutes} ?checked=${minutes === 15} />
              ${t.time.minutes(f.number(minutes))}</label
            >`,
        )}
        <label class="choice"><input type="radio" name="minutes" value="0" /> ${t.dialog.noDeadline}</label>
      </div>
    </fieldset>
    <label class="field">
      <span>${t.dialog.note}</span>
      <textarea name="text" rows="2" maxlength="4000"></textarea>
    </label>
    ${formFoot(t.act.dispatched, ids.length, frame)}
  </form>`;
}

/** Units of the alert's own ward first, those of other wards last. */
function nearest(units: readonly Unit[], areaId: string | null): readonly Unit[] {
  const far = (unit: Unit) => (unit.areaId === null ? 1 : unit.areaId === areaId ? 0 : 2);
  return [...units].sort((a, b) => far(a) - far(b));
}

function phoneOf(whom: object): TemplateResult | typeof nothing {
  return 'phone' in whom && typeof whom.phone === 'string' ? html`<span class="muted">${whom.phone}</span>` : nothing;
}
