import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import {
  ANSWER_MAX_BYTES,
  discoverAnswer,
  inspectAnswer,
  refusedQuestion,
  tryAnswer,
} from '../../../contracts/agent-questions.ts';
import { discovery, inspection, inspectQuestion, trial, tryQuestion } from '../../../contracts/api-camera-setup.ts';
import { slug } from '../../../contracts/ids.ts';
import { answerQuestion, findQuestion } from '../../../store/agent-questions.ts';
import { readAgents } from '../../../store/agents.ts';
import { recordAudit } from '../../../store/audit.ts';
import { findCamera } from '../../../store/cameras.ts';
import type { Database } from '../../../store/database.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { isRedacted, redactUrl, unredactUrl } from '../../core/redact-url.ts';
import { badField, notFound } from '../http/fault-of.ts';
import { ADMINS, publicRoute, route, type Caller, type Route } from '../http/route.ts';
import { tokenHash } from '../http/session-cookie.ts';
import type { Questions } from '../questions.ts';

const params = z.object({ id: slug });
const LISTEN_MS = 3000;
const DISCOVER_PATIENCE_MS = LISTEN_MS + 5000;
const INSPECT_PATIENCE_MS = 30_000;
const TRY_PATIENCE_MS = 17_000;

/** What helps an admin to set up a camera: looking for it, asking it, a first picture. The agent beside it does the work. */
export function cameraSetupRoutes({
  database,
  questions,
}: {
  readonly database: Database;
  readonly questions: Questions;
}): Route[] {
  /** Before anything is asked: what cannot be noted is not done. */
  const note = async (
    caller: Caller,
    address: string,
    agentId: string,
    action: string,
    detail: Readonly<Record<string, unknown>>,
  ): Promise<void> => {
    const agents = await readAgents(database, caller.scope);
    if (!agents.some(({ id }) => id === agentId)) throw notFound('agent');
    const { username } = caller.account;
    await recordAudit(database, { username, action, subject: agentId, detail, address });
  };
  return [
    route({
      method: 'post',
      path: '/api/agents/:id/discover',
      summary: 'Look for ONVIF cameras on the networks of an agent',
      rights: ADMINS,
      params,
      answer: discovery,
      handle: async ({ params, caller, address, signal }) => {
        await note(caller, address, params.id, 'agent.discover', {});
        const question = { command: 'discover', forMs: LISTEN_MS } as const;
        const options = { patienceMs: DISCOVER_PATIENCE_MS, signal };
        return { body: await questions.ask(params.id, question, discoverAnswer, options) };
      },
    }),
    route({
      method: 'post',
      path: '/api/agents/:id/inspect',
      summary: 'Ask an ONVIF camera what it is and which streams it has; its password is used once and not kept',
      rights: ADMINS,
      params,
      body: inspectQuestion,
      answer: inspection,
      handle: async ({ params, body, caller, address, signal }) => {
        await note(caller, address, params.id, 'agent.inspect', { address: redactUrl(body.address) });
        const question = { command: 'inspect', ...body } as const;
        const options = { patienceMs: INSPECT_PATIENCE_MS, signal };
        return { body: await questions.ask(params.id, question, inspectAnswer, options) };
      },
    }),
    route({
      method: 'post',
      path: '/api/agents/:id/try',
      summary: 'Open a stream once: what it is, and a picture. Noted in the audit log',
      rights: ADMINS,
      params,
      body: tryQuestion,
      answer: trial,
      handle: async ({ params, body, caller, address, signal }) => {
        const stored = body.cameraId === null ? null : await findCamera(database, body.cameraId, caller.scope);
        const url = unredactUrl(body.url, stored?.settings.url ?? null);
        if (isRedacted(url)) throw badField('url', 'its password is masked', 'masked-password');
        await note(caller, address, params.id, 'camera.try', { url: redactUrl(url) });
        const options = { patienceMs: TRY_PATIENCE_MS, signal };
        return { body: await questions.ask(params.id, { command: 'try', url }, tryAnswer, options) };
      },
    }),
    publicRoute({
      method: 'put',
      path: '/api/answers/:requestId',
      summary: 'An agent answers what it was asked; with the token of the question',
      params: z.object({ requestId: z.uuid() }),
      uploads: ['application/json'],
      answer: null,
      handle: async ({ params: { requestId }, upload }) => {
        const asked = await findQuestion(database, requestId);
        const given = upload.bearer === null ? null : tokenHash(upload.bearer);
        // Before anything of the body is read; an unknown question looks like a wrong token.
        if (asked === null || given === null || !timingSafeEqual(given, asked.tokenHash))
          throw new ApiFault('not-signed-in', 'the token does not fit this question');
        const answer = parseAnswer(asked.kind, (await upload.read(ANSWER_MAX_BYTES)).toString('utf8'));
        if (asked.answered || !(await answerQuestion(database, requestId, answer)))
          throw new ApiFault('conflict', 'this question was answered before');
      },
    }),
  ];
}

const ANSWERS: Readonly<Record<string, z.ZodType>> = {
  discover: z.union([refusedQuestion, discoverAnswer]),
  inspect: z.union([refusedQuestion, inspectAnswer]),
  try: z.union([refusedQuestion, tryAnswer]),
};

function parseAnswer(kind: string, text: string): unknown {
  const bad = new ApiFault('bad-request', 'this is not an answer to the question');
  // The store takes no NUL.
  if (text.includes('\\u0000')) throw bad;
  try {
    const parsed = ANSWERS[kind]?.safeParse(JSON.parse(text));
    if (parsed?.success) return parsed.data;
  } catch {
    throw bad;
  }
  throw bad;
}
