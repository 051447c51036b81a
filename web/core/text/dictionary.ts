import { en } from './en.ts';
import { vi } from './vi.ts';

export type Language = 'vi' | 'en';

/** A language of the same shape: every text a text, every sentence with parts a function of as many. */
export type Texts<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...given: infer A) => string
      ? (...given: A) => string
      : T[K] extends readonly string[]
        ? readonly string[]
        : Texts<T[K]>;
};

/** The shape of every language: the compiler refuses a language that lacks a text or has one too many. */
export type Dictionary = Texts<typeof vi>;

const DICTIONARIES: Readonly<Record<Language, Dictionary>> = { vi, en };

/** All texts in one language. */
export function dictionaryOf(language: Language): Dictionary {
  return DICTIONARIES[language];
}

/** What to tell somebody about a failure, by the gateway's code. */
export function failureText(t: Dictionary, code: string): string {
  return code in t.failure ? t.failure[code as keyof Dictionary['failure']] : t.failure.internal;
}
