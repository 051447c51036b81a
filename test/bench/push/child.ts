import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

/** A process of this folder that answers what it is asked. */
export type Child = {
  readonly ask: <Answer>(question: object) => Promise<Answer>;
  readonly stop: () => Promise<void>;
};

/** Starts a file of this folder. */
export async function startChild(name: string): Promise<Child> {
  const child: ChildProcess = fork(fileURLToPath(new URL(name, import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    serialization: 'json',
  });
  const ended = once(child, 'exit');
  let turn: Promise<unknown> = once(child, 'message');
  const ask = async (question: object): Promise<unknown> => {
    const answered = Promise.race([
      once(child, 'message'),
      ended.then(() => {
        throw new Error(`${name} ended`);
      }),
    ]);
    child.send(question);
    const [answer] = (await answered) as [unknown];
    return answer;
  };
  await turn;
  return {
    ask: <Answer>(question: object) => {
      // One question at a time, so that answers need no names.
      const answer = turn.then(() => ask(question));
      turn = answer.catch(() => undefined);
      return answer as Promise<Answer>;
    },
    stop: async () => {
      child.disconnect();
      await ended;
    },
  };
}

/** The other side: says that it is there, answers each question, ends with its parent. */
export function answerParent(answers: Readonly<Record<string, (question: never) => unknown>>): void {
  process.on('message', (question: { readonly do: string }) => {
    // The parent is this bench: it asks only what is in the table.
    const answer = answers[question.do] as (question: unknown) => unknown;
    void Promise.resolve(answer(question)).then((value) => process.send?.(value ?? null));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
}

/** What a process used so far, and how late its event loop ran since the last question. */
export type Usage = { readonly cpuS: number; readonly rssBytes: number; readonly loopP99Ms: number };

const loop = monitorEventLoopDelay({ resolution: 5 });

/** Processor time and memory of this process. */
export function usage(): Usage {
  const { user, system } = process.cpuUsage();
  const loopP99Ms = Math.round(loop.percentile(99) / 1e6);
  loop.enable();
  loop.reset();
  return { cpuS: (user + system) / 1e6, rssBytes: process.memoryUsage.rss(), loopP99Ms };
}
