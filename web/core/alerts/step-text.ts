import type { AlertStep } from '../../../contracts/alerts.ts';
import type { Dictionary } from '../text/dictionary.ts';

/**
 * What is written under a step, or null. What the system itself notes about a camera (`offline: unreachable`) are words
 * of the contract: they are read in the language of the screen. What people wrote stays as it is.
 */
export function stepText(step: Pick<AlertStep, 'by' | 'text'>, t: Pick<Dictionary, 'camera'>): string | null {
  if (step.text === null || step.by !== null) return step.text;
  const [condition = '', fault] = step.text.split(': ');
  if (!isKey(t.camera.condition, condition)) return step.text;
  if (fault === undefined) return t.camera.condition[condition];
  if (!isKey(t.camera.fault, fault)) return step.text;
  return `${t.camera.condition[condition]}: ${t.camera.fault[fault]}`;
}

function isKey<T extends object>(of: T, word: string): word is Extract<keyof T, string> {
  return Object.hasOwn(of, word);
}
