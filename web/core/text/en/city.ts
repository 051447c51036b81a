import type { Dictionary } from '../dictionary.ts';

/** The city as a whole. */
export const city: Dictionary['city'] = {
  about: 'City and map',
  timeZone: (zone) => `Time zone ${zone}; it is changed in the city file.`,
  lat: 'Latitude of the middle',
  lon: 'Longitude of the middle',
  zoom: 'Zoom',
  asOnMap: (where) => `As the map is now (${where})`,
  baseMap: 'Base map',
  baseMaps: { shipped: 'Shipped with the product', raster: 'Picture tiles (raster)', pmtiles: 'PMTiles file' },
  baseMapHint: 'Another map needs the address below, and operators’ machines have to reach it.',
  mapUrl: 'Address of the map',
  attribution: 'Attribution',
};
