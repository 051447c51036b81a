import { openDatabase } from '../../../store/database.ts';
import { pagesOf } from '../history/pages.ts';
import { serveParent } from '../child.ts';

/** Planners who open page after page as a gateway answers them, and look at each for a while. Tells how long they waited. */
const [planners, everyMs, cameras] = ['PLANNERS', 'EVERY_MS', 'CAMERAS'].map((name) => Number(process.env[name]));
const database = openDatabase({
  url: process.env['DATABASE_URL'] ?? '',
  name: 'bench-planners',
  max: 4,
  onError: () => undefined,
});
const pages = pagesOf(database, cameras ?? 1);
const over = new AbortController();
const waited: number[] = [];

const running = Array.from({ length: planners ?? 0 }, async (_, planner) => {
  for (let n = planner * 5; !over.signal.aborted; n++) {
    const before = performance.now();
    await pages[n % pages.length]?.ask(n);
    waited.push(performance.now() - before);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
});
serveParent(
  'ready',
  async () => {
    over.abort();
    await Promise.all(running);
    await database.end();
  },
  () => waited.splice(0),
);
