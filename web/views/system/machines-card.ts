import { html, nothing, type TemplateResult } from 'lit-html';
import type { PerceptionState } from '../../../contracts/process-state.ts';
import type { SystemState } from '../../../contracts/system-state.ts';
import { isSilent, type MachineProblem } from '../../core/system/machine-problems.ts';
import type { Frame } from '../frame.ts';

type Process = SystemState['processes'][number];

const MOST_SLOWED = 12;

/** The server processes with their queues, what the detector runs on, which cameras are slowed down, and the disks. */
export function machinesCard(system: SystemState, frame: Frame): TemplateResult {
  const { t, f } = frame;
  const { disk } = system.database;
  const perceptions = system.processes.flatMap(({ perception }) => perception ?? []);
  return html`<section class="card">
    <h3>${t.machines.title}</h3>
    <table class="table machines">
      <thead>
        <tr>
          <th scope="col">${t.machines.name}</th>
          <th scope="col">${t.machines.queues}</th>
          <th scope="col">${t.system.memory}</th>
          <th scope="col">${t.system.version}</th>
        </tr>
      </thead>
      <tbody>
        ${system.processes.map((one) => processRow(one, Date.parse(system.at), frame))}
      </tbody>
    </table>
    <dl class="facts">
      ${perceptions.map((one) => perceptionFacts(one, frame))}
      <div>
        <dt>${t.machines.slowed}</dt>
        <dd>${slowedCameras(system, frame)}</dd>
      </div>
      <div>
        <dt>${t.machines.disk}</dt>
        <dd>
          ${
            disk === null
              ? html`<span class="muted">${t.machines.diskUnseen}</span>`
              : t.machines.free(bytesText(disk.freeBytes, f.number), bytesText(disk.totalBytes, f.number))
          }
        </dd>
      </div>
      ${system.agents.map(({ name, recordings }) =>
        recordings === null
          ? nothing
          : html`<div>
              <dt>${t.machines.recordings}: <span dir="auto">${name}</span></dt>
              <dd>
                ${bytesText(recordings.bytes, f.number)},
                ${t.machines.freeShort(bytesText(recordings.freeBytes, f.number))}
                ${recordings.paused ? html`<b class="overdue">${t.machines.paused}</b>` : nothing}
              </dd>
            </div>`,
      )}
    </dl>
  </section>`;
}

function processRow(one: Process, now: number, { t, f }: Frame): TemplateResult {
  const silent = isSilent(one, now);
  const nameOf = (queue: string) =>
    queue in t.machines.queue ? t.machines.queue[queue as keyof typeof t.machines.queue] : queue;
  return html`<tr data-off=${String(silent)}>
    <th scope="row">
      ${t.machines.process[one.process]}
      <span class="muted"
        >${one.instance}${
          one.isJudging === null ? nothing : html` · ${one.isJudging ? t.machines.judging : t.machines.standby}`
        }</span
      >
      ${silent ? html`<b class="overdue">${t.machines.silent(f.moment(Date.parse(one.at), now))}</b>` : nothing}
    </th>
    <td class="table-words">
      ${
        one.queues.length === 0
          ? '–'
          : one.queues.map(
              ({ name, waiting, lost }) =>
                html`<span class="queue"
                  >${nameOf(name)} <b>${f.number(waiting)}</b>${
                    lost > 0 ? html` <b class="overdue">${t.machines.lost(f.number(lost))}</b>` : nothing
                  }</span
                >`,
            )
      }
    </td>
    <td>${bytesText(one.rssBytes, f.number)}</td>
    <td>${one.version}</td>
  </tr>`;
}

function perceptionFacts(
  { provider, refusedProviders, model, workers, workersReady }: PerceptionState,
  { t, f }: Frame,
): TemplateResult {
  return html`<div>
    <dt>${t.machines.perception}</dt>
    <dd>
      ${provider === '' ? t.machines.loading : providerName(provider, t)} · ${model} ·
      ${t.machines.workers(f.number(workersReady), f.number(workers))}
      ${refusedProviders.map(
        (one) => html`<b class="overdue" title=${one.reason}>${t.machines.refused(providerName(one.provider, t))}</b>`,
      )}
    </dd>
  </div>`;
}

function slowedCameras({ slowedCameras: slowed }: SystemState, { state, t, f, dispatch }: Frame): TemplateResult {
  if (slowed.length === 0) return html`${t.machines.noneSlowed}`;
  return html`<ul class="slowed">
    ${slowed.slice(0, MOST_SLOWED).map(
      ({ cameraId, everyMs }) =>
        html`<li>
          <button
            class="link"
            dir="auto"
            @click=${() => {
              dispatch({ type: 'paged', page: 'map' });
              dispatch({ type: 'selected', selection: { kind: 'camera', id: cameraId } });
            }}
          >
            ${state.cameras.get(cameraId)?.name ?? cameraId}
          </button>
          <span class="muted">${t.machines.everyMs(f.duration(everyMs))}</span>
        </li>`,
    )}
    ${slowed.length > MOST_SLOWED ? html`<li class="muted">… ${f.number(slowed.length)}</li>` : nothing}
  </ul>`;
}

/** A problem of processes or disks as a sentence. */
export function sayMachineProblem(problem: MachineProblem, { state, t, f }: Frame): string {
  const say = t.machines.problem;
  switch (problem.is) {
    case 'disk-low':
      return say['disk-low'](bytesText(problem.freeBytes, f.number));
    case 'recording-paused':
      return say['recording-paused'](problem.name);
    case 'process-silent':
      return say['process-silent'](t.machines.process[problem.process], f.moment(problem.at, state.now));
    case 'provider-refused':
      return say['provider-refused'](providerName(problem.wanted, t), providerName(problem.used, t));
    case 'slowed':
      return say.slowed(f.number(problem.count));
    case 'versions':
      return say.versions(problem.versions.join(', '));
    case 'nobody-judges':
      return say['nobody-judges'];
  }
}

function providerName(provider: string, t: Frame['t']): string {
  return provider in t.machines.providers
    ? t.machines.providers[provider as keyof typeof t.machines.providers]
    : provider;
}

/** "512 MiB", "1,5 GiB" */
function bytesText(bytes: number, number: (value: number, digits?: number) => string): string {
  const mib = bytes / 1_048_576;
  return mib >= 1024 ? `${number(mib / 1024, 1)} GiB` : `${number(mib)} MiB`;
}
