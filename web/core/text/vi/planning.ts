/** Những gì thống kê tính theo: ngày lễ, hệ số quy đổi, mùa. */
export const planning = {
  holidays: 'Ngày lễ, Tết',
  holidaysLead:
    'Ngày lễ không tính vào mức thường, được so với Chủ nhật khi tìm điều bất thường và khi ước tính phần không quan sát được, và được bỏ ra khi so sánh trước – sau. Sau khi lưu, mức thường được tính lại trong vài phút.',
  year: 'Năm',
  earlier: 'Năm trước',
  later: 'Năm sau',
  noneInYear: (year: string) =>
    `Năm ${year} chưa có ngày lễ nào: Tết và các ngày nghỉ sẽ bị coi như ngày thường và bị báo là bất thường.`,
  offer: (year: string) => `Đưa vào các ngày nghỉ lễ theo luật của năm ${year}`,
  offerLead:
    'Theo Bộ luật Lao động, gồm cả nghỉ bù khi trùng thứ Bảy, Chủ nhật. Tết và Giỗ Tổ tính theo âm lịch. Hãy sửa theo thông báo lịch nghỉ của năm.',
  add: 'Thêm ngày lễ khác',
  nameVi: 'Tên tiếng Việt',
  nameEn: 'Tên tiếng Anh',
  from: 'Từ ngày',
  to: 'Đến hết ngày',
  days: (n: string) => `${n} ngày`,
  backwards: 'Ngày cuối phải sau ngày đầu, và không quá 60 ngày.',
  drop: (name: string) => `Bỏ ${name}`,
  carUnits: 'Hệ số quy đổi ra xe con (PCU)',
  carUnitsLead: 'Mỗi loại xe bằng bao nhiêu xe con. Hãy dùng hệ số của tiêu chuẩn đang áp dụng. Để trống: không tính.',
  seasons: 'Mùa',
  seasonsLead: 'Mỗi tháng thuộc đúng một mùa. Chọn tháng ở một mùa thì tháng đó rời mùa khác.',
  addSeason: 'Thêm mùa',
  months: (season: string) => `Các tháng của ${season}`,
  newSeason: 'Mùa mới',
  schedule: 'Báo cáo tháng tự lập',
  scheduleLead:
    'Ngày đầu mỗi tháng, khi độ phủ quan sát của tháng trước đã đủ, hệ thống tự lập báo cáo của tháng đó. Báo cáo nằm ở trang Thống kê, mục Xuất.',
  scheduleOn: 'Tự lập báo cáo mỗi tháng',
  scheduleLanguages: 'Ngôn ngữ',
  scheduleOf: 'Của nơi nào',
} as const;
