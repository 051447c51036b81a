import type { Preferences } from '../core/state.ts';

const KEY = 'citywatch.preferences';

/** What this browser remembers. Private windows may refuse storage: then the defaults serve. */
export function loadPreferences(storage: Pick<Storage, 'getItem'>, languages: readonly string[]): Preferences {
  let saved: Partial<Preferences> = {};
  try {
    saved = JSON.parse(storage.getItem(KEY) ?? '{}') as Partial<Preferences>;
  } catch {
    saved = {};
  }
  const english = languages[0]?.startsWith('en') === true && !languages.some((tag) => tag.startsWith('vi'));
  const fallback = english ? 'en' : 'vi';
  const chosen = saved.languageChosen === true && (saved.language === 'en' || saved.language === 'vi');
  return {
    language: chosen && saved.language ? saved.language : fallback,
    languageChosen: chosen,
    theme: saved.theme === 'day' ? 'day' : 'night',
  };
}

/** Keeps the preferences for the next visit, where the browser lets it. */
export function savePreferences(storage: Pick<Storage, 'setItem'>, preferences: Preferences): void {
  try {
    storage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Full or forbidden storage costs the user only a remembered choice.
  }
}
