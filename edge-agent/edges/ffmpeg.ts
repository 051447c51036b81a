import { execFile } from 'node:child_process';
import { type Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';

import createFfmpeg from 'fluent-ffmpeg';

import type { StreamArguments } from '../core/stream-arguments.ts';

/** A running ffmpeg that reads one stream. */
export type FfmpegRun = {
  /** Ends it at once; `onEnd` follows. */
  readonly kill: () => void;
};

/** What is told about a run. `onEnd` comes exactly once, and nothing after it. */
export type FfmpegListener = {
  readonly onBytes: (chunk: Buffer) => void;
  readonly onLine: (line: string) => void;
  readonly onEnd: () => void;
};

/**
 * Starts ffmpeg on a stream. The only place that knows fluent-ffmpeg, which is archived upstream.
 * @param program path of ffmpeg
 * @param input an address, or what ffmpeg gets on its standard input. An address may hold a password: it is neither logged nor
 * repeated in what `onLine` gets by this function, but stands in the system's list of processes
 */
export function runFfmpeg(
  program: string,
  input: string | Readable,
  args: StreamArguments,
  listener: FfmpegListener,
): FfmpegRun {
  let ended = false;
  let killed = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    listener.onEnd();
  };
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!ended) listener.onBytes(chunk);
      done();
    },
  });
  const command = withoutCrash(createFfmpeg({ stdoutLines: 1 }))
    .setFfmpegPath(program)
    .input(input)
    .inputOptions([...args.input])
    .outputOptions([...args.output])
    // fluent-ffmpeg looks at the program's formats first; a kill in that time would go nowhere.
    .on('start', () => {
      if (killed) command.kill('SIGKILL');
    })
    .on('stderr', (line: string) => {
      if (!ended) listener.onLine(line);
    })
    // Exit code and message say nothing that the printed lines do not; a kill arrives here as well.
    .on('error', (error: Error) => {
      if (!ended && /ENOENT|EACCES|Cannot find ffmpeg/.test(error.message)) listener.onLine(NO_FFMPEG);
      end();
    })
    .on('end', end);
  command.output(sink, { end: true });
  if (args.recording !== undefined) command.output(args.recording.target).outputOptions([...args.recording.options]);
  command.run();
  return {
    kill: () => {
      killed = true;
      command.kill('SIGKILL');
    },
  };
}

type EndOfRun = (error: Error | null, stdout?: LinesRing, stderr?: LinesRing) => void;
type LinesRing = { readonly get: () => string };
const NO_LINES: LinesRing = { get: () => '' };

/**
 * fluent-ffmpeg 2.1.3 throws out of an event handler, where nobody can catch it, when a program cannot be spawned
 * (gone since the first run, or the host is out of memory): it reads lines of a process that never was. Here it gets empty ones.
 */
function withoutCrash(command: createFfmpeg.FfmpegCommand): createFfmpeg.FfmpegCommand {
  // Private, but of an archived package whose version is pinned.
  const inner = command as unknown as { _spawnFfmpeg: (...args: unknown[]) => void };
  const spawn = inner._spawnFfmpeg;
  inner._spawnFfmpeg = (...args) => {
    // It is the last argument wherever the package calls this.
    const onEnd = args.pop() as EndOfRun;
    const safely: EndOfRun = (error, stdout = NO_LINES, stderr = NO_LINES) => onEnd(error, stdout, stderr);
    spawn.call(command, ...args, safely);
  };
  return command;
}

/** The line `onLine` gets when there is no ffmpeg to be run. */
export const NO_FFMPEG = 'ffmpeg cannot be started';

/** The version that a program says it is, e.g. `5.1.9`. @throws Error when it cannot be run or is not ffmpeg */
export async function ffmpegVersion(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ['-version'], { timeout: 10_000 });
  const version = /^ffmpeg version n?(\S+)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${program} is not ffmpeg`);
  return version;
}

/** Tells whether a program is an ffmpeg that can be started; asked again as long as it is not. */
export function createFfmpegCheck(program: string): () => Promise<boolean> {
  let known: Promise<boolean> | undefined;
  return () => {
    known ??= ffmpegVersion(program).then(
      () => true,
      () => {
        known = undefined;
        return false;
      },
    );
    return known;
  };
}
