import { parseArgs } from 'node:util';
import { runDemo } from './demo/run-demo.ts';
import { treeMemory, type TreeMemory } from './demo/process-tree.ts';

/** Memory of the whole demo with its cameras, against 1.5 GiB: at the start, in the middle and at the end. */
const LIMIT_MIB = 1536;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '9.5' }, cameras: { type: 'string', default: '4' } },
});
const durationS = Number(values.minutes) * 60;
const cameras = Number(values.cameras);

console.log(
  `memory of the whole demo with ${cameras} cameras over ${values.minutes} minutes (limit ${LIMIT_MIB} MiB RSS)`,
);
const demo = await runDemo(['--cameras', String(cameras)]);
const samples: { atS: number; memory: TreeMemory }[] = [];
try {
  const startedAt = performance.now();
  const elapsedS = () => (performance.now() - startedAt) / 1000;
  // The first half minute fills caches and loads the model: growth is counted from there.
  for (let next = 30; next <= durationS; next += 15) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, (next - elapsedS()) * 1000)));
    const memory = await treeMemory(demo.pid);
    samples.push({ atS: Math.round(elapsedS()), memory });
    console.log(
      `${String(next).padStart(4)} s  RSS ${memory.rssMiB} MiB  PSS ${memory.pssMiB} MiB  ${memory.processes} processes`,
    );
  }
} finally {
  await demo.stop();
}

/** Middle value of a stretch of samples: one garbage collection more or less says nothing. */
const around = (from: number, to: number) => {
  const part = samples.slice(Math.floor(samples.length * from), Math.max(1, Math.ceil(samples.length * to)));
  const sorted = part.map(({ memory }) => memory.rssMiB).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};
const [start, middle, end] = [around(0, 0.15), around(0.43, 0.57), around(0.85, 1)];
console.log('by process (MiB RSS, last sample):', samples.at(-1)?.memory.rssByName);
console.log(
  JSON.stringify({
    bench: 'memory',
    ratio: Math.round((Math.max(...samples.map(({ memory }) => memory.rssMiB)) / LIMIT_MIB) * 1000) / 1000,
    startMiB: start,
    middleMiB: middle,
    endMiB: end,
    endPssMiB: samples.at(-1)?.memory.pssMiB,
    growth: Math.round((end / start) * 1000) / 1000,
    limitMiB: LIMIT_MIB,
    cameras,
    minutes: Number(values.minutes),
  }),
);
