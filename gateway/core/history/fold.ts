/** Words of a query as they are looked for: no diacritics, đ as d, lower case (SQL: fold). */
export function foldedWords(text: string): string[] {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036F]/g, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .split(/\s+/)
    .filter((word) => word !== '');
}
