import type { Cursor } from '../../../contracts/ids.ts';

/** Orders two positions of the alert feed: negative when `a` stands before `b`. Compares transaction, then number. */
export function compareCursors(a: Cursor, b: Cursor): number {
  const [aXid = '0', aSeq = '0'] = a.split('.');
  const [bXid = '0', bSeq = '0'] = b.split('.');
  return compareDigits(aXid, bXid) || compareDigits(aSeq, bSeq);
}

/** The numbers have up to 20 digits: more than a double holds. */
function compareDigits(a: string, b: string): number {
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}

/** Largest transaction id and number the store can hold: a cursor beyond was not made by a store. */
export function isPossibleCursor(cursor: Cursor): boolean {
  return compareCursors(cursor, '18446744073709551615.0') < 0 && !/\.(?!0*\d{1,18}$)/.test(cursor);
}
