/** Thành phố nói chung. */
export const city = {
  about: 'Thành phố và bản đồ',
  timeZone: (zone: string) => `Múi giờ ${zone}; đổi được trong tệp thành phố.`,
  lat: 'Vĩ độ giữa bản đồ',
  lon: 'Kinh độ giữa bản đồ',
  zoom: 'Mức phóng',
  asOnMap: (where: string) => `Lấy theo bản đồ đang xem (${where})`,
  baseMap: 'Bản đồ nền',
  baseMaps: { shipped: 'Bản đồ kèm sản phẩm', raster: 'Ảnh bản đồ (raster)', pmtiles: 'Tệp PMTiles' },
  baseMapHint: 'Bản đồ khác cần địa chỉ bên dưới. Máy trực phải tới được địa chỉ đó.',
  mapUrl: 'Địa chỉ bản đồ',
  attribution: 'Ghi nguồn',
} as const;
