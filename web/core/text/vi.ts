import { act } from './vi/acts.ts';
import { severity, state, step, stepDone, alerts, alert, moment } from './vi/alerts.ts';
import { agents } from './vi/agents.ts';
import { areas } from './vi/areas.ts';
import { audit } from './vi/audit.ts';
import { chain } from './vi/chain.ts';
import { city } from './vi/city.ts';
import { coverage } from './vi/coverage.ts';
import { camera, compass, sensor, quantity, thing } from './vi/devices.ts';
import { dialog } from './vi/dialogs.ts';
import { failure } from './vi/failure.ts';
import { fieldFaults } from './vi/field-faults.ts';
import { filter, search } from './vi/finding.ts';
import { footage } from './vi/footage.ts';
import { simulated } from './vi/simulated.ts';
import { machines } from './vi/machines.ts';
import { map, replay } from './vi/map.ts';
import { password } from './vi/password.ts';
import { planning } from './vi/planning.ts';
import { push } from './vi/push.ts';
import { reading } from './vi/reading.ts';
import { retention } from './vi/retention.ts';
import { rules } from './vi/rules.ts';
import { seeing } from './vi/seeing.ts';
import { settings } from './vi/settings.ts';
import { sensorUsual } from './vi/sensor-usual.ts';
import { setup } from './vi/setup.ts';
import { nav, theme, language, role, account, status, link, sound, keys } from './vi/shell.ts';
import { signIn } from './vi/sign-in.ts';
import { system } from './vi/system.ts';
import { time } from './vi/time.ts';
import { units } from './vi/units.ts';

/** All texts of the console in Vietnamese: the original from which the shape of every other language is taken. */
export const vi = {
  product: 'CityWatch',
  centre: 'Trung tâm điều hành',
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
} as const;
