import { inject } from 'vitest';
import type { Shared } from './once-per-run.ts';

/**
 * Asks for what all tests of a run share. The first one waits until it is made.
 *
 * @throws Error with the reason where it could not be made
 */
export async function shared(what: Shared): Promise<string> {
  const answer = await fetch(`${inject('oncePerRun')}/${what}`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`no ${what} for tests: ${text}`);
  return text;
}
