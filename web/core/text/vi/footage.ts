/** Video được lưu giữ theo vụ việc: từng phút đã chép về, đang chờ, không còn. */
export const footage = {
  title: 'Video',
  stored: (minutes: string, size: string) => `${minutes} phút đã chép về trung tâm (${size})`,
  waiting: (minutes: string) => `${minutes} phút đang chờ trạm biên gửi về`,
  away: (agent: string) =>
    `Trạm biên ${agent} mất liên lạc: lệnh chờ đến khi trạm trở lại; bản ghi trên trạm không bị xoá`,
  gone: (minutes: string) => `${minutes} phút không còn: đã bị ghi đè trước khi được lưu giữ, hoặc không được ghi`,
  failed: (minutes: string) => `${minutes} phút trạm biên không gửi về được`,
  none: 'Chưa có phút nào đến hạn chép về.',
  limit: (minutes: string) =>
    `Mỗi vụ việc được chép về tối đa ${minutes} phút video; phần còn lại được giữ trên trạm biên chừng nào đĩa của trạm còn chỗ.`,
  open: 'Từng phút',
  look: 'Xem',
  keep: 'Tải về',
  states: { waiting: 'đang chờ', stored: 'đã chép về', gone: 'không còn', failed: 'không gửi được' },
} as const;
