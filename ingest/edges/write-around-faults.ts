/**
 * Writes items; when the items themselves are to blame for a failure, halves the batch until the culprit is found,
 * hands it to `refuse` and writes the others. Writing must be harmless to repeat.
 *
 * @throws whatever `write` throws that is no fault of the items.
 */
export async function writeAroundFaults<T>(
  items: readonly T[],
  write: (items: readonly T[]) => Promise<void>,
  isFaultOf: (error: unknown) => boolean,
  refuse: (item: T, error: unknown) => void,
): Promise<void> {
  try {
    await write(items);
  } catch (error) {
    if (!isFaultOf(error)) throw error;
    const [only] = items;
    if (items.length === 1 && only !== undefined) {
      refuse(only, error);
      return;
    }
    const middle = Math.ceil(items.length / 2);
    await writeAroundFaults(items.slice(0, middle), write, isFaultOf, refuse);
    await writeAroundFaults(items.slice(middle), write, isFaultOf, refuse);
  }
}
