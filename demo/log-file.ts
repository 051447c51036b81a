import { createWriteStream, type WriteStream } from 'node:fs';

/** A log that never stands in the way of what it is about. */
export type LogFile = { readonly write: (text: Buffer) => void; readonly end: () => void };

/** What a disk that does not keep up may hold back in memory; beyond, it is lost. */
const MOST_WAITING_BYTES = 1024 * 1024;
const AGAIN_AFTER_MS = 5_000;

/** Appends to a file. What a full disk does not take is lost, told once, and tried again with what comes later. */
export function openLogFile(file: string, onLost: (error: Error) => void): LogFile {
  let stream: WriteStream | null = null;
  let closedUntilMs = -Infinity;
  let isTold = false;
  const open = (): WriteStream => {
    const opened = createWriteStream(file, { flags: 'a' });
    opened.on('error', (error) => {
      closedUntilMs = performance.now() + AGAIN_AFTER_MS;
      if (stream === opened) stream = null;
      if (!isTold) onLost(error);
      isTold = true;
    });
    return opened;
  };
  return {
    write(text) {
      if (performance.now() < closedUntilMs) return;
      stream ??= open();
      if (stream.writableLength > MOST_WAITING_BYTES) return;
      stream.write(text, (error) => {
        if (!error) isTold = false;
      });
    },
    end() {
      stream?.end();
      stream = null;
    },
  };
}
