import type { ActionParts } from './actions.ts';
import { createAdminAsks } from './admin-asks.ts';
import type { CitySettings } from '../contracts/api.ts';
import type { RequestFailed } from './edges/http.ts';

/** What an admin can ask about the city as a whole. None of it throws; what fails is given back. */
export interface CityActions {
  readonly loadCityWide: () => Promise<void>;
  readonly saveCitySettings: (city: CitySettings) => Promise<RequestFailed | null>;
}

/** Makes them for one console. */
export function createCityActions({ store, gateway, now }: ActionParts): CityActions {
  const { dispatch } = store;
  const { tried, saved } = createAdminAsks({ store, now });
  const load = async () =>
    dispatch({ type: 'setup-changed', change: { cityWide: { is: 'ready', value: await gateway.citySettings() } } });
  return {
    loadCityWide: async () => {
      const failed = await tried(load);
      if (failed) dispatch({ type: 'setup-changed', change: { cityWide: { is: 'failed', code: failed.code } } });
    },
    saveCitySettings: (city) =>
      tried(async () => {
        await gateway.saveCitySettings(city);
        await load();
        saved();
      }),
  };
}
