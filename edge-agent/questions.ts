import type { Logger } from 'pino';
import {
  ANSWER_MAX_BYTES,
  type AgentQuestion,
  type DiscoverAnswer,
  type InspectAnswer,
  type QuestionRefusal,
  type TryAnswer,
} from '../contracts/agent-questions.ts';
import type { Clock } from './core/clock.ts';
import { redactUrl } from './core/redact.ts';
import { inspectCamera } from './edges/onvif-camera.ts';
import { SoapError } from './edges/soap.ts';
import { tryStream } from './edges/stream-trial.ts';
import { upload } from './edges/upload.ts';
import { discoverDevices } from './edges/ws-discovery.ts';

/** Answers what an admin asks about cameras that are not set up yet. */
export type Questions = {
  /** Takes a question up at once, or refuses it: too many are being answered. */
  readonly take: (question: AgentQuestion) => void;
};

/** What questions are answered with. */
export type QuestionsOptions = {
  readonly ffmpeg: string;
  /** Hosts that are asked directly when cameras are looked for. */
  readonly discoveryTargets: readonly string[];
  readonly clock: Clock;
  readonly log: Logger;
};

type Answer = DiscoverAnswer | InspectAnswer | TryAnswer;
type Outcome = { readonly answer: Answer } | { readonly refused: QuestionRefusal };

/** A trial is an ffmpeg of its own: few, so that the cameras at work do not notice. */
const AT_ONCE = 3;

export function createQuestions(options: QuestionsOptions): Questions {
  const { log, clock } = options;
  let running = 0;

  const find = async (question: AgentQuestion): Promise<Outcome> => {
    switch (question.command) {
      case 'discover': {
        const { forMs } = question;
        return { answer: await discoverDevices({ forMs, targets: options.discoveryTargets, log }) };
      }
      case 'inspect': {
        const { address, login } = question;
        return { answer: await inspectCamera({ address, login, wallMs: clock.wallMs }) };
      }
      case 'try': {
        const trial = await tryStream(options.ffmpeg, question.url);
        if (trial.is === 'refused') return { refused: trial.why };
        return { answer: { ...trial.facts, takenAt: clock.wallMs(), picture: trial.jpeg.toString('base64') } };
      }
    }
  };
  const answer = async (question: AgentQuestion): Promise<void> => {
    let outcome: Outcome;
    try {
      outcome = await find(question);
    } catch (error) {
      if (error instanceof SoapError) outcome = { refused: error.fault };
      else {
        log.error({ question: question.command, problem: String(error) }, 'question could not be answered');
        outcome = { refused: 'failed' };
      }
    }
    await send(question, outcome);
    const about = question.command === 'discover' ? {} : { about: addressOf(question) };
    const said = 'refused' in outcome ? { refused: outcome.refused } : {};
    log.info({ question: question.command, requestId: question.requestId, ...about, ...said }, 'question answered');
  };
  const failed = (question: AgentQuestion) => (error: unknown) =>
    log.warn({ requestId: question.requestId, problem: String(error) }, 'an answer could not be given');

  return {
    take(question) {
      if (running >= AT_ONCE) {
        send(question, { refused: 'busy' }).catch(failed(question));
        return;
      }
      running++;
      answer(question)
        .catch(failed(question))
        .finally(() => {
          running--;
        });
    },
  };
}

function send({ uploadUrl, uploadToken }: AgentQuestion, outcome: Outcome): Promise<void> {
  const said = 'answer' in outcome ? outcome.answer : { error: { code: outcome.refused } };
  const bytes = Buffer.from(JSON.stringify(said));
  const fits = bytes.length <= ANSWER_MAX_BYTES ? bytes : Buffer.from(JSON.stringify({ error: { code: 'failed' } }));
  return upload({
    url: uploadUrl,
    token: uploadToken,
    contentType: 'application/json',
    body: { bytes: fits },
    headers: {},
  });
}

function addressOf(question: Exclude<AgentQuestion, { command: 'discover' }>): string {
  return redactUrl(question.command === 'try' ? question.url : question.address);
}
