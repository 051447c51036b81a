/** Cảm biến so với mức thường của giờ đó. */
export const sensorUsual = {
  sides: { above: 'cao hơn mức thường', below: 'thấp hơn mức thường' },
  spreads: 'Từ (lần độ lệch thường)',
  atLeast: 'và cách mức thường ít nhất (đơn vị của cảm biến)',
  clearForS: 'Hết khi trở lại trong (giây)',
  hint: 'Mức thường là trung vị của cùng giờ, cùng thứ trong 12 tuần qua, bỏ ngày lễ; cần ít nhất 4 tuần số đo. Coi là hết khi số đo trở lại được nửa đường.',
  above: (sensors: string, spreads: string) =>
    `${sensors} cao hơn mức thường của giờ đó từ ${spreads} lần độ lệch thường`,
  below: (sensors: string, spreads: string) =>
    `${sensors} thấp hơn mức thường của giờ đó từ ${spreads} lần độ lệch thường`,
  atLeastAway: (distance: string) => `, và cách ít nhất ${distance}`,
} as const;
