/** Help for those who write rules. */
export const rules = {
  behaviourHint: {
    stopped: 'Xe đứng yên trong vùng lâu hơn số giây đã đặt.',
    'wrong-way': 'Xe đi ngược mũi tên chiều đi vẽ trong vùng.',
    crowd: 'Từng ấy người cùng ở trong vùng ít nhất 5 giây.',
    'crowd-density':
      'Số người trên mỗi 100 m² mặt đất. 100 nghĩa là mỗi mét vuông một người; camera phải được hiệu chuẩn.',
    'left-behind': 'Ba lô, túi, va li nằm lại khi người mang nó đã đi.',
    fallen: 'Người đang đứng mà nằm xuống; cần người xem lại hình.',
    speed: 'Tốc độ xe trong vùng hoặc tại vạch; camera phải được hiệu chuẩn.',
  },
  sensorNow: (value: string) => `Đang đo: ${value}`,
  find: (what: string) => `Tìm (${what})`,
  more: (n: string) => `Còn ${n} mục nữa. Gõ thêm để tìm.`,
  noneFound: 'Không tìm thấy mục nào.',
  noPlaces: {
    zone: 'Chưa có vùng nào. Mở một camera trong Cài đặt → Camera và vẽ vùng trên hình.',
    line: 'Chưa có vạch đếm nào. Mở một camera trong Cài đặt → Camera và vẽ vạch trên hình.',
  },
} as const;
