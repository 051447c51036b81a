/** Where figures are asked for. Lines and zones are both `zone`, as everywhere. */
export type Where = { readonly kind: 'city' } | { readonly kind: 'area' | 'camera' | 'zone'; readonly id: string };

const SLUG = /^[a-z0-9][a-z0-9-]{0,63}$/;

export const WHOLE_CITY: Where = { kind: 'city' };

/** Reads "camera:cam-north"; anything else is the whole city. */
export function parseWhere(text: string | null): Where {
  const [kind, id = ''] = (text ?? '').split(':', 2);
  if ((kind !== 'area' && kind !== 'camera' && kind !== 'zone') || !SLUG.test(id)) return WHOLE_CITY;
  return { kind, id };
}

/** Writes it; the inverse of {@link parseWhere}. Empty: the whole city. */
export function formatWhere(where: Where): string {
  return where.kind === 'city' ? '' : `${where.kind}:${where.id}`;
}
