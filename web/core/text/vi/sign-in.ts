/** The door of the console. */
export const signIn = {
  title: 'Đăng nhập',
  lead: 'Giám sát camera và cảm biến đô thị',
  username: 'Tên đăng nhập',
  password: 'Mật khẩu',
  show: 'Hiện mật khẩu',
  hide: 'Ẩn mật khẩu',
  submit: 'Đăng nhập',
  busy: 'Đang đăng nhập…',
  out: 'Đăng xuất',
  expired: 'Phiên làm việc đã hết. Xin đăng nhập lại.',
} as const;
