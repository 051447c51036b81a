/** What a key press asks for. */
export type KeyIntent =
  | 'next'
  | 'previous'
  | 'newest'
  | 'acknowledge'
  | 'dispatch'
  | 'on-scene'
  | 'resolve'
  | 'false-alarm'
  | 'comment'
  | 'mark'
  | 'search'
  | 'mute'
  | 'handover'
  | 'undo'
  | 'escape'
  | 'help';

const KEYS: ReadonlyMap<string, KeyIntent> = new Map([
  ['j', 'next'],
  ['ArrowDown', 'next'],
  ['k', 'previous'],
  ['ArrowUp', 'previous'],
  ['n', 'newest'],
  ['a', 'acknowledge'],
  ['d', 'dispatch'],
  ['s', 'on-scene'],
  ['r', 'resolve'],
  ['f', 'false-alarm'],
  ['c', 'comment'],
  ['x', 'mark'],
  ['/', 'search'],
  ['m', 'mute'],
  ['h', 'handover'],
  ['u', 'undo'],
  ['Escape', 'escape'],
  ['?', 'help'],
]);

/** A key press as far as the keyboard's meaning depends on it. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** The focus is in a field where letters are text. */
  readonly typing: boolean;
  /** The focus is on something that uses the arrow keys itself. */
  readonly arrowsTaken: boolean;
  /** A dialog is open: only it and Escape matter. */
  readonly dialog: boolean;
}

/** What a key press asks for, or null when it belongs to somebody else. */
export function keyIntent(press: KeyPress): KeyIntent | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (press.key === 'Escape') return press.dialog ? null : 'escape';
  if (press.typing || press.dialog) return null;
  if (press.arrowsTaken && press.key.startsWith('Arrow')) return null;
  return KEYS.get(press.key.length === 1 ? press.key.toLowerCase() : press.key) ?? null;
}
