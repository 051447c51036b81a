/** A corner of a curve in pixels; null where nothing is known. */
export type Corner = readonly [x: number, y: number] | null;

/** SVG path data through corners; broken where nothing is known, and a lone corner becomes a short dash. */
export function linePath(corners: readonly Corner[]): string {
  let path = '';
  let pen = false;
  corners.forEach((corner, i) => {
    if (!corner) {
      pen = false;
      return;
    }
    const [x, y] = corner;
    const alone = !pen && !corners[i + 1];
    path += alone ? `M${px(x - 2)} ${px(y)}h4` : `${pen ? 'L' : 'M'}${px(x)} ${px(y)}`;
    pen = true;
  });
  return path;
}

/** SVG path data of the band between two curves with the same x; one piece for each stretch that is known. */
export function bandPath(upper: readonly Corner[], lower: readonly Corner[]): string {
  let path = '';
  let piece: number[] = [];
  const close = () => {
    const there = piece.flatMap((i) => (upper[i] ? [upper[i]] : []));
    const back = piece.flatMap((i) => (lower[i] ? [lower[i]] : [])).reverse();
    if (there.length > 1) path += `M${[...there, ...back].map(([x, y]) => `${px(x)} ${px(y)}`).join('L')}Z`;
    piece = [];
  };
  upper.forEach((corner, i) => {
    if (corner && lower[i]) piece.push(i);
    else close();
  });
  close();
  return path;
}

/** One decimal is finer than any screen shows. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);
