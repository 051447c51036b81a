/** Being told of alerts while the console is closed; the service worker speaks with these as well. */
export const push = {
  title: 'Báo khi đóng màn hình',
  lead: 'Thiết bị này rung và hiện thông báo khi có cảnh báo mới, khi cảnh báo được giao cho bạn, và khi quá lâu chưa ai nhận, kể cả lúc CityWatch đã đóng.',
  least: 'Báo từ mức',
  from: { critical: 'Chỉ nghiêm trọng', warning: 'Cần chú ý trở lên', info: 'Tất cả' },
  on: 'Bật trên thiết bị này',
  off: 'Tắt trên thiết bị này',
  isOn: 'Đang bật trên thiết bị này',
  isOff: 'Đang tắt trên thiết bị này',
  denied: 'Trình duyệt đang chặn thông báo của trang này. Mở cài đặt của trang trong trình duyệt để cho phép.',
  failed: 'Không đăng ký được với dịch vụ thông báo của trình duyệt. Thiết bị có thể không ra được internet.',
  busy: 'Đang đăng ký…',
  notice: { raised: 'Cảnh báo mới', escalated: 'Chưa ai xử lý', dispatched: 'Giao cho bạn' },
  severity: { critical: 'Nghiêm trọng', warning: 'Cần chú ý', info: 'Thông tin' },
} as const;
