// What stands around every page: where one can go, who one is, how the connection and the sound are, keys.

export const nav = {
  label: 'Các trang',
  map: 'Bản đồ',
  stats: 'Thống kê',
  wall: 'Màn hình',
  system: 'Hệ thống',
  settings: 'Cài đặt',
  skip: 'Đến danh sách cảnh báo',
} as const;

export const theme = { night: 'Nền tối', day: 'Nền sáng', choose: 'Đổi nền sáng hoặc tối' } as const;

export const language = { choose: 'Ngôn ngữ', vi: 'Tiếng Việt', en: 'English' } as const;

export const role = {
  operator: 'Cán bộ trực',
  police: 'Công an',
  planner: 'Cán bộ quy hoạch',
  admin: 'Quản trị',
} as const;

export const account = {
  label: 'Tài khoản',
  whole: 'Toàn thành phố',
  signOut: 'Đăng xuất',
  signOutAll: 'Đăng xuất mọi thiết bị',
} as const;

export const status = {
  label: 'Tình hình chung',
  notices: 'Thông báo của màn hình',
  cameras: (up: string, all: string) => `${up}/${all} camera hoạt động`,
  sensors: (up: string, all: string) => `${up}/${all} cảm biến có số`,
  speed: (p50: string) => `Trung vị từ lúc ghi hình đến lúc hiện: ${p50}`,
  speedShort: 'Hiện sau',
} as const;

export const link = {
  live: 'Trực tiếp',
  connecting: 'Đang kết nối…',
  lost: (seconds: string) => `Mất kết nối: dữ liệu cũ ${seconds} giây`,
  lostLong: (duration: string) => `Mất kết nối: dữ liệu cũ ${duration}`,
  away: 'Không kết nối được máy chủ',
  awayLead: 'Đang thử lại. Màn hình mở tiếp khi máy chủ trả lời.',
  lostLead: 'Đang thử nối lại. Cảnh báo mới chưa về được màn hình này.',
  skipped: (n: string) => `Mạng chậm: đã bỏ qua ${n} thay đổi thiết bị; cảnh báo không mất`,
  stale: 'Có phiên bản mới.',
} as const;

export const sound = {
  on: 'Âm thanh đang bật',
  mute: 'Tắt âm 15 phút',
  muted: (left: string) => `Đã tắt âm, tự bật lại sau ${left}`,
  unmute: 'Bật âm ngay',
  blocked: 'Trình duyệt đang chặn âm báo',
  allow: 'Cho phép âm thanh',
} as const;

export const keys = {
  title: 'Phím tắt',
  open: 'Phím tắt (?)',
  next: 'Cảnh báo tiếp theo',
  previous: 'Cảnh báo trước',
  newest: 'Cảnh báo gấp nhất chưa ai nhận',
  acknowledge: 'Nhận xử lý',
  dispatch: 'Điều động',
  onScene: 'Đã đến nơi',
  resolve: 'Xử lý xong',
  falseAlarm: 'Báo giả',
  comment: 'Viết ghi chú',
  mark: 'Chọn để xử lý cùng lúc',
  search: 'Tìm kiếm',
  mute: 'Tắt hoặc bật âm',
  handover: 'Bàn giao ca',
  undo: 'Hoàn tác bước vừa ghi',
  escape: 'Đóng, bỏ chọn',
  help: 'Bảng phím tắt này',
} as const;
