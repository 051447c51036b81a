import type { SystemState } from '../../../contracts/system-state.ts';

/** Something about processes or disks that wants a look. */
export type MachineProblem =
  | { readonly is: 'disk-low'; readonly freeBytes: number }
  | { readonly is: 'recording-paused'; readonly name: string }
  | { readonly is: 'process-silent'; readonly process: ProcessName; readonly at: number }
  | { readonly is: 'provider-refused'; readonly wanted: string; readonly used: string }
  | { readonly is: 'slowed'; readonly count: number }
  | { readonly is: 'versions'; readonly versions: readonly string[] }
  | { readonly is: 'nobody-judges' };

export type ProcessName = SystemState['processes'][number]['process'];

/** Less than this part of the disk, or this many bytes, is little. */
const LITTLE_SHARE = 0.05;
const LITTLE_BYTES = 1024 ** 3;
/** They tell every 5 s. */
const SILENT_MS = 30_000;
/** One that was started anew under another name, or taken away, is no trouble for longer. */
const GONE_MS = 15 * 60_000;

/** Whether a process has told nothing lately. */
export function isSilent({ at }: Pick<SystemState['processes'][number], 'at'>, now: number): boolean {
  return now - Date.parse(at) > SILENT_MS;
}

/** What is not well with the processes and disks, the gravest kind first. */
export function machineProblems(state: SystemState): readonly MachineProblem[] {
  const now = Date.parse(state.at);
  const problems: MachineProblem[] = [];
  const lately = state.processes.filter(({ at }) => now - Date.parse(at) < GONE_MS);
  const running = lately.filter((one) => !isSilent(one, now));
  const judges = lately.some(({ process }) => process === 'analytics');
  if (judges && !running.some(({ isJudging }) => isJudging === true)) problems.push({ is: 'nobody-judges' });
  for (const one of lately) {
    if (isSilent(one, now)) problems.push({ is: 'process-silent', process: one.process, at: Date.parse(one.at) });
  }
  const { disk } = state.database;
  if (disk && (disk.freeBytes < LITTLE_BYTES || disk.freeBytes < disk.totalBytes * LITTLE_SHARE))
    problems.push({ is: 'disk-low', freeBytes: disk.freeBytes });
  for (const { name, recordings } of state.agents) {
    if (recordings?.paused === true) problems.push({ is: 'recording-paused', name });
  }
  for (const { perception } of running) {
    const [refused] = perception?.refusedProviders ?? [];
    if (perception && refused) {
      problems.push({ is: 'provider-refused', wanted: refused.provider, used: perception.provider });
    }
  }
  if (state.slowedCameras.length > 0) problems.push({ is: 'slowed', count: state.slowedCameras.length });
  const versions = new Set([
    ...running.map(({ version }) => version),
    ...state.agents.flatMap(({ state: is, version }) => (is === 'online' && version !== null ? [version] : [])),
  ]);
  if (versions.size > 1) problems.push({ is: 'versions', versions: [...versions].sort() });
  return problems;
}
