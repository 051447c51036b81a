/** Where the demo's cameras stand in Vĩnh Yên. The film is a recording from elsewhere; places and names are the city's. */
export const CAMERA_PLACES = [
  { id: 'ga-vinh-yen', name: 'Ga Vĩnh Yên – sân ga', lat: 21.3124, lon: 105.5955, headingDeg: 140 },
  { id: 'tich-son', name: 'Ngã ba Hùng Vương – Tích Sơn', lat: 21.3068, lon: 105.5878, headingDeg: 60 },
  { id: 'quang-truong', name: 'Quảng trường Hồ Chí Minh', lat: 21.3166, lon: 105.6053, headingDeg: 210 },
  { id: 'hoi-hop', name: 'Cổng trường Hội Hợp', lat: 21.2978, lon: 105.5768, headingDeg: 300 },
  { id: 'cho-vinh-yen', name: 'Chợ Vĩnh Yên – cổng chính', lat: 21.3078, lon: 105.5968, headingDeg: 60 },
  { id: 'ben-xe', name: 'Bến xe Vĩnh Yên', lat: 21.3002, lon: 105.6203, headingDeg: 300 },
  { id: 'dam-vac-bac', name: 'Đầm Vạc – đường dạo phía bắc', lat: 21.3031, lon: 105.6052, headingDeg: 190 },
  { id: 'benh-vien', name: 'Bệnh viện Đa khoa – lối vào', lat: 21.3172, lon: 105.6118, headingDeg: 20 },
  { id: 'khai-quang', name: 'KCN Khai Quang – cổng số 2', lat: 21.3145, lon: 105.6331, headingDeg: 90 },
  { id: 'van-mieu', name: 'Văn Miếu – cổng tam quan', lat: 21.3198, lon: 105.602, headingDeg: 250 },
] as const;

/** A camera that stands there already and waits to be found and set up. */
export const NEW_CAMERA = {
  path: 'cong-vien-moi',
  endpoint: 'urn:uuid:6c2b0c6e-6f7a-4a53-9d0e-c17a0a7c0001',
  name: 'Công viên Tích Sơn – camera mới',
  model: 'Camera mô phỏng',
  location: 'Vĩnh Yên',
  profile: { token: 'main', name: 'Luồng chính', width: 768, height: 576, fps: 10 },
} as const;

/** The demo's sensors: where, what, and what they usually show. */
export const SENSOR_PLACES = [
  {
    id: 'dam-vac-muc-nuoc',
    name: 'Đầm Vạc – mực nước',
    quantity: 'water-level',
    unit: 'cm',
    lat: 21.2987,
    lon: 105.5992,
  },
  {
    id: 'hung-vuong-pm25',
    name: 'Đường Hùng Vương – bụi mịn PM2.5',
    quantity: 'pm25',
    unit: 'µg/m³',
    lat: 21.3042,
    lon: 105.583,
  },
  { id: 'ga-tieng-on', name: 'Ga Vĩnh Yên – tiếng ồn', quantity: 'noise', unit: 'dB', lat: 21.3129, lon: 105.5946 },
  {
    id: 'quang-truong-nhiet-do',
    name: 'Quảng trường – nhiệt độ',
    quantity: 'temperature',
    unit: '°C',
    lat: 21.3171,
    lon: 105.6061,
  },
  {
    id: 'khai-quang-pm25',
    name: 'KCN Khai Quang – bụi mịn PM2.5',
    quantity: 'pm25',
    unit: 'µg/m³',
    lat: 21.3118,
    lon: 105.6298,
  },
] as const;
