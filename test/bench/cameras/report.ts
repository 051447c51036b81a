import type { RunResult } from './run.ts';
import type { Served } from './search.ts';
import type { UnitCosts } from './unit-costs.ts';
import { median } from '../detect/figures.ts';
import { SAMPLE_FPS } from './site.ts';

/** A share of something on standard error: a bar in a terminal, a line for every fifth elsewhere. */
export function progressOf(label: string): (share: number) => void {
  const { isTTY } = process.stderr;
  let fifths = -1;
  return (share) => {
    const filled = Math.round(Math.min(1, share) * 30);
    if (isTTY) {
      process.stderr.write(`\r[${'█'.repeat(filled)}${'·'.repeat(30 - filled)}] ${label}\x1b[K`);
      return;
    }
    if (Math.floor(share * 5) <= fifths) return;
    fifths = Math.floor(share * 5);
    process.stderr.write(`  ${fifths * 20} % ${label}\n`);
  };
}

/** What one run came to, in two lines. */
export function showRun(name: string, result: RunResult): void {
  const { cameras, cpu, foreign, looked, recall, made, expected, entered, missing } = result;
  const delay = `${(median(entered.delaysMs) / 1000).toFixed(2)} s, latest ${(Math.max(0, ...entered.delaysMs) / 1000).toFixed(2)} s`;
  const notMade = countOf(missing.map(({ kind }) => kind));
  process.stderr.write(process.stderr.isTTY ? '\r\x1b[K' : '');
  console.error(
    `${name}: ${cameras} cameras at ${cpu.camera.toFixed(1)} ms of processor a camera and second; ` +
      `${percent(looked)} of the sampled pictures looked at; other programs took ${percent(foreign)} of the machine\n` +
      `  ${made} of ${expected} observations in time (${percent(recall)}${missing.length > 0 ? `; not: ${notMade}` : ''}); ` +
      `${entered.made} of ${entered.expected} people entering reported, median after ${delay}\n` +
      `  pictures a camera and second: ${listed(result.pictures)}; in ingest: ${listed(result.frames)}`,
  );
}

/** Where the processor time of a camera goes, one column for each way of looking. */
export function showStages(served: Readonly<Partial<Record<string, Served>>>, unit: UnitCosts): void {
  const columns = Object.entries(served).flatMap(([name, one]) =>
    one ? [[name, stagesOf(one.measured, unit)] as const] : [],
  );
  const stages = Object.keys(columns[0]?.[1] ?? {});
  console.log(
    `\nms of processor per camera and second${''.padEnd(3)}${columns.map(([name]) => name.padStart(12)).join('')}`,
  );
  for (const stage of stages) {
    console.log(`  ${stage.padEnd(36)}${columns.map(([, of]) => (of[stage] ?? 0).toFixed(1).padStart(12)).join('')}`);
  }
}

/** Gate and tracking share a thread with the sending and receiving around them: those are told apart by what one costs alone. */
function stagesOf({ cpu, pictures, frames }: RunResult, unit: UnitCosts): Record<string, number> {
  const { agent, ingest, ffmpeg } = cpu;
  const sampled = Math.min(SAMPLE_FPS, total(pictures));
  const gate = sampled * unit.gate;
  const tracking = (frames['looked'] ?? 0) * unit.tracking;
  return {
    'decode (ffmpeg)': ffmpeg,
    gate: gate,
    'encode (JPEG)': (agent['pool'] ?? 0) + (agent['other'] ?? 0),
    'rest of the agent': (agent['main'] ?? 0) + (agent['engine'] ?? 0) - gate,
    'JPEG decode': (ingest['pool'] ?? 0) + (ingest['other'] ?? 0),
    'inference, with its pixels': ingest['detector'] ?? 0,
    'tracking and observations': tracking,
    'rest of ingest': (ingest['main'] ?? 0) + (ingest['engine'] ?? 0) - tracking,
    'agent and ingest together': cpu.camera,
    'database and broker': cpu.shared,
    'the simulated cameras': cpu.films,
  };
}

function countOf(kinds: readonly string[]): string {
  return [...new Set(kinds)].map((kind) => `${kinds.filter((one) => one === kind).length} ${kind}`).join(', ');
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([key, value]) => `${key} ${value.toFixed(2)}`)
    .join(', ');
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, value) => sum + value, 0);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
