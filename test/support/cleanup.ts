import { onTestFinished } from 'vitest';

type Undo = () => unknown;
const atFileEnd: Undo[] = [];

/** Undoes something when the running test ends; called outside a test (in `beforeAll`), when its file ends. */
export function undoLater(undo: Undo): void {
  try {
    onTestFinished(async () => void (await undo()));
  } catch {
    atFileEnd.push(undo);
  }
}

/** Undoes what a file began outside its tests, the last first; test/support/file-end.ts calls it. */
export async function undoFile(): Promise<void> {
  const failures: unknown[] = [];
  for (const undo of atFileEnd.splice(0).reverse()) {
    try {
      await undo();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'what a test file began could not be undone');
}
