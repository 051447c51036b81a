/** Folds a text for searching: no diacritics, đ as d, lower case, single spaces. "Đầm Vạc" becomes "dam vac". */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether every word of the query begins some word of, or lies within, the text. The query may lack diacritics. */
export function matches(query: string, text: string): boolean {
  const haystack = fold(text);
  return fold(query)
    .split(' ')
    .every((word) => haystack.includes(word));
}

/** How well a text fits a query: 0 no fit, higher is better. Whole beginnings beat beginnings of words beat the middle. */
export function fit(query: string, text: string): number {
  const wanted = fold(query);
  if (wanted === '') return 0;
  const haystack = fold(text);
  if (haystack === wanted) return 4;
  if (haystack.startsWith(wanted)) return 3;
  if (haystack.includes(` ${wanted}`)) return 2;
  return matches(query, text) ? 1 : 0;
}
