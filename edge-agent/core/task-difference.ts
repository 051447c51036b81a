/** What has to be done so that the running tasks become the wanted ones. A changed task is in `stop` and in `start`. */
export type TaskDifference<T> = { readonly stop: readonly string[]; readonly start: readonly T[] };

/** Compares by id and content; a task that is wanted as it runs is left alone. Of tasks with the same id the last counts. */
export function taskDifference<T extends { readonly id: string }>(
  running: ReadonlyMap<string, T>,
  wanted: readonly T[],
): TaskDifference<T> {
  const byId = new Map(wanted.map((task) => [task.id, task]));
  const same = (a: T, b: T | undefined): boolean => b !== undefined && JSON.stringify(a) === JSON.stringify(b);
  return {
    stop: [...running].filter(([id, task]) => !same(task, byId.get(id))).map(([id]) => id),
    start: [...byId.values()].filter((task) => !same(task, running.get(task.id))),
  };
}
