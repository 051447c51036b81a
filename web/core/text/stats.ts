import type { Language, Texts } from './dictionary.ts';
import { stats as en } from './en/stats.ts';
import { stats as vi } from './vi/stats.ts';

/** Texts of the statistics' pages; the compiler refuses a language that lacks one. */
export type StatsTexts = Texts<typeof vi>;

const TEXTS: Readonly<Record<Language, StatsTexts>> = { vi, en };

/** The statistics' texts in one language. */
export function statsTexts(language: Language): StatsTexts {
  return TEXTS[language];
}
