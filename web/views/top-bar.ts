import { html, nothing, type TemplateResult } from 'lit-html';
import { medianSeenMs } from '../core/alerts/shown-alerts.ts';
import { mayRespond } from '../core/rights.ts';
import type { Frame } from './frame.ts';
import { icon } from './icon.ts';
import { logo } from './logo.ts';

export const MUTE_MS = 15 * 60_000;

/** What is always in sight: the city, the state of things, the connection, sound, language, account. */
export function topBar(frame: Frame, search: TemplateResult, allowSound: () => void): TemplateResult {
  const { state, t, f, dispatch, act } = frame;
  if (state.session.is !== 'signed-in') return html``;
  const { account } = state.session;
  const other = state.preferences.language === 'vi' ? 'en' : 'vi';
  const night = state.preferences.theme === 'night';
  const muted = state.sound.mutedUntil !== null;
  return html`<header class="top">
    <div class="brand">
      ${logo()}
      <div class="brand-text">
        <h1>${t.product}</h1>
        <span>${state.city.is === 'ready' ? state.city.value.name[state.preferences.language] : t.centre}</span>
      </div>
    </div>
    ${search} ${glance(frame)}
    <div class="top-tools">
      ${linkSign(frame)}
      <button
        class="button button-icon"
        data-on=${String(!muted)}
        aria-label=${muted ? t.sound.unmute : t.sound.mute}
        title="${muted ? t.sound.unmute : t.sound.mute} (M)"
        @click=${() => {
          allowSound();
          dispatch({ type: 'muted', until: muted ? null : state.now + MUTE_MS });
        }}
      >
        ${icon(muted ? 'muted' : 'sound')}
      </button>
      <button
        class="button button-icon only-wide"
        aria-label=${t.theme.choose}
        title=${night ? t.theme.day : t.theme.night}
        @click=${() => dispatch({ type: 'theme-chosen', theme: night ? 'day' : 'night' })}
      >
        ${icon(night ? 'day' : 'night')}
      </button>
      <button
        class="button button-icon language"
        lang=${other}
        title=${t.language[other]}
        @click=${() => dispatch({ type: 'language-chosen', language: other })}
      >
        ${other.toUpperCase()} <span class="visually-hidden">${t.language[other]}</span>
      </button>
      <button
        class="button button-icon only-wide"
        aria-label=${t.keys.title}
        title=${t.keys.open}
        @click=${() => dispatch({ type: 'dialog-opened', dialog: { kind: 'help' } })}
      >
        ${icon('keyboard')}
      </button>
      <details class="menu">
        <summary class="button account" aria-label="${t.account.label}: ${account.name}">
          ${icon('user')}<span class="account-name">${account.name}</span>
        </summary>
        <div class="menu-body">
          <p><strong>${account.name}</strong><br /><span class="muted">${t.role[account.role]}</span></p>
          ${
            mayRespond(state.session)
              ? html`<button
                  class="button"
                  @click=${() => dispatch({ type: 'dialog-opened', dialog: { kind: 'handover' } })}
                >
                  ${icon('handover')} ${t.dialog.handover} <kbd>H</kbd>
                </button>`
              : nothing
          }
          <button
            class="button only-narrow"
            @click=${() => dispatch({ type: 'theme-chosen', theme: night ? 'day' : 'night' })}
          >
            ${icon(night ? 'day' : 'night')} ${night ? t.theme.day : t.theme.night}
          </button>
          ${
            state.push.is === 'none' || state.push.is === 'unknown'
              ? nothing
              : html`<button
                  class="button"
                  @click=${() => dispatch({ type: 'dialog-opened', dialog: { kind: 'push' } })}
                >
                  ${icon('sound')} ${t.push.title}
                </button>`
          }
          <button class="button" @click=${() => dispatch({ type: 'dialog-opened', dialog: { kind: 'password' } })}>
            ${icon('key')} ${t.password.title}
          </button>
          <button class="button" @click=${() => void act.signOut(false)}>${icon('out')} ${t.account.signOut}</button>
          <button class="button" @click=${() => void act.signOut(true)}>${icon('out')} ${t.account.signOutAll}</button>
        </div>
      </details>
      <time class="wall-clock" datetime=${new Date(state.now).toISOString()} title=${f.date(state.now)}
        >${f.clock(state.now)}</time
      >
    </div>
  </header>`;
}

function glance({ state, t, f }: Frame): TemplateResult {
  const [up, cameras] = tallyOf(state.cameras, ({ condition }) => condition === 'online');
  const [heard, sensors] = tallyOf(state.sensors, (sensor) => sensor.state !== 'silent');
  const seen = medianSeenMs(state.alerts, state.openedAt);
  const tally = (look: 'camera' | 'sensor', good: number, all: number, label: string) =>
    html`<span class="glance-item" title=${label} ?data-lacking=${good < all}>
      ${icon(look)} <span class="visually-hidden">${label}</span
      ><span aria-hidden="true">${f.number(good)}/${f.number(all)}</span>
    </span>`;
  return html`<div class="glance" role="group" aria-label=${t.status.label}>
    ${tally('camera', up, cameras, t.status.cameras(f.number(up), f.number(cameras)))}
    ${tally('sensor', heard, sensors, t.status.sensors(f.number(heard), f.number(sensors)))}
    ${
      seen === null
        ? nothing
        : html`<span class="glance-item" title=${t.status.speed(f.duration(seen))}
            >${icon('clock')} ${f.duration(seen)}</span
          >`
    }
  </div>`;
}

/** How many of the devices in use are well, and how many there are. */
function tallyOf<T extends { readonly enabled: boolean }>(
  devices: ReadonlyMap<string, T>,
  isWell: (device: T) => boolean,
): readonly [number, number] {
  let well = 0;
  let all = 0;
  for (const device of devices.values()) {
    if (!device.enabled) continue;
    all++;
    if (isWell(device)) well++;
  }
  return [well, all];
}

function linkSign({ state, t }: Frame): TemplateResult {
  const { is, troubles } = state.link;
  const troubled = is === 'live' && troubles.length > 0;
  return html`<span class="link-sign" data-link=${troubled ? 'troubled' : is} role="status">
    <span class="link-dot" aria-hidden="true"></span>
    <span class="link-text"
      >${troubled ? t.chain.sign : is === 'live' ? t.link.live : is === 'connecting' ? t.link.connecting : t.link.lost('…').split(':')[0]}</span
    >
  </span>`;
}
