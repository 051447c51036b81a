/**
 * A tar archive (ustar) with these files.
 *
 * @param {Readonly<Record<string, Buffer>>} files by their path
 * @returns {Buffer}
 */
export function aTarArchive(files) {
  const parts = Object.entries(files).flatMap(([name, content]) => [...longName(name), ...member(name, '0', content)]);
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/** GNU's way: a name of more than 100 bytes is the content of a member before the one it belongs to. */
const longName = (name) =>
  Buffer.byteLength(name) > 100 ? member('././@LongLink', 'L', Buffer.from(`${name}\0`)) : [];

function member(name, type, content) {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100, 'utf8');
  header.write('0000644\0', 100, 'latin1');
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write('        ', 148, 'latin1');
  header.write(type, 156, 'latin1');
  header.write('ustar\u000000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
}
