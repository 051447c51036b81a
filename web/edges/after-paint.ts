/**
 * Calls back once what has just been rendered is really on the screen: the second animation frame begins only after the
 * first was painted. Never calls back while the page is hidden.
 */
export function afterPaint(then: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(then));
}
