import { pino } from 'pino';
import { startEdgeAgent } from '../../../edge-agent/app.ts';
import { readEnvironment } from '../../../edge-agent/env.ts';
import { serveParent } from '../child.ts';
import { watchThreads } from './thread-times.ts';

/** An agent as main.ts starts it. With BENCH_EXHAUSTIVE every sampled picture is sent, moving or not. */
const threads = await watchThreads();
const settings = readEnvironment(process.env);
const agent = await startEdgeAgent({
  config: process.env['BENCH_EXHAUSTIVE'] === '1' ? { ...settings, stillCheckMs: 0 } : settings,
  log: pino({ level: 'warn' }, pino.destination(2)),
  clock: { wallMs: Date.now, steadyMs: () => performance.now() },
});
serveParent({ port: agent.port, pid: process.pid }, agent.stop, threads.read);
