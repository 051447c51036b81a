import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { SystemState } from '../../contracts/system-state.ts';
import { problemsOf, type Problem } from '../core/system/problems.ts';
import { failureText } from '../core/text/dictionary.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';
import { card } from './system/card.ts';
import { coverageByCameraCard, coverageCard } from './system/coverage-card.ts';
import { machinesCard, sayMachineProblem } from './system/machines-card.ts';

/** What is healthy and what is not, asked anew every few seconds while it is open. */
export function systemPage(frame: Frame): TemplateResult {
  const { state, t, f, act } = frame;
  const { system } = state;
  if (system.is === 'failed') {
    return html`<div class="blank" role="alert">
      ${icon('cut')}
      <p>${failureText(t, system.code)}</p>
      <button class="button" @click=${() => void act.loadSystem()}>${t.act.retry}</button>
    </div>`;
  }
  if (system.is !== 'ready') return html`<div class="blank" aria-busy="true"><p>${t.system.loading}</p></div>`;
  const problems = problemsOf(system.value);
  return html`<header class="page-head">
      <h2>${t.system.title}</h2>
      <span class="muted">${t.system.at(f.clock(Date.parse(system.value.at)))}</span>
    </header>
    <section class="verdict" data-well=${String(problems.length === 0)} aria-live="polite">
      ${icon(problems.length === 0 ? 'calm' : 'cut')}
      <div>
        <strong>${problems.length === 0 ? t.system.well : t.system.problems(f.number(problems.length))}</strong>
        ${
          problems.length === 0
            ? nothing
            : html`<ul>
                ${problems.map((problem) => html`<li>${sayProblem(problem, frame)}</li>`)}
              </ul>`
        }
      </div>
    </section>
    <div class="cards">
      <div>
        ${legsCard(system.value, frame)} ${machinesCard(system.value, frame)} ${agentsCard(system.value, frame)}
        ${coverageByCameraCard(system.value, frame)} ${refusalsCard(system.value, frame)}
      </div>
      <div>
        ${coverageCard(system.value, frame)} ${devicesCard(system.value, frame)} ${serversCard(system.value, frame)}
      </div>
    </div>`;
}

function sayProblem(problem: Problem, frame: Frame): string {
  const { t, f } = frame;
  const say = t.system.problem;
  const percent = (share: number) => t.system.percent(f.number(share * 100));
  switch (problem.is) {
    case 'broker-gone':
      return say['broker-gone'];
    case 'agent-offline':
      return say['agent-offline'](problem.name);
    case 'readings-lost':
      return say['readings-lost'](problem.name, f.number(problem.count));
    case 'store-full':
      return say['store-full'](problem.name, percent(problem.share));
    case 'cameras':
    case 'sensors':
      return say[problem.is](f.number(problem.count), f.number(problem.total));
    case 'database-slow':
      return say['database-slow'](f.duration(problem.ms));
    case 'transaction-old':
      return say['transaction-old'](problem.application, f.span(Math.round(problem.s)));
    case 'pictures-dropped':
      return say['pictures-dropped'](percent(problem.share));
    case 'disk-low':
    case 'nobody-judges':
    case 'process-silent':
    case 'provider-refused':
    case 'recording-paused':
    case 'slowed':
    case 'versions':
      return sayMachineProblem(problem, frame);
  }
}

function facts(rows: readonly (readonly [string, unknown])[]): TemplateResult {
  return html`<dl class="facts">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function legsCard({ legs }: SystemState, { t, f }: Frame): TemplateResult {
  const most = Math.max(
    1,
    ...legs.filter(({ leg }) => leg !== 'acknowledge' && leg !== 'resolve').map(({ p95Ms }) => p95Ms),
  );
  return card(
    t.system.legs,
    legs.length === 0
      ? html`<p class="muted">${t.system.noLegs}</p>`
      : html`<table class="table">
          <thead>
            <tr>
              <th scope="col"><span class="visually-hidden">${t.system.legs}</span></th>
              <th scope="col">${t.system.typical}</th>
              <th scope="col">${t.system.slowest}</th>
              <th scope="col">${t.system.count}</th>
            </tr>
          </thead>
          <tbody>
            ${legs.map(
              ({ leg, p50Ms, p95Ms, count }) =>
                html`<tr>
                  <th scope="row">
                    ${t.system.leg[leg]}
                    ${leg === 'acknowledge' || leg === 'resolve' ? nothing : spread(p50Ms / most, p95Ms / most)}
                  </th>
                  <td>${f.duration(Math.max(0, p50Ms))}</td>
                  <td>${f.duration(Math.max(0, p95Ms))}</td>
                  <td>${f.number(count)}</td>
                </tr>`,
            )}
          </tbody>
        </table>`,
  );
}

/** A bar to the median and a thinner one to the 95th percentile; both as shares of the widest. */
function spread(p50: number, p95: number): TemplateResult {
  return html`<svg class="spread" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect class="spread-95" x="0" y="2" width=${Math.max(0, p95) * 100} height="2" />
    <rect class="spread-50" x="0" y="0" width=${Math.max(0, p50) * 100} height="6" />`}
  </svg>`;
}

function devicesCard({ cameras, sensors }: SystemState, { t, f }: Frame): TemplateResult {
  return card(
    `${t.system.cameras}, ${t.system.sensors.toLowerCase()}`,
    facts([
      ...Object.entries(cameras.byCondition).map(
        ([condition, n]) =>
          [
            `${t.system.cameras}: ${t.camera.condition[condition as keyof typeof t.camera.condition].toLowerCase()}`,
            `${f.number(n)}/${f.number(cameras.total)}`,
          ] as const,
      ),
      ...Object.entries(sensors.byState).map(
        ([state, n]) =>
          [
            `${t.system.sensors}: ${t.sensor.state[state as keyof typeof t.sensor.state].toLowerCase()}`,
            `${f.number(n)}/${f.number(sensors.total)}`,
          ] as const,
      ),
      ...[
        [`${t.system.cameras}: ${t.camera.disabled.toLowerCase()}`, cameras.off] as const,
        [`${t.system.sensors}: ${t.camera.disabled.toLowerCase()}`, sensors.off] as const,
      ].flatMap(([name, n]) => (n === 0 ? [] : [[name, f.number(n)] as const])),
    ]),
  );
}

function agentsCard({ agents }: SystemState, { state, t, f }: Frame): TemplateResult {
  return card(
    t.system.agents,
    agents.length === 0
      ? html`<p class="muted">${t.system.noAgents}</p>`
      : html`<table class="table">
          <thead>
            <tr>
              <th scope="col">${t.system.agents}</th>
              <th scope="col">${t.system.cameras}</th>
              <th scope="col">${t.system.sensors}</th>
              <th scope="col">${t.system.memory}</th>
              <th scope="col">${t.system.waiting}</th>
              <th scope="col">${t.system.lost}</th>
              <th scope="col">${t.system.version}</th>
            </tr>
          </thead>
          <tbody>
            ${agents.map(
              (agent) =>
                html`<tr data-off=${String(agent.state === 'offline')}>
                  <th scope="row">
                    ${agent.name}
                    <span class="muted"
                      >${t.system[agent.state]}${
                        agent.at === null ? nothing : html` · ${f.ago(Date.parse(agent.at), state.now)}`
                      }</span
                    >
                  </th>
                  <td>${f.number(agent.cameras)}</td>
                  <td>${f.number(agent.sensors)}</td>
                  <td>${agent.rssBytes === null ? '–' : megabytes(agent.rssBytes, f.number)}</td>
                  <td>${agent.readingsWaiting === null ? '–' : f.number(agent.readingsWaiting)}</td>
                  <td>${agent.readingsLost === null ? '–' : f.number(agent.readingsLost)}</td>
                  <td>${agent.version ?? '–'}</td>
                </tr>`,
            )}
          </tbody>
        </table>`,
  );
}

function serversCard({ gateway, database, broker, readers }: SystemState, { state, t, f }: Frame): TemplateResult {
  return card(
    `${t.system.gateway}, ${t.system.database.toLowerCase()}`,
    facts([
      [t.system.version, gateway.version],
      [t.system.running, f.moment(Date.parse(gateway.startedAt), state.now)],
      [t.system.consoles, f.number(gateway.consoles)],
      [t.system.memory, megabytes(gateway.rssBytes, f.number)],
      [t.system.broker, broker.connected ? t.system.connected : html`<b class="overdue">${t.system.notConnected}</b>`],
      [
        t.system.database,
        `PostgreSQL ${database.version}, ${database.timescale === null ? t.system.plain : `TimescaleDB ${database.timescale}`}`,
      ],
      [t.system.size, megabytes(database.sizeBytes, f.number)],
      [t.system.answers, f.duration(database.answerMs)],
      [t.system.openTransactions, f.number(database.open.length)],
      ...readers.map(
        ({ name, movedAt }) => [readerName(name, t), t.system.moved(f.ago(Date.parse(movedAt), state.now))] as const,
      ),
    ]),
  );
}

/** What a reader reads, in words as far as they are known. */
function readerName(name: string, t: Frame['t']): string {
  const { readers, reading, sums } = t.system;
  const known = name.replace(/^rollup-/, '');
  const what = known in reading ? reading[known as keyof typeof reading] : known;
  return `${name === known ? readers : sums}: ${what}`;
}

function refusalsCard({ refusals }: SystemState, { state, t, f }: Frame): TemplateResult {
  return card(
    t.system.refusals,
    refusals.length === 0
      ? html`<p class="muted">${t.system.noRefusals}</p>`
      : html`<table class="table">
          <thead>
            <tr>
              <th scope="col">${t.system.source}</th>
              <th scope="col">${t.system.reason}</th>
              <th scope="col">${t.system.count}</th>
              <th scope="col">${t.system.last}</th>
            </tr>
          </thead>
          <tbody>
            ${refusals.map(
              ({ source, reason, count, lastAt, lastDetail }) =>
                html`<tr title=${lastDetail ?? ''}>
                  <th scope="row">${source}</th>
                  <td>${reason}</td>
                  <td>${f.number(count)}</td>
                  <td>${f.moment(Date.parse(lastAt), state.now)}</td>
                </tr>`,
            )}
          </tbody>
        </table>`,
  );
}

function megabytes(bytes: number, number: (value: number, digits?: number) => string): string {
  const mib = bytes / 1_048_576;
  return mib >= 1024 ? `${number(mib / 1024, 1)} GiB` : `${number(mib)} MiB`;
}
