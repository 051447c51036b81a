import type { AlertStep } from '../../../contracts/alerts.ts';
import type { Format } from '../text/format.ts';
import type { Dictionary } from '../text/dictionary.ts';

/**
 * What is written under a step, or null. What the system itself notes about a camera (`offline: unreachable`) or about what
 * is usual (`deviation: usual=20 spread=6 weeks=12 watched=0.98`) are words of the contract: they are read in the language of the screen. What people wrote stays as it is.
 */
export function stepText(
  step: Pick<AlertStep, 'by' | 'text'>,
  t: Pick<Dictionary, 'camera' | 'reading'>,
  f: Pick<Format, 'number'>,
): string | null {
  if (step.text === null || step.by !== null) return step.text;
  const usual = readUsual(step.text, t, f);
  if (usual !== null) return usual;
  const [condition = '', fault] = step.text.split(': ');
  if (!isKey(t.camera.condition, condition)) return step.text;
  if (fault === undefined) return t.camera.condition[condition];
  if (!isKey(t.camera.fault, fault)) return step.text;
  return `${t.camera.condition[condition]}: ${t.camera.fault[fault]}`;
}

function isKey<T extends object>(of: T, word: string): word is Extract<keyof T, string> {
  return Object.hasOwn(of, word);
}

function readUsual(text: string, t: Pick<Dictionary, 'reading'>, f: Pick<Format, 'number'>): string | null {
  const found = /^(?:deviation|sensor-usual): usual=(-?[\d.]+) spread=([\d.]+) weeks=(\d+)(?: watched=([\d.]+))?$/.exec(
    text,
  );
  if (!found) return null;
  const [, usual, spread, weeks, watched] = found;
  const digits = text.startsWith('sensor') ? 2 : 1;
  const number = (figure: string | undefined): string => f.number(Number(figure), digits);
  const share = watched === undefined ? '' : t.reading.usualWatched(f.number(Number(watched) * 100));
  return t.reading.usual(number(usual), number(spread), number(weeks)) + share;
}
