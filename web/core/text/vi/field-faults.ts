import type { FieldFaultCode } from '../../../../contracts/field-faults.ts';

/** Why a field was refused. `at`: numbers of corners, sides or points, listed. */
export const fieldFaults: Readonly<Record<FieldFaultCode, (at: string) => string>> = {
  'few-corners': () => 'Vùng cần ít nhất ba góc.',
  'many-corners': () => 'Vùng có quá nhiều góc (tối đa 64).',
  'no-area': () => 'Vùng không có diện tích.',
  'same-corner': (at: string) => `Góc ${at} trùng nhau.`,
  'crosses-itself': (at: string) => `Các cạnh của vùng cắt nhau (cạnh ${at}).`,
  'short-line': () => 'Vạch quá ngắn: hai đầu gần như trùng nhau.',
  'not-a-number': () => 'Có điểm không phải là số.',
  'four-points': () => 'Hiệu chuẩn cần đúng bốn điểm.',
  'in-line-picture': (at: string) => `Các điểm ${at} thẳng hàng trên hình. Dời một điểm ra khỏi đường thẳng đó.`,
  'in-line-ground': (at: string) =>
    `Các điểm ${at} thẳng hàng trên mặt đất. Chọn bốn góc của một khoảng đất, không chọn dọc một vạch.`,
  'other-order': () =>
    'Thứ tự các điểm trên mặt đất khác trên hình, hoặc có điểm nằm trên đường chân trời. Kiểm tra lại từng điểm.',
  'no-map': () => 'Bốn điểm này không xác định được mặt đất. Chọn các điểm cách xa nhau hơn.',
  needed: () => 'Chưa điền, hoặc điền chưa đúng kiểu.',
  'too-small': () => 'Nhỏ hơn hoặc ít hơn mức cho phép.',
  'too-large': () => 'Lớn hơn hoặc dài hơn mức cho phép.',
  'wrong-form': () => 'Chưa đúng dạng.',
  'control-characters': () => 'Có ký tự điều khiển hoặc ký tự đổi chiều chữ; xin bỏ đi.',
  'not-rtsp': () => 'Địa chỉ phải bắt đầu bằng rtsp:// hoặc rtsps://.',
  'masked-password': () => 'Mật khẩu đang bị che (***). Nhập lại mật khẩu của camera.',
  'no-agent': () => 'Không có trạm biên này.',
  'no-camera': () => 'Không có camera này.',
  'no-zone': () => 'Có vùng hoặc vạch không còn nữa.',
  'no-sensor': () => 'Có cảm biến không còn nữa.',
  'no-area-there': () => 'Không có đơn vị hành chính này ở thời điểm đó.',
  'other-kind-of-place': () => 'Loại quy tắc này không dùng được với vùng hoặc vạch đã chọn.',
  'no-way': () => 'Có vùng chưa vẽ chiều đi đúng. Mở vùng đó và vẽ mũi tên chiều đi.',
  'not-calibrated': () => 'Camera của vùng này chưa hiệu chuẩn nên chưa đo được tốc độ.',
  'min-above-max': () => 'Số đầu phải nhỏ hơn số cuối.',
  'nobody-polls': () => 'Chọn trạm biên sẽ đọc địa chỉ này.',
  'wrong-side': () => 'Mức “coi là hết” phải nằm về phía an toàn của ngưỡng.',
};
