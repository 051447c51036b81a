// The map, and looking back on it.

export const map = {
  label: 'Bản đồ thành phố',
  attribution: 'Bản đồ nền giản lược, không phải bản đồ đo đạc',
  zoomIn: 'Phóng to',
  zoomOut: 'Thu nhỏ',
  home: 'Về trung tâm',
  layers: 'Lớp bản đồ',
  loading: 'Đang tải thành phố…',
  failed: 'Không đọc được bản đồ nền của thành phố; dùng bản đồ giản lược.',
  cluster: (devices: string, alerts: string) => `${devices} thiết bị, ${alerts} cảnh báo`,
  legend: 'Chú giải',
} as const;

export const replay = {
  label: '24 giờ qua',
  now: 'Hiện tại',
  at: (when: string) => `Đang xem lại lúc ${when}`,
  back: 'Về hiện tại',
  none: 'Lúc đó không có cảnh báo nào mở',
  slider: 'Kéo để xem lại cảnh báo và số đếm trong 24 giờ qua',
  city: 'Toàn thành phố',
  span: (from: string, to: string) => `${from}–${to}`,
  crossed: (n: string) => `${n} lượt qua vạch đếm`,
  entered: (n: string) => `${n} lượt vào vùng`,
  open: (n: string) => `${n} cảnh báo đang mở`,
  counting: 'Đang lấy số đếm…',
  uncounted: 'Không có số đếm.',
  counts: 'Số đếm lúc đó',
} as const;
