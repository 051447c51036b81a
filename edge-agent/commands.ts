import type { Logger } from 'pino';

import type { AgentQuestion } from '../contracts/agent-questions.ts';
import type { AgentCommand } from '../contracts/telemetry.ts';
import { TAKEN_FROM_HEADER } from '../contracts/taken-from.ts';
import type { Clock } from './core/clock.ts';
import { findFootage, type Recorded } from './core/recording-ring.ts';
import { SEGMENT_S } from './core/stream-arguments.ts';
import { joinClip } from './edges/clip.ts';
import { upload } from './edges/upload.ts';
import type { LiveStreams } from './live-streams.ts';

/** Answers what the gateway asks for, a few at a time. Failures are reported to where the answer was to go. */
export type Commands = {
  /** Returns false when too many wait already. */
  readonly take: (command: AgentCommand) => boolean;
  readonly stop: () => void;
};

/** What commands are carried out with. */
export type CommandsOptions = {
  readonly ffmpeg: string;
  /** Where clips are put together. */
  readonly folder: string;
  readonly recorded: (cameraId: string) => Promise<readonly Recorded[]>;
  /** The newest picture of a camera as JPEG, and when it was taken. */
  readonly still: (cameraId: string) => Promise<{ readonly jpeg: Buffer; readonly takenMs: number } | undefined>;
  readonly live: Pick<LiveStreams, 'take'>;
  /** Takes what is asked about cameras that are not set up yet. */
  readonly question: (question: AgentQuestion) => void;
  readonly clock: Clock;
  readonly log: Logger;
};

const AT_ONCE = 8;
const MOST_WAITING = 20;
const LONGEST_CLIP_MS = 300_000;
const WAIT_FOR_END_MS = 60_000;
const LOOK_AGAIN_MS = 500;

type ClipCommand = Extract<AgentCommand, { command: 'clip' }>;
type StillCommand = Extract<AgentCommand, { command: 'still' }>;

export function createCommands(options: CommandsOptions): Commands {
  const { clock, log } = options;
  const waiting: (ClipCommand | StillCommand)[] = [];
  let running = 0;
  let stopped = false;

  const refuse = (command: ClipCommand | StillCommand, code: string): Promise<void> =>
    upload({
      url: command.uploadUrl,
      token: command.uploadToken,
      contentType: 'application/json',
      body: { bytes: Buffer.from(JSON.stringify({ error: { code } })) },
      headers: {},
    });

  const footage = async ({ cameraId, from, to }: ClipCommand): Promise<readonly Recorded[]> => {
    const untilMs = clock.steadyMs() + WAIT_FOR_END_MS + Math.max(0, to - clock.wallMs());
    for (;;) {
      const recorded = await options.recorded(cameraId);
      const found = findFootage(recorded, from, to, clock.wallMs(), 2000 * SEGMENT_S);
      if (found.kind === 'found') return found.recorded;
      if (found.kind === 'none' || stopped || clock.steadyMs() > untilMs) return [];
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  };

  const makeClip = async (command: ClipCommand): Promise<void> => {
    if (command.to - command.from > LONGEST_CLIP_MS) return refuse(command, 'too-long');
    const recorded = await footage(command);
    const [first, last] = [recorded[0], recorded.at(-1)];
    if (first === undefined || last === undefined) return refuse(command, 'no-footage');
    const clip = await joinClip(
      options.ffmpeg,
      recorded.map(({ file }) => file),
      options.folder,
    );
    try {
      await upload({
        url: command.uploadUrl,
        token: command.uploadToken,
        contentType: 'video/mp4',
        body: { file: clip.file },
        headers: { [TAKEN_FROM_HEADER]: String(first.fromMs), 'x-citywatch-to': String(Math.round(last.toMs)) },
      });
    } finally {
      await clip.discard();
    }
  };

  const makeStill = async (command: StillCommand): Promise<void> => {
    const still = await options.still(command.cameraId);
    if (still === undefined) return refuse(command, 'no-picture');
    await upload({
      url: command.uploadUrl,
      token: command.uploadToken,
      contentType: 'image/jpeg',
      body: { bytes: still.jpeg },
      headers: { [TAKEN_FROM_HEADER]: String(still.takenMs) },
    });
  };

  const carryOut = async (command: ClipCommand | StillCommand): Promise<void> => {
    const { requestId, cameraId } = command;
    try {
      await (command.command === 'clip' ? makeClip(command) : makeStill(command));
      log.info({ command: command.command, requestId, cameraId }, 'command carried out');
    } catch (error) {
      log.error({ command: command.command, requestId, cameraId, problem: String(error) }, 'command failed');
      await refuse(command, 'failed').catch(() => {
        log.warn({ requestId }, 'the failure could not be reported either');
      });
    }
  };

  const runNext = (): void => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (running >= AT_ONCE) {
        waiting.unshift(next);
        return;
      }
      running++;
      void carryOut(next).finally(() => {
        running--;
        runNext();
      });
    }
  };

  return {
    take(command) {
      if (command.command === 'live') return options.live.take(command);
      const { requestId } = command;
      if (command.command === 'discover' || command.command === 'inspect' || command.command === 'try') {
        options.question(command);
        return true;
      }
      if (waiting.length >= MOST_WAITING) {
        log.error({ requestId }, 'command refused: too many wait');
        return false;
      }
      waiting.push(command);
      runNext();
      return true;
    },
    stop() {
      stopped = true;
      waiting.length = 0;
    },
  };
}
