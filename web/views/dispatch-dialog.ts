import { html, nothing, type TemplateResult } from 'lit-html';
import type { NewStep } from '../../contracts/api.ts';
import { formText, submitted } from './form-text.ts';
import type { Frame } from './frame.ts';
import { formFoot } from './modal.ts';

const DEADLINES_MIN = [5, 10, 15, 30, 60];

/** Hands alerts to a ward's duty officer or a unit, with a deadline and instructions. */
export function dispatchDialog(ids: readonly number[], frame: Frame): TemplateResult {
  const { state, t, f, act, dispatch } = frame;
  const wards =
    state.city.is === 'ready'
      ? state.city.value.areas.filter(({ kind, validTo }) => kind === 'ward' && validTo === null)
      : [];
  const people = state.assignees.is === 'ready' ? state.assignees.value.accounts : [];
  const first = ids[0] === undefined ? undefined : state.alerts.get(ids[0]);
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
          : kind === 'unit' && id in t.dialog.units
            ? ({ kind: 'unit', id, name: t.dialog.units[id as keyof typeof t.dialog.units] } as const)
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
    <fieldset>
      <legend>${t.dialog.toWard}</legend>
      <div class="choices">
        ${wards.map(
          (area) =>
            html`<label class="choice"
              ><input
                type="radio"
                name="whom"
                value="ward:${area.id}"
                required
                ?checked=${first?.areaId === area.id}
                ?autofocus=${first?.areaId === area.id}
              />
              ${name(area)}</label
            >`,
        )}
      </div>
    </fieldset>
    <fieldset>
      <legend>${t.dialog.toUnit}</legend>
      <div class="choices">
        ${Object.entries(t.dialog.units).map(
          ([id, label]) =>
            html`<label class="choice"><input type="radio" name="whom" value="unit:${id}" required /> ${label}</label>`,
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
                    ><input type="radio" name="whom" value="account:${one.id}" required /> ${one.name}
                    <span class="muted">${t.role[one.role]}</span></label
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
