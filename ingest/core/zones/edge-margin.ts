/**
 * How unsure the foot point of a box of this height is, in picture heights. A detector's lower edge trembles by some per cent of the
 * box's height (measured on standing people: 1–3 %); the floor keeps tiny boxes from having no margin, the ceiling keeps
 * people close to the camera from needing to be metres inside.
 */
export function edgeMargin(boxHeight: number): number {
  return Math.min(0.03, Math.max(0.004, 0.04 * boxHeight));
}

/** Beyond this many margins one look is enough: no trembling reaches that far. */
export const CERTAIN_MARGINS = 3;
