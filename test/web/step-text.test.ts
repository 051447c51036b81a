import { expect, test } from 'vitest';
import { stepText } from '../../web/core/alerts/step-text.ts';
import { en } from '../../web/core/text/en.ts';
import { vi } from '../../web/core/text/vi.ts';

test("the system's note about a camera is read in the language of the screen", () => {
  expect(stepText({ by: null, text: 'offline: unreachable' }, vi)).toBe('Mất hình: Không tới được địa chỉ camera');
  expect(stepText({ by: null, text: 'frozen' }, en)).toBe(en.camera.condition.frozen);
});

test('what a person wrote stays as it is, and so does a note with words nobody knows', () => {
  expect(stepText({ by: 'truc', text: 'offline: unreachable' }, vi)).toBe('offline: unreachable');
  expect(stepText({ by: null, text: 'toString: x' }, vi)).toBe('toString: x');
  expect(stepText({ by: null, text: 'offline: new-fault' }, vi)).toBe('offline: new-fault');
  expect(stepText({ by: null, text: null }, vi)).toBeNull();
});
