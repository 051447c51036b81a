/** Độ phủ quan sát theo camera. */
export const coverage = {
  byCamera: 'Theo camera, ít được xem nhất trước',
  camera: 'Camera',
  expected: 'Cần có',
  received: 'Đã nhận',
  looked: 'Đã nhận dạng',
  quiet: 'Yên tĩnh',
  dropped: 'Bị bỏ, vì sao',
  ofPicture: (percent: string) => `(${percent} % diện tích hình)`,
};
