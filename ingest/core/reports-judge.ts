import {
  agentStatus,
  coverageReport,
  healthReport,
  type AgentStatus,
  type CoverageReport,
  type HealthReport,
} from '../../contracts/telemetry.ts';
import type { City } from './city.ts';
import { parseMessage } from './readings-judge.ts';

/** Why an agent's report, or a part of it, was not taken. */
export interface ReportRefusal {
  readonly reason: 'not-json' | 'wrong-shape' | 'too-large' | 'unknown-agent' | 'unknown-camera';
  readonly detail: string;
}

/** A report with what had to be left out of it, or the reason why nothing of it can be taken. */
export type JudgedReport<T> =
  | { readonly ok: true; readonly report: T; readonly refused: readonly ReportRefusal[] }
  | { readonly ok: false; readonly refused: ReportRefusal };

/** Minutes before now, and ahead of it, of which coverage is taken; an agent may have been cut off for weeks. */
const OLDEST_COVERAGE_MS = 90 * 24 * 3_600_000;
const AHEAD_MS = 120_000;

interface Schema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

/** Judges a message on `…/status`. */
export function judgeStatus(agentId: string, payload: Uint8Array, city: City): JudgedReport<AgentStatus> {
  return judge(agentStatus, agentId, payload, city);
}

/** Judges a message on `…/health`; cameras that are not this agent's are left out. */
export function judgeHealth(agentId: string, payload: Uint8Array, city: City): JudgedReport<HealthReport> {
  const judged = judge(healthReport, agentId, payload, city);
  if (!judged.ok) return judged;
  const { kept, refused } = ownCameras(judged.report.cameras, agentId, city);
  return { ok: true, report: { ...judged.report, cameras: [...kept] }, refused };
}

/** Judges a message on `…/coverage`; cameras that are not this agent's, and impossible minutes, are left out. */
export function judgeCoverage(
  agentId: string,
  payload: Uint8Array,
  city: City,
  nowMs: number,
): JudgedReport<CoverageReport> {
  const judged = judge(coverageReport, agentId, payload, city);
  if (!judged.ok) return judged;
  const { kept, refused } = ownCameras(judged.report.cameras, agentId, city);
  const possible = kept.filter(
    ({ minute }) => minute % 60_000 === 0 && minute > nowMs - OLDEST_COVERAGE_MS && minute < nowMs + AHEAD_MS,
  );
  const impossible = kept.length - possible.length;
  return {
    ok: true,
    report: { ...judged.report, cameras: possible },
    refused:
      impossible === 0
        ? refused
        : [...refused, { reason: 'wrong-shape', detail: `${impossible} minutes that cannot be` }],
  };
}

function judge<T extends { readonly agentId: string }>(
  schema: Schema<T>,
  agentId: string,
  payload: Uint8Array,
  city: City,
): JudgedReport<T> {
  const message = parseMessage(payload);
  if (!message.ok) {
    // parseMessage gives only reasons that concern a message as a whole.
    return { ok: false, refused: { reason: message.reason as ReportRefusal['reason'], detail: message.detail } };
  }
  const parsed = schema.safeParse(message.value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const detail = `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`;
    return { ok: false, refused: { reason: 'wrong-shape', detail } };
  }
  if (parsed.data.agentId !== agentId) {
    return { ok: false, refused: { reason: 'wrong-shape', detail: 'not the agent of the topic' } };
  }
  if (!city.agents.has(agentId)) return { ok: false, refused: { reason: 'unknown-agent', detail: agentId } };
  return { ok: true, report: parsed.data, refused: [] };
}

function ownCameras<T extends { readonly cameraId: string }>(
  entries: readonly T[],
  agentId: string,
  city: City,
): { readonly kept: readonly T[]; readonly refused: readonly ReportRefusal[] } {
  const kept = entries.filter(({ cameraId }) => city.cameras.get(cameraId)?.agentId === agentId);
  const strangers = entries.filter(({ cameraId }) => city.cameras.get(cameraId)?.agentId !== agentId);
  return {
    kept,
    refused: strangers.map(({ cameraId }) => ({ reason: 'unknown-camera', detail: cameraId })),
  };
}
