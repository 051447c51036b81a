import { createWriteStream, type WriteStream } from 'node:fs';

/** A log that never stands in the way of what it is about. */
export type LogFile = { readonly write: (text: Buffer) => void; readonly end: () => void };

/** What a disk that does not keep up may hold back in memory; beyond, it is lost. */
const MOST_WAITING_BYTES = 1024 * 1024;
const AGAIN_AFTER_MS = 5_000;

/** Appends to a file. What a full disk does not take is lost, told once, and said in bytes by the next line that it takes. */
export function openLogFile(file: string, onLost: (error: Error) => void): LogFile {
  let stream: WriteStream | null = null;
  let closedUntilMs = -Infinity;
  let isTold = false;
  let lostBytes = 0;
  const tell = (error: Error): void => {
    if (!isTold) onLost(error);
    isTold = true;
  };
  const open = (): WriteStream => {
    const opened = createWriteStream(file, { flags: 'a' });
    opened.on('error', (error) => {
      closedUntilMs = performance.now() + AGAIN_AFTER_MS;
      if (stream === opened) stream = null;
      tell(error);
    });
    return opened;
  };
  return {
    write(text) {
      if (performance.now() < closedUntilMs) {
        lostBytes += text.length;
        return;
      }
      stream ??= open();
      if (stream.writableLength > MOST_WAITING_BYTES) {
        lostBytes += text.length;
        tell(new Error('the disk does not keep up'));
        return;
      }
      const lost = lostBytes;
      lostBytes = 0;
      const note = lost > 0 ? Buffer.from(`${lost} bytes of this log were lost\n`) : Buffer.alloc(0);
      stream.write(Buffer.concat([note, text]), (error) => {
        if (error) lostBytes += lost + text.length;
        else isTold = false;
      });
    },
    end() {
      stream?.end();
      stream = null;
    },
  };
}
