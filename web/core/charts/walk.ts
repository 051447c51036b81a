/** Which value the keys lead to: along a row, or over a grid of so many columns. null: away from all values. */
export function walkTo(key: string, index: number | null, count: number, columns = 1): number | null | undefined {
  const last = count - 1;
  const at = index ?? -1;
  const to = (wanted: number) => Math.max(0, Math.min(last, wanted));
  switch (key) {
    case 'ArrowRight':
      return to(at + 1);
    case 'ArrowLeft':
      return index === null ? last : to(at - 1);
    case 'ArrowDown':
      return to(columns === 1 ? at + 1 : at + columns);
    case 'ArrowUp':
      return to(columns === 1 ? at - 1 : at - columns);
    case 'PageDown':
      return to(at + 10);
    case 'PageUp':
      return to(at - 10);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}
