import type { Dictionary } from './dictionary.ts';
import { act } from './en/acts.ts';
import { severity, state, step, stepDone, alerts, alert, moment } from './en/alerts.ts';
import { agents } from './en/agents.ts';
import { areas } from './en/areas.ts';
import { audit } from './en/audit.ts';
import { chain } from './en/chain.ts';
import { city } from './en/city.ts';
import { coverage } from './en/coverage.ts';
import { camera, compass, sensor, quantity, thing } from './en/devices.ts';
import { dialog } from './en/dialogs.ts';
import { failure } from './en/failure.ts';
import { fieldFaults } from './en/field-faults.ts';
import { filter, search } from './en/finding.ts';
import { footage } from './en/footage.ts';
import { simulated } from './en/simulated.ts';
import { machines } from './en/machines.ts';
import { map, replay } from './en/map.ts';
import { password } from './en/password.ts';
import { planning } from './en/planning.ts';
import { push } from './en/push.ts';
import { reading } from './en/reading.ts';
import { retention } from './en/retention.ts';
import { rules } from './en/rules.ts';
import { seeing } from './en/seeing.ts';
import { settings } from './en/settings.ts';
import { sensorUsual } from './en/sensor-usual.ts';
import { setup } from './en/setup.ts';
import { nav, theme, language, role, account, status, link, sound, keys } from './en/shell.ts';
import { signIn } from './en/sign-in.ts';
import { system } from './en/system.ts';
import { time } from './en/time.ts';
import { units } from './en/units.ts';

/** All texts of the console in English. */
export const en: Dictionary = {
  product: 'CityWatch',
  centre: 'Operations centre',
  signIn,
  failure,
  nav,
  severity,
  state,
  step,
  stepDone,
  act,
  alerts,
  alert,
  moment,
  dialog,
  filter,
  search,
  agents,
  chain,
  link,
  sound,
  map,
  replay,
  camera,
  compass,
  sensor,
  quantity,
  thing,
  reading,
  theme,
  language,
  role,
  account,
  status,
  time,
  keys,
  system,
  areas,
  units,
  fieldFaults,
  setup,
  footage,
  sensorUsual,
  simulated,
  planning,
  retention,
  machines,
  password,
  coverage,
  push,
  seeing,
  settings,
  rules,
  audit,
  city,
};
