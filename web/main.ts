import 'leaflet/dist/leaflet.css';
import './styles/theme.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/inbox.css';
import './styles/panel.css';
import './styles/seeing.css';
import './styles/map.css';
import './styles/dialogs.css';
import './styles/door.css';
import './styles/pages.css';
import './styles/settings.css';
import './styles/setup.css';
import './styles/phone.css';
import basemapUrl from './basemap/vinh-yen.geojson?url';
import { startConsole } from './console.ts';

const root = document.querySelector<HTMLElement>('#app');
if (root) startConsole({ root, region: document.querySelector('#announcer'), basemapUrl });
