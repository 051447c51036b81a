/** One element of an XML document, without namespaces: devices differ in prefixes and agree on names. */
export type XmlNode = {
  /** Local name. */
  readonly name: string;
  /** By local name. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  /** Its own text, trimmed. */
  readonly text: string;
};

/** The first element below `node` along these names, or null. */
export function find(node: XmlNode | null, ...path: readonly string[]): XmlNode | null {
  return path.reduce<XmlNode | null>((at, name) => at?.children.find((child) => child.name === name) ?? null, node);
}

/** Children of this name. */
export function all(node: XmlNode | null, name: string): readonly XmlNode[] {
  return node?.children.filter((child) => child.name === name) ?? [];
}

/** Text of the element along these names, cut to what contracts take; null when there is none. */
export function textAt(node: XmlNode | null, ...path: readonly string[]): string | null {
  const text = find(node, ...path)?.text ?? '';
  return text === '' ? null : text.slice(0, 200);
}

/** The whole number along these names, or null. */
export function numberAt(node: XmlNode | null, ...path: readonly string[]): number | null {
  const text = textAt(node, ...path);
  const value = text === null ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
