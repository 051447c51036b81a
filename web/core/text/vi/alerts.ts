// The alert list, an alert, and its life.

export const severity = { critical: 'Nghiêm trọng', warning: 'Cần chú ý', info: 'Thông tin' } as const;

export const state = {
  raised: 'Mới',
  acknowledged: 'Đã nhận',
  dispatched: 'Đã điều động',
  'on-scene': 'Đã đến hiện trường',
  resolved: 'Đã xử lý',
  'false-alarm': 'Báo giả',
} as const;

export const step = {
  raised: 'Phát cảnh báo',
  acknowledged: 'Nhận xử lý',
  dispatched: 'Điều động',
  'on-scene': 'Đến hiện trường',
  resolved: 'Xử lý xong',
  'false-alarm': 'Xác định báo giả',
  comment: 'Ghi chú',
  escalated: 'Chuyển cấp trên',
  cleared: 'Điều kiện đã hết',
  reopened: 'Mở lại',
  undone: 'Hoàn tác bước trước',
} as const;

export const stepDone = {
  acknowledged: (n: string) => `Đã nhận xử lý ${n} cảnh báo`,
  dispatched: (n: string) => `Đã điều động ${n} cảnh báo`,
  'on-scene': (n: string) => `Đã ghi đến hiện trường: ${n} cảnh báo`,
  resolved: (n: string) => `Đã xử lý xong ${n} cảnh báo`,
  'false-alarm': (n: string) => `Đã ghi báo giả: ${n} cảnh báo`,
  comment: () => 'Đã ghi chú',
  reopened: (n: string) => `Đã mở lại ${n} cảnh báo`,
  undone: (n: string) => `Đã hoàn tác bước vừa rồi: ${n} cảnh báo`,
} as const;

export const alerts = {
  title: 'Cảnh báo',
  open: 'Đang mở',
  closed: 'Đã đóng',
  listLabel: 'Danh sách cảnh báo, gấp nhất ở trên',
  none: 'Không có cảnh báo nào đang mở',
  noneLead: 'Mọi khu vực đang yên. Cảnh báo mới sẽ tự hiện ở đây.',
  noneFiltered: 'Không có cảnh báo nào khớp bộ lọc',
  noneClosed: 'Chưa có cảnh báo nào được đóng trong 24 giờ qua',
  clearFilters: 'Bỏ bộ lọc',
  loading: 'Đang tải cảnh báo…',
  more: (n: string) => `Còn ${n} cảnh báo nữa`,
  times: (n: string) => `${n} lần`,
  timesLabel: (n: string, when: string) => `Xảy ra ${n} lần, lần cuối ${when}`,
  untaken: (n: string) => `${n} chưa ai nhận`,
  overdue: 'Quá hạn',
  escalated: 'Đã chuyển cấp trên',
  escalatedAt: (when: string) => `Chuyển cấp trên lúc ${when}: chưa ai xử lý kịp`,
  deadline: (when: string) => `Hạn ${when}`,
  dueWithin: (when: string) => `hạn ${when}`,
  cleared: 'Điều kiện đã hết',
  to: (whom: string) => `Giao: ${whom}`,
  marked: (n: string) => `Đã chọn ${n}`,
  mark: 'Chọn để xử lý cùng lúc',
  arrivedMany: (n: string) => `${n} cảnh báo mới.`,
  arrived: (severity: string, name: string, place: string) => `Cảnh báo mới, ${severity}: ${name}, ${place}`,
} as const;

export const alert = {
  number: (id: string) => `Cảnh báo số ${id}`,
  where: 'Nơi xảy ra',
  zone: (name: string) => `Vùng ${name}`,
  rule: 'Quy tắc',
  snapshot: 'Ảnh lúc phát hiện',
  snapshotAlt: (what: string, where: string) => `Ảnh chụp lúc phát hiện: ${what} tại ${where}`,
  noSnapshot: 'Cảnh báo này không kèm ảnh',
  snapshotFailed: 'Không tải được ảnh',
  snapshotLoading: 'Đang tải ảnh…',
  clip: 'Đoạn phim',
  clock: 'Đồng hồ cảnh báo',
  clockLead: (duration: string) => `Hiện trên màn hình sau ${duration}`,
  clockWaiting: 'Chưa màn hình nào báo đã hiện',
  steps: 'Các bước xử lý',
  stepsLoading: 'Đang tải các bước…',
  bySystem: 'Hệ thống',
  commentLabel: 'Ghi chú cho cảnh báo này',
  commentHint: 'Viết ghi chú, Ctrl+Enter để gửi',
  gone: 'Cảnh báo này không có trong danh sách đã tải.',
  value: 'Giá trị',
  thing: 'Đối tượng',
  changedBy: (who: string, state: string) =>
    `${who} vừa chuyển cảnh báo này sang “${state}”. Bước của bạn chưa được ghi.`,
  somebody: 'Người khác',
} as const;

export const moment = {
  captured: 'Ghi hình',
  measured: 'Đo được',
  received: 'Máy chủ nhận',
  perceived: 'Nhận dạng xong',
  raised: 'Phát cảnh báo',
  pushed: 'Gửi tới màn hình',
  shown: 'Hiện trên màn hình',
  acknowledged: 'Có người nhận',
  resolved: 'Kết thúc',
  pending: 'chưa có',
} as const;
