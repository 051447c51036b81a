import { citySettings, type CitySettings } from '../../contracts/api.ts';
import type { Queryable } from '../../store/database.ts';
import { readSetting } from '../../store/settings.ts';

/** Key of the city's description in the store. */
export const CITY_SETTING = 'city';

/** What a city is before anybody has described it: the one the shipped base map shows. */
const UNTOLD: CitySettings = {
  name: { vi: 'Vĩnh Yên', en: 'Vinh Yen' },
  timeZone: 'Asia/Ho_Chi_Minh',
  centre: { lat: 21.309, lon: 105.605, zoom: 14 },
  baseMap: null,
};

/** The city's description; one that another version left unreadable counts as not told. */
export async function readCitySettings(connection: Queryable): Promise<CitySettings> {
  const parsed = citySettings.safeParse(await readSetting(connection, CITY_SETTING));
  return parsed.success ? parsed.data : UNTOLD;
}
