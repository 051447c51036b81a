import type { Queryable } from './database.ts';

/** A question put to an agent. */
export type AskedQuestion = {
  readonly requestId: string;
  /** sha256 of the token the agent presents with its answer. */
  readonly tokenHash: Buffer;
  readonly agentId: string;
  readonly kind: string;
  readonly askedAt: Date;
};

/** Writes that a question is asked. */
export async function askQuestion(connection: Queryable, question: AskedQuestion): Promise<void> {
  await connection.query(
    'insert into agent_question (request_id, token_hash, agent_id, kind, asked_at) values ($1, $2, $3, $4, $5)',
    [question.requestId, question.tokenHash, question.agentId, question.kind, question.askedAt],
  );
}

/** A question by its id, or null. */
export async function findQuestion(
  connection: Queryable,
  requestId: string,
): Promise<{ readonly kind: string; readonly tokenHash: Buffer; readonly answered: boolean } | null> {
  const { rows } = await connection.query<{ kind: string; token_hash: Buffer; answered: boolean }>(
    'select kind, token_hash, answered_at is not null as answered from agent_question where request_id = $1',
    [requestId],
  );
  const row = rows[0];
  return row ? { kind: row.kind, tokenHash: row.token_hash, answered: row.answered } : null;
}

/** Keeps an answer until it is taken. @returns whether it was the first. */
export async function answerQuestion(connection: Queryable, requestId: string, answer: unknown): Promise<boolean> {
  const { rowCount } = await connection.query(
    'update agent_question set answered_at = now(), answer = $2 where request_id = $1 and answered_at is null',
    [requestId, JSON.stringify(answer)],
  );
  return rowCount === 1;
}

/** Takes the answer; null: there is none yet. */
export async function takeAnswer(
  connection: Queryable,
  requestId: string,
): Promise<{ readonly answer: unknown } | null> {
  const { rows } = await connection.query<{ answer: unknown }>(
    'delete from agent_question where request_id = $1 and answered_at is not null returning answer',
    [requestId],
  );
  return rows[0] ?? null;
}

/** Forgets questions nobody waits for any more. */
export async function purgeQuestions(connection: Queryable, before: Date): Promise<void> {
  await connection.query('delete from agent_question where asked_at < $1', [before]);
}
