/** Why a request did not succeed, by the gateway’s code. */
export const failure = {
  'bad-request': 'Dữ liệu gửi đi chưa đúng. Kiểm tra lại các ô đã điền.',
  'not-signed-in': 'Phiên làm việc đã hết. Xin đăng nhập lại.',
  'wrong-credentials': 'Tên đăng nhập hoặc mật khẩu không đúng.',
  'locked-out': 'Sai quá nhiều lần. Tài khoản tạm khoá, xin thử lại sau ít phút.',
  'not-allowed': 'Tài khoản này không có quyền làm việc đó.',
  'not-found': 'Không tìm thấy. Có thể đã bị xoá.',
  changed: 'Người khác vừa thay đổi. Xem lại rồi thử lần nữa.',
  conflict: 'Trùng với dữ liệu đang có.',
  'too-large': 'Nội dung gửi đi quá lớn.',
  'too-many': 'Gửi quá nhiều yêu cầu. Xin chờ một chút.',
  'wrong-step': 'Cảnh báo đang ở trạng thái không cho phép bước này.',
  unavailable: 'Máy chủ đang bận hoặc đang khởi động lại. Xin thử lại.',
  'not-stored': 'Cơ sở dữ liệu hiện không ghi được, có thể do đầy đĩa: chưa lưu được gì. Xin báo cho quản trị viên.',
  internal: 'Máy chủ gặp lỗi. Xin báo cho quản trị viên.',
  offline: 'Không kết nối được máy chủ. Kiểm tra mạng rồi thử lại.',
} as const;
