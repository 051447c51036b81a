import { expect, test } from 'vitest';
import { reduce } from '../../web/core/reduce.ts';
import { anAlert, aState, aView, mapById, NOON } from './builders.ts';

const three = mapById([
  anAlert({ id: 1, severity: 'info' }),
  anAlert({ id: 2, severity: 'critical' }),
  anAlert({ id: 3, severity: 'warning' }),
]);
const selected = (id: number) => aView({ selection: { kind: 'alert', id } });

test('down from nothing goes to the most urgent alert, then on in the order of the list, and stops at its end', () => {
  let state = aState({ alerts: three });
  const visited: unknown[] = [];
  for (let i = 0; i < 4; i++) {
    state = reduce(state, { type: 'moved', delta: 1 });
    visited.push(state.view.selection?.id);
  }
  expect(visited).toEqual([2, 3, 1, 1]);
});

test('up goes back', () => {
  const state = reduce(aState({ alerts: three, view: selected(1) }), { type: 'moved', delta: -1 });
  expect(state.view.selection).toEqual({ kind: 'alert', id: 3 });
});

test('selecting what is selected changes nothing', () => {
  const state = aState({ alerts: three, view: selected(1) });
  expect(reduce(state, { type: 'selected', selection: { kind: 'alert', id: 1 } })).toBe(state);
});

test('mute ends by itself', () => {
  const muted = reduce(aState(), { type: 'muted', until: NOON + 1000 });
  expect(reduce(muted, { type: 'ticked', now: NOON + 500 }).sound.mutedUntil).toBe(NOON + 1000);
  expect(reduce(muted, { type: 'ticked', now: NOON + 1000 }).sound.mutedUntil).toBeNull();
});

test('messages go away when their time is over, and never pile up', () => {
  const toast = (id: number) =>
    ({ type: 'toasted', toast: { id, tone: 'done', text: { is: 'copied' }, undo: [], until: NOON + 5000 } }) as const;
  const many = [1, 2, 3, 4, 5, 6].reduce((state, id) => reduce(state, toast(id)), aState());
  expect(many.toasts.map(({ id }) => id)).toEqual([3, 4, 5, 6]);
  expect(reduce(many, { type: 'ticked', now: NOON + 5000 }).toasts).toEqual([]);
});

test('signing out forgets what was seen, and keeps language, colours and where one was', () => {
  const state = aState({
    alerts: three,
    view: selected(1),
    preferences: { language: 'en', languageChosen: true, theme: 'day' },
  });
  const out = reduce(state, { type: 'signed-out', failure: null });
  expect(out.alerts.size).toBe(0);
  expect(out.preferences).toMatchObject({ language: 'en', theme: 'day' });
  expect(out.view.selection).toEqual({ kind: 'alert', id: 1 });
});

test("the account's language is taken, unless another was chosen in this browser", () => {
  const account = {
    username: 'lan',
    name: 'Lan',
    role: 'operator',
    areaIds: null,
    unitId: null,
    locale: 'en',
  } as const;
  const event = { type: 'signed-in' as const, account };
  expect(reduce(aState(), event).preferences.language).toBe('en');
  const chosen = reduce(aState(), { type: 'language-chosen', language: 'vi' });
  expect(reduce(chosen, event).preferences.language).toBe('vi');
});
