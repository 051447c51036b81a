/**
 * How rows of values in one chart differ: each look has a colour (in the style sheet, by `data-look`), a dash and a mark,
 * so that colour is never alone. The order of colours keeps neighbours apart for every kind of colour blindness
 * (after Okabe and Ito, "Color Universal Design", 2008).
 */
export const LOOKS = 8;

/** SVG `stroke-dasharray` of a look. */
export function dashOf(look: number): string {
  return ['', '7 4', '2 3', '10 3 2 3', '5 2', '1 4', '12 4', '4 4 1 4'][look % LOOKS] ?? '';
}

/** SVG path data of a look's mark around 0,0, some 8 px wide. */
export function markOf(look: number): string {
  return (
    [
      'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z',
      'M-3.5-3.5h7v7h-7Z',
      'M0-4.6 4.4 3.4h-8.8Z',
      'M0-5 5 0 0 5-5 0Z',
      'M0 4.6-4.4-3.4h8.8Z',
      'M-1.4-4.6h2.8v3.2h3.2v2.8h-3.2v3.2h-2.8v-3.2h-3.2v-2.8h3.2Z',
      'M-4.6-1.6h9.2v3.2h-9.2Z',
      'M-1.6-4.6h3.2v9.2h-3.2Z',
    ][look % LOOKS] ?? ''
  );
}
