/* global L, io */
// What a first version of such a map looks like: one marker of Leaflet for each device. Kindly meant: no base map, no
// list, no tooltips, and a marker's element is changed in place instead of being made anew.
const query = new URLSearchParams(location.search);
const map = L.map('map', { zoomControl: false, attributionControl: false, inertia: false }).setView(
  [Number(query.get('lat')), Number(query.get('lon'))],
  Number(query.get('zoom')),
);
const markers = new Map();
const city = await (await fetch('/api/city')).json();
for (const { id, place } of [...city.cameras, ...city.sensors]) {
  const icon = L.divIcon({ className: 'device', iconSize: [14, 14] });
  markers.set(id, L.marker([place.lat, place.lon], { icon }).addTo(map));
}
const socket = io('/live', { transports: ['websocket'] });
socket.on('connect', () => socket.emit('hello', { since: null }, () => document.body.classList.add('ready')));
socket.on('devices', (push) => {
  for (const { id, condition } of push.cameras) show(id, condition !== 'online', condition);
  for (const { id, state, value } of push.sensors) show(id, state !== 'ok', String(value));
});

function show(id, bad, text) {
  const element = markers.get(id).getElement();
  element.classList.toggle('bad', bad);
  element.title = text;
}
