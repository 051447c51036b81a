// Filtering and searching.

export const filter = {
  label: 'Lọc',
  area: 'Khu vực',
  wholeCity: 'Toàn thành phố',
  everywhere: 'Mọi nơi',
  taken: 'Trạng thái',
  anyState: 'Mọi trạng thái',
  untaken: 'Chưa ai nhận',
  inHand: 'Đang xử lý',
  trouble: 'Chỉ hiện thiết bị có vấn đề',
  about: 'Nguồn',
  anything: 'Mọi nguồn',
  cameras: 'Camera',
  sensors: 'Cảm biến',
  active: (n: string) => `${n} bộ lọc đang bật`,
} as const;

export const search = {
  placeholder: 'Tìm camera, cảm biến, nơi chốn, cảnh báo',
  label: 'Tìm kiếm, không cần gõ dấu',
  none: (q: string) => `Không thấy “${q}”`,
  hint: 'Gõ không dấu cũng được, ví dụ “dam vac”',
  kinds: { camera: 'Camera', sensor: 'Cảm biến', place: 'Nơi chốn', area: 'Khu vực', alert: 'Cảnh báo' },
} as const;
