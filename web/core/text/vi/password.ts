/** Đổi mật khẩu của chính mình. */
export const password = {
  title: 'Đổi mật khẩu',
  lead: 'Các thiết bị khác đang đăng nhập bằng tài khoản này sẽ bị đăng xuất và thôi nhận thông báo.',
  current: 'Mật khẩu hiện tại',
  next: 'Mật khẩu mới',
  again: 'Nhập lại mật khẩu mới',
  hint: 'Ít nhất 10 ký tự.',
  change: 'Đổi mật khẩu',
  differ: 'Hai lần nhập mật khẩu mới không giống nhau.',
  wrong: 'Mật khẩu hiện tại không đúng.',
  done: 'Đã đổi mật khẩu; các thiết bị khác đã bị đăng xuất',
} as const;
