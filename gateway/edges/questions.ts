import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { refusedQuestion, type AgentQuestion, type QuestionRefusal } from '../../contracts/agent-questions.ts';
import { topics } from '../../contracts/topics.ts';
import { askQuestion, takeAnswer } from '../../store/agent-questions.ts';
import type { Queryable } from '../../store/database.ts';
import { ApiFault } from '../core/api-fault.ts';
import type { Broker } from './broker.ts';
import { newToken, tokenHash } from './http/session-cookie.ts';

type WithoutEnvelope<Q> = Q extends unknown ? Omit<Q, 'requestId' | 'uploadUrl' | 'uploadToken'> : never;
/** What is asked, without where the answer goes. */
export type Question = WithoutEnvelope<AgentQuestion>;

/** An answer, or why the agent has none. */
export type Answered<A> =
  | { readonly is: 'answered'; readonly answer: A }
  | { readonly is: 'refused'; readonly why: QuestionRefusal };

/** Asks agents what only they can know: they stand beside the cameras. */
export type Questions = {
  /**
   * @param patienceMs how long the agent may take
   * @throws ApiFault when the agent cannot be asked or does not answer
   */
  readonly ask: <A>(
    agentId: string,
    question: Question,
    schema: z.ZodType<A>,
    options: { readonly patienceMs: number; readonly signal: AbortSignal },
  ) => Promise<Answered<A>>;
};

const LOOK_MS = 100;
/** Questions of all admins underway at this gateway. */
const AT_ONCE = 8;

/** Sets it up. The agent's answer may reach any gateway: it goes through the store. */
export function openQuestions({
  connection,
  broker,
  uploadUrl,
  clock,
}: {
  readonly connection: Queryable;
  readonly broker: Pick<Broker, 'publish'>;
  readonly uploadUrl: () => string;
  readonly clock: () => number;
}): Questions {
  let underway = 0;

  const send = async (agentId: string, question: Question): Promise<string> => {
    const requestId = randomUUID();
    const token = newToken();
    await askQuestion(connection, {
      requestId,
      tokenHash: tokenHash(token),
      agentId,
      kind: question.command,
      askedAt: new Date(clock()),
    });
    const command: AgentQuestion = {
      ...question,
      requestId,
      uploadUrl: `${uploadUrl()}/api/answers/${requestId}`,
      uploadToken: token,
    };
    try {
      await broker.publish(topics.agentCommands(agentId), JSON.stringify(command));
    } catch {
      throw new ApiFault('unavailable', 'the agent cannot be asked at the moment');
    }
    return requestId;
  };

  return {
    ask: async (agentId, question, schema, { patienceMs, signal }) => {
      if (underway >= AT_ONCE) throw new ApiFault('too-many', 'too many questions are underway', { retryAfterS: 5 });
      underway++;
      try {
        const requestId = await send(agentId, question);
        for (const until = performance.now() + patienceMs; performance.now() < until && !signal.aborted;) {
          await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
          const taken = await takeAnswer(connection, requestId);
          if (taken === null) continue;
          const refused = refusedQuestion.safeParse(taken.answer);
          if (refused.success) return { is: 'refused', why: refused.data.error.code };
          return { is: 'answered', answer: schema.parse(taken.answer) };
        }
        throw new ApiFault('unavailable', 'the agent did not answer');
      } finally {
        underway--;
      }
    },
  };
}
