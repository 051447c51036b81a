/** Trạm biên trong phần cài đặt. */
export const agents = {
  state: { online: 'Đang chạy', offline: 'Mất liên lạc' },
  idHint: 'Cũng là tên đăng nhập của trạm ở MQTT. Không đổi được về sau.',
  token: (id: string) => `Mã bí mật của trạm ${id}, chỉ hiện lần này`,
  tokenHint: 'Chép vào CITYWATCH_AGENT_TOKEN trên máy của trạm, rồi khởi động lại trạm.',
  taken: 'Đã có trạm biên mang mã này.',
  inUse: 'Trạm còn phục vụ camera hoặc cảm biến. Chuyển chúng sang trạm khác trước.',
  renew: 'Cấp mã bí mật mới',
  renewSure: (name: string) =>
    `Cấp mã bí mật mới cho “${name}”? Mã cũ mất giá trị ngay: trạm không gửi được hình cho đến khi có mã mới.`,
} as const;
