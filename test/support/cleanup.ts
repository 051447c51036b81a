import { afterAll, onTestFinished } from 'vitest';

type Undo = () => unknown;
const atFileEnd: Undo[] = [];

// Each test file has its own copy of this module, so this runs once at the end of the file that imports it.
afterAll(async () => {
  for (const undo of atFileEnd.splice(0).reverse()) await undo();
}, 60_000);

/** Undoes something when the running test ends; called outside a test (in `beforeAll`), when its file ends. */
export function undoLater(undo: Undo): void {
  try {
    onTestFinished(async () => void (await undo()));
  } catch {
    atFileEnd.push(undo);
  }
}
