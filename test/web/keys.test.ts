import { expect, test } from 'vitest';
import { keyIntent, type KeyPress } from '../../web/core/keys.ts';

const press = (key: string, change: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  typing: false,
  arrowsTaken: false,
  dialog: false,
  ...change,
});

test('each action has its key', () => {
  expect(['j', 'k', 'a', 'd', 'r', 'f', 'u', '/', 'Escape', '?'].map((key) => keyIntent(press(key)))).toEqual([
    'next',
    'previous',
    'acknowledge',
    'dispatch',
    'resolve',
    'false-alarm',
    'undo',
    'search',
    'escape',
    'help',
  ]);
});

test('letters typed into a field are text', () => {
  expect(keyIntent(press('a', { typing: true }))).toBeNull();
});

test('shortcuts of the browser stay with the browser', () => {
  expect(keyIntent(press('r', { ctrlKey: true }))).toBeNull();
});

test('while a dialog is open nothing happens behind it, and Escape is its own', () => {
  expect(keyIntent(press('r', { dialog: true }))).toBeNull();
  expect(keyIntent(press('Escape', { dialog: true }))).toBeNull();
});

test('arrow keys belong to whatever uses them', () => {
  expect(keyIntent(press('ArrowDown', { arrowsTaken: true }))).toBeNull();
  expect(keyIntent(press('ArrowDown'))).toBe('next');
});
