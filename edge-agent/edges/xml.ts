import { SaxesParser } from 'saxes';
import type { XmlNode } from '../core/onvif/xml-node.ts';

/** What is larger, deeper or has more elements comes from nobody who means well. */
export const XML_MAX_BYTES = 256 * 1024;
const MOST_NODES = 5000;
const DEEPEST = 40;

/** A document that is not taken, and why. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

type Growing = { name: string; attributes: Map<string, string>; children: XmlNode[]; text: string };

/**
 * Reads a document from a device into a tree. Documents that define entities are refused: nothing is ever expanded but
 * XML's own five, and nothing outside is read.
 *
 * @throws XmlError when it is not well-formed, defines a document type, or is beyond the bounds
 */
export function parseXml(text: string): XmlNode {
  if (text.length > XML_MAX_BYTES) throw new XmlError('too large');
  const parser = new SaxesParser({ xmlns: true });
  const open: Growing[] = [];
  let root: XmlNode | null = null;
  let nodes = 0;
  parser.on('error', (error) => {
    throw new XmlError(error.message);
  });
  parser.on('doctype', () => {
    throw new XmlError('defines a document type');
  });
  parser.on('opentag', ({ local, attributes }) => {
    if (++nodes > MOST_NODES || open.length >= DEEPEST) throw new XmlError('too many elements');
    const named = Object.values(attributes).map(({ local: name, value }) => [name, value] as const);
    open.push({ name: local, attributes: new Map(named), children: [], text: '' });
  });
  const take = (said: string): void => {
    const at = open.at(-1);
    if (at) at.text += said;
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.on('closetag', () => {
    const done = open.pop();
    if (!done) return;
    const node: XmlNode = { ...done, text: done.text.trim() };
    const above = open.at(-1);
    if (above) above.children.push(node);
    else root = node;
  });
  parser.write(text).close();
  if (root === null) throw new XmlError('empty');
  return root;
}
