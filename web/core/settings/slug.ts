import { fold } from '../search.ts';

/** Makes a name for machines out of one for people: "Cổng chợ số 2" becomes "cong-cho-so-2", numbered when taken. */
export function slugFor(name: string, taken: ReadonlySet<string>): string {
  const base =
    fold(name)
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 58)
      .replace(/-+$/, '') || 'moi';
  if (!taken.has(base)) return base;
  for (let n = 2; ; n++) if (!taken.has(`${base}-${n}`)) return `${base}-${n}`;
}
