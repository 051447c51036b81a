import type { ExportKind } from '../../../contracts/exports.ts';
import { ANSWER_TITLES, ANSWER_WORDS } from './answer-titles.ts';
import type { Cell } from './column.ts';

export type FileLanguage = 'vi' | 'en';

type InBoth = readonly [vi: string, en: string];

const SHEETS: Readonly<Record<ExportKind, InBoth>> = {
  events: ['Sự kiện', 'Events'],
  flows: ['Lưu lượng', 'Flows'],
  measurements: ['Số đo', 'Measurements'],
  alerts: ['Cảnh báo', 'Alerts'],
  coverage: ['Độ phủ quan sát', 'Coverage'],
  devices: ['Thiết bị', 'Devices'],
};

const TITLES: Readonly<Record<string, InBoth>> = {
  at: ['Thời điểm', 'Time'],
  bucket: ['Từ thời điểm', 'From'],
  event: ['Loại quan sát', 'Observation'],
  camera_id: ['Mã camera', 'Camera id'],
  camera_name: ['Camera', 'Camera'],
  zone_id: ['Mã vùng hoặc vạch', 'Zone or line id'],
  zone_name: ['Vùng hoặc vạch', 'Zone or line'],
  area_id: ['Mã đơn vị hành chính', 'Area id'],
  area_name: ['Đơn vị hành chính', 'Area'],
  class: ['Loại đối tượng', 'Class'],
  direction: ['Hướng', 'Direction'],
  count: ['Số lượt', 'Count'],
  value: ['Giá trị', 'Value'],
  value_mean: ['Giá trị trung bình', 'Mean value'],
  uncertainty: ['Sai số ±', 'Uncertainty ±'],
  score: ['Độ tin cậy', 'Score'],
  track_id: ['Mã vết đối tượng', 'Track'],
  observed_share: ['Tỷ lệ thời gian quan sát được', 'Observed share'],
  inferred_share: ['Phần khung hình được nhận dạng', 'Share of the picture inferred'],
  simulated: ['Mô phỏng', 'Simulated'],
  lat: ['Vĩ độ', 'Latitude'],
  lon: ['Kinh độ', 'Longitude'],
  sensor_id: ['Mã cảm biến', 'Sensor id'],
  sensor_name: ['Cảm biến', 'Sensor'],
  quantity: ['Đại lượng', 'Quantity'],
  unit: ['Đơn vị đo', 'Unit'],
  lowest: ['Thấp nhất', 'Lowest'],
  highest: ['Cao nhất', 'Highest'],
  readings: ['Số lần đo', 'Readings'],
  suspect: ['Số lần đo nghi ngờ', 'Suspect readings'],
  raised_at: ['Phát cảnh báo lúc', 'Raised at'],
  alert_id: ['Số cảnh báo', 'Alert number'],
  rule_id: ['Mã quy tắc', 'Rule id'],
  rule_name: ['Quy tắc', 'Rule'],
  severity: ['Mức độ', 'Severity'],
  state: ['Trạng thái', 'State'],
  device_kind: ['Loại thiết bị', 'Kind of device'],
  device_id: ['Mã thiết bị', 'Device id'],
  device_name: ['Thiết bị', 'Device'],
  repeats: ['Số lần lặp lại', 'Repeats'],
  assignee: ['Giao cho', 'Handed to'],
  captured_at: ['Ghi hình lúc', 'Captured at'],
  acknowledged_at: ['Tiếp nhận lúc', 'Acknowledged at'],
  resolved_at: ['Kết thúc lúc', 'Closed at'],
  deadline_at: ['Hạn xử lý', 'Deadline'],
  acknowledged_after_s: ['Tiếp nhận sau (giây)', 'Acknowledged after (s)'],
  resolved_after_s: ['Kết thúc sau (giây)', 'Closed after (s)'],
  minutes: ['Số phút có số liệu', 'Minutes accounted for'],
  expected: ['Số khung hình dự kiến', 'Frames expected'],
  decoded: ['Đã giải mã', 'Decoded'],
  quiet: ['Cảnh tĩnh', 'Quiet'],
  sent: ['Đã gửi', 'Sent'],
  received: ['Đã nhận', 'Received'],
  looked: ['Đã phân tích', 'Looked at'],
  dropped_at_edge: ['Bỏ tại trạm biên', 'Dropped at the edge'],
  dropped_at_ingest: ['Bỏ tại trung tâm', 'Dropped at ingest'],
  name: ['Tên', 'Name'],
  heading_deg: ['Hướng nhìn (độ)', 'Heading (°)'],
  field_of_view_deg: ['Góc nhìn (độ)', 'Field of view (°)'],
  range_m: ['Tầm nhìn (m)', 'Range (m)'],
  enabled: ['Đang bật', 'Enabled'],
};

/** Words for values, by column. A value without a word stays as it is. */
const WORDS: Readonly<Record<string, Readonly<Record<string, InBoth>>>> = {
  class: {
    person: ['người', 'person'],
    bicycle: ['xe đạp', 'bicycle'],
    motorcycle: ['xe máy', 'motorcycle'],
    car: ['ô tô con', 'car'],
    bus: ['xe buýt', 'bus'],
    truck: ['xe tải', 'truck'],
    train: ['tàu hỏa', 'train'],
    boat: ['thuyền', 'boat'],
    cat: ['mèo', 'cat'],
    dog: ['chó', 'dog'],
    cow: ['bò', 'cow'],
    backpack: ['ba lô', 'backpack'],
    handbag: ['túi xách', 'handbag'],
    suitcase: ['va li', 'suitcase'],
  },
  event: {
    entered: ['vào vùng', 'entered'],
    left: ['rời vùng', 'left'],
    dwelled: ['lưu lại', 'dwelled'],
    crossed: ['qua vạch', 'crossed'],
    stopped: ['dừng đỗ', 'stopped'],
    'wrong-way': ['đi ngược chiều', 'wrong way'],
    crowd: ['tụ tập đông người', 'crowd'],
    'crowd-density': ['mật độ người cao', 'crowd density'],
    'left-behind': ['vật bỏ lại', 'left behind'],
    fallen: ['nghi có người ngã', 'fallen (candidate)'],
    speed: ['tốc độ', 'speed'],
    deviation: ['khác thường', 'deviation'],
  },
  direction: { forward: ['chiều thuận', 'forward'], backward: ['chiều ngược', 'backward'] },
  severity: {
    critical: ['nghiêm trọng', 'critical'],
    warning: ['cảnh báo', 'warning'],
    info: ['thông tin', 'information'],
  },
  state: {
    raised: ['mới', 'raised'],
    acknowledged: ['đã tiếp nhận', 'acknowledged'],
    dispatched: ['đã giao', 'dispatched'],
    'on-scene': ['đang ở hiện trường', 'on scene'],
    resolved: ['đã xử lý', 'resolved'],
    'false-alarm': ['báo động giả', 'false alarm'],
  },
  device_kind: { camera: ['camera', 'camera'], sensor: ['cảm biến', 'sensor'] },
};

const at: Readonly<Record<FileLanguage, 0 | 1>> = { vi: 0, en: 1 };

export function sheetTitle(kind: ExportKind, language: FileLanguage): string {
  return SHEETS[kind][at[language]];
}

const QUESTIONS: Readonly<Record<string, InBoth>> = {
  flows: SHEETS.flows,
  movements: ['Hướng đi tại nút', 'Movements'],
  stays: ['Thời gian lưu lại', 'Stays'],
  speeds: ['Tốc độ', 'Speeds'],
  comparison: ['So sánh hai kỳ', 'Comparison'],
  'hot-spots': ['Điểm nóng', 'Hot spots'],
  usual: ['Mức thường', 'Usual'],
  alerts: ['Thống kê cảnh báo', 'Alert statistics'],
  'alert-tables': ['Thống kê cảnh báo', 'Alert statistics'],
  'sensor-series': SHEETS.measurements,
  'sensor-and-traffic': ['Cảm biến và giao thông', 'Sensor and traffic'],
  events: SHEETS.events,
  past: ['Bản đồ quá khứ', 'Map of the past'],
};

/** Name of the sheet with the answer to a question. */
export function questionTitle(name: string, language: FileLanguage): string {
  return QUESTIONS[name]?.[at[language]] ?? name;
}

/** What a column is called; its machine name where nobody gave it another. */
export function columnTitle(name: string, language: FileLanguage): string {
  return (TITLES[name] ?? ANSWER_TITLES[name])?.[at[language]] ?? name;
}

/** A value as people read it. */
export function worded(name: string, cell: Cell, language: FileLanguage): Cell {
  return typeof cell === 'string' ? ((WORDS[name] ?? ANSWER_WORDS[name])?.[cell]?.[at[language]] ?? cell) : cell;
}
