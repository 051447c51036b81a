/** Dữ liệu mô phỏng. */
export const simulated = {
  mark: 'Mô phỏng',
  lead: 'Dữ liệu của thời gian này là mô phỏng, không phải quan sát thật.',
} as const;
