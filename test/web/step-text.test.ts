import { expect, test } from 'vitest';
import { stepText } from '../../web/core/alerts/step-text.ts';
import { en } from '../../web/core/text/en.ts';
import { createFormat } from '../../web/core/text/format.ts';
import { vi } from '../../web/core/text/vi.ts';

const f = createFormat('vi', vi);

test('what is usual is read in the language of the screen, with its numbers', () => {
  const text = 'deviation: usual=20.5 spread=6 weeks=12 watched=0.98';
  expect(stepText({ by: null, text }, vi, f)).toBe('Mức thường: 20,5 ± 6 (học từ 12 tuần), quan sát 98 %');
  expect(stepText({ by: 'truc', text }, vi, f)).toBe(text);
});

test("the system's note about a camera is read in the language of the screen", () => {
  expect(stepText({ by: null, text: 'offline: unreachable' }, vi, f)).toBe('Mất hình: Không tới được địa chỉ camera');
  expect(stepText({ by: null, text: 'frozen' }, en, f)).toBe(en.camera.condition.frozen);
});

test('what a person wrote stays as it is, and so does a note with words nobody knows', () => {
  expect(stepText({ by: 'truc', text: 'offline: unreachable' }, vi, f)).toBe('offline: unreachable');
  expect(stepText({ by: null, text: 'toString: x' }, vi, f)).toBe('toString: x');
  expect(stepText({ by: null, text: 'offline: new-fault' }, vi, f)).toBe('offline: new-fault');
  expect(stepText({ by: null, text: null }, vi, f)).toBeNull();
});
