import type { Agent, Camera, City, Sensor } from '../../contracts/api.ts';
import type { DevicesPush } from '../../contracts/push.ts';
import type { DeviceEvent } from './event.ts';
import { openDraft } from './reduce-settings.ts';
import type { State } from './state.ts';

/** What events about the city, its devices and the connection do to the state. */
export function reduceDevices(state: State, event: DeviceEvent): State {
  switch (event.type) {
    case 'city-loading':
      return state.city.is === 'ready' ? state : { ...state, city: { is: 'loading' } };
    case 'city-loaded':
      return openDraft(loadCity(state, event.city), null);
    case 'city-failed':
      return state.city.is === 'ready' ? state : { ...state, city: { is: 'failed', code: event.code } };
    case 'devices-pushed':
      return updateDevices(state, event.push);
    case 'series-loading':
      if (state.series.get(event.id)?.is === 'ready') return state;
      return { ...state, series: new Map(state.series).set(event.id, { is: 'loading' }) };
    case 'series-loaded':
      return {
        ...state,
        series: new Map(state.series).set(event.series.sensorId, { is: 'ready', value: event.series }),
      };
    case 'series-failed':
      return { ...state, series: new Map(state.series).set(event.id, { is: 'failed', code: event.code }) };
    case 'past-told':
      // While newer counts are on their way the ones that are here stay.
      return event.past.is !== 'ready' && state.past.is === 'ready' ? state : { ...state, past: event.past };
    case 'system-loading':
      return state.system.is === 'ready' ? state : { ...state, system: { is: 'loading' } };
    case 'system-loaded':
      return { ...state, system: { is: 'ready', value: event.system } };
    case 'system-failed':
      return { ...state, system: { is: 'failed', code: event.code } };
    case 'link-changed':
      if (state.link.is === event.is) return state;
      return {
        ...state,
        openedAt: event.is === 'live' ? Math.min(state.openedAt, event.at) : state.openedAt,
        link: {
          is: event.is,
          lastAt: event.is === 'live' ? event.at : state.link.lastAt,
          skipped: event.is === 'live' ? 0 : state.link.skipped,
          troubles: state.link.troubles,
        },
      };
    case 'heard':
      return { ...state, link: { ...state.link, lastAt: event.at } };
    case 'troubles-told': {
      const { troubles } = state.link;
      const isSame =
        troubles.length === event.troubles.length && troubles.every(({ is }, i) => is === event.troubles[i]?.is);
      // Since when is the server's estimate, which trembles: the first one stays.
      return isSame ? state : { ...state, link: { ...state.link, troubles: event.troubles } };
    }
  }
}

function loadCity(state: State, city: City): State {
  const { cameras, sensors, agents, ...frame } = city;
  return {
    ...state,
    // Until the live connection measures the server's clock, its word on the way here is the best there is.
    now: state.openedAt === Infinity ? Date.parse(city.serverTime) : state.now,
    city: { is: 'ready', value: frame },
    cameras: byId(cameras),
    sensors: byId(sensors),
    agents: byId(agents),
  };
}

const byId = <T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((entity) => [entity.id, entity]));

/** Changes of devices this console does not know are left out: their settings come with the city. */
function updateDevices(state: State, push: DevicesPush): State {
  return {
    ...state,
    cameras: patch<Camera>(state.cameras, push.cameras),
    sensors: patchSensors(state, push),
    agents: push.agents.length === 0 ? state.agents : new Map([...state.agents, ...byId<Agent>(push.agents)]),
    link: push.skipped === 0 ? state.link : { ...state.link, skipped: state.link.skipped + push.skipped },
  };
}

function patch<T extends { readonly id: string }>(
  before: ReadonlyMap<string, T>,
  changes: readonly (Partial<T> & { readonly id: string })[],
): ReadonlyMap<string, T> {
  if (changes.length === 0) return before;
  const after = new Map(before);
  for (const change of changes) {
    const known = after.get(change.id);
    if (known) after.set(change.id, { ...known, ...change });
  }
  return after;
}

/** A reading that was overtaken by a newer one is left out. */
function patchSensors(state: State, push: DevicesPush): ReadonlyMap<string, Sensor> {
  const newer = push.sensors.filter((change) => {
    const known = state.sensors.get(change.id);
    return !known?.at || !change.at || Date.parse(change.at) >= Date.parse(known.at);
  });
  return patch<Sensor>(state.sensors, newer);
}
